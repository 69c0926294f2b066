package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// A matter that goes round in a circle ends with a person: its caller is asked nothing, and
// no limit of a topic turns him away. Whoever talks with him cannot send him back blindly.
func TestACircleEndsWithAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := standard()
		cfg.Known = func(_ context.Context, who callcenter.Arrival) flow.Known {
			return flow.Known{Loop: who.Reference == "SC-1"}
		}
		h := open(t, cfg)
		call := h.x.dial("caller", "13800001234", func(a *callcenter.Arrival) {
			a.Channel, a.Reference, a.About = callcenter.City, "SC-1", "complaint"
		})
		waits := func(topic callcenter.TopicName) {
			h.until("he waits for "+string(topic), time.Minute, func() bool {
				live := h.floor.Live()
				return len(live) == 1 && live[0].Stage == callcenter.Waiting && live[0].Topic == topic && live[0].Loop
			})
		}
		waits("complaint")
		for range 3 {
			h.floor.TimedOut(call.Call)
			waits("consult")
		}
		h.agent("wang", "consult")
		var leg callcenter.LineID
		h.until("wang's phone rings", time.Minute, func() (rings bool) {
			leg, rings = h.x.legAt("seat-wang", false)
			return rings
		})
		h.x.pickUp(leg)
		h.until("they talk", time.Minute, func() bool {
			live := h.floor.Live()
			return len(live) == 1 && live[0].Stage == callcenter.Speaking
		})
		back := flow.Command{Verb: flow.Transfer, Agent: "wang", Target: callcenter.Target{Outside: "12345"}}
		if err := h.floor.Command(context.Background(), call.Call, back); !callcenter.Is(err, callcenter.Conflict) {
			t.Errorf("sent back without a word: %v", err)
		}
		h.x.end(leg, callcenter.CauseNormal)
		h.settle(call.Call)
		if n := h.x.timesHeard(call.Line, callcenter.MenuPrompt); n != 0 {
			t.Errorf("he was asked %d times what it is about", n)
		}
		ends := of[callcenter.CallEnded](h.l, call.Call)
		if len(ends) != 1 || ends[0].Outcome != callcenter.Completed {
			t.Errorf("ended %+v", ends)
		}
	})
}
