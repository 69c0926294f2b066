package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// Who is on the block list hears why and is let go, and no phone rings; his call has its
// record.
func TestWhoIsBlockedIsTurnedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := standard()
		cfg.Known = func(context.Context, callcenter.Arrival) flow.Known { return flow.Known{Blocked: true} }
		h := open(t, cfg)
		h.agent("wang", "consult")
		call := h.x.dial("caller", "13800001234")
		h.settle(call.Call)
		if n := len(of[callcenter.PromiseMade](h.l, call.Call)); n != 0 {
			t.Errorf("an agent was promised %d times", n)
		}
		ends := of[callcenter.CallEnded](h.l, call.Call)
		if len(ends) != 1 || ends[0].Outcome != callcenter.Refused || ends[0].Reason != "blocked" || ends[0].By != callcenter.BySystem {
			t.Errorf("ended %+v", ends)
		}
		if n := h.x.timesHeard(call.Line, callcenter.Blocked); n != 1 {
			t.Errorf("he heard why %d times", n)
		}
	})
}

// Whose talk is ended for harassment is not asked for a rating.
func TestWhoIsDismissedIsNotAskedForARating(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := standard()
		cfg.AskMenu = false
		h := open(t, cfg)
		h.agent("wang", "consult")
		call := h.x.dial("caller", "13800001234")
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
		ctx := context.Background()
		if err := h.floor.Command(ctx, call.Call, flow.Command{Verb: flow.Dismiss, Agent: "li"}); !callcenter.Is(err, callcenter.Denied) {
			t.Errorf("another's talk: %v", err)
		}
		if err := h.floor.Command(ctx, call.Call, flow.Command{Verb: flow.Dismiss, Agent: "wang"}); err != nil {
			t.Fatal(err)
		}
		h.settle(call.Call)
		if n := len(of[callcenter.RatingAsked](h.l, call.Call)); n != 0 {
			t.Error("he is asked for a rating")
		}
	})
}
