package flow_test

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// A call costs Asterisk its requests, so their number is held here: the bench
// profile needs seven, and everything switched on no more than its prompts ask for. The
// last words take four seconds, so they are asked for once.
func TestRequestsPerCall(t *testing.T) {
	for _, test := range []struct {
		name string
		cfg  flow.Config
		want map[string]int
	}{
		{"bench", bare(), map[string]int{
			"answer": 1, "ring": 1, "music": 1, "join": 1, "remember": 1, "dissolve": 1, "hangup": 1,
		}},
		{"everything", standard(), map[string]int{
			"answer": 1, "say": 6, "saying": 1, "hush": 2, "ring": 1, "music": 1, "join": 1, "record": 1,
			"remember": 3, "stop": 1, "part": 1, "dissolve": 1, "hangup": 1,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, test.cfg)
				h.agent("wang", "consult")
				call := h.x.dial("caller", "08332441234")
				if test.cfg.AskMenu { // welcome 2 s, notice 2 s, in the menu
					time.Sleep(5 * time.Second)
					h.x.press(call.Line, "1")
				}
				time.Sleep(3 * time.Second)
				leg, rings := h.x.legAt("seat-wang", false)
				if !rings {
					t.Fatal("it does not ring")
				}
				h.x.pickUp(leg)
				time.Sleep(time.Second)
				h.x.end(leg, callcenter.CauseNormal)
				time.Sleep(time.Second)
				if test.cfg.Rate {
					h.x.press(call.Line, "1")
				}
				if test.cfg.Rate {
					time.Sleep(5 * time.Second) // thanks, and goodbye
				}
				synctest.Wait()
				began := time.Now()
				if err := h.floor.Drain(t.Context()); err != nil || time.Since(began) > 0 {
					t.Errorf("the call lingers for %s: %v", time.Since(began), err)
				}
				h.settle(call.Call)
				if !maps.Equal(h.x.requests, test.want) {
					t.Errorf("requests %v,\nwant     %v", h.x.requests, test.want)
				}
			})
		})
	}
}

// The queue may promise before Enqueue returns: the phone rings first of all.
func TestPromiseBeforeEnqueueReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var marks []flow.Mark
		cfg := bare()
		cfg.Observe = func(m flow.Mark) { marks = append(marks, m) }
		h := open(t, cfg)
		h.agent("wang", "consult")
		call := h.x.dial("caller", "")
		synctest.Wait()
		leg, rings := h.x.legAt("seat-wang", false)
		if !rings {
			t.Fatal("it does not ring at once")
		}
		h.x.pickUp(leg)
		synctest.Wait()
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
		var names []flow.MarkName
		for _, m := range marks {
			names = append(names, m.Name)
		}
		want := []flow.MarkName{flow.MarkArrived, flow.MarkPromised, flow.MarkRang, flow.MarkJoined, flow.MarkEnded}
		if len(names) != len(want) {
			t.Fatalf("marks %v, want %v", names, want)
		}
		for i := range want {
			if names[i] != want[i] || marks[i].Since < 0 {
				t.Errorf("marks %v, want %v", marks, want)
			}
		}
	})
}

// An agent who hangs up is free for the next caller before anything else is done.
func TestFinishBeforeAnythingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, bare())
		h.agent("wang", "consult")
		first := h.x.dial("first", "1")
		synctest.Wait()
		leg, _ := h.x.legAt("seat-wang", false)
		h.x.pickUp(leg)
		time.Sleep(time.Second)
		second := h.x.dial("second", "2")
		synctest.Wait()
		h.x.end(leg, callcenter.CauseNormal)
		time.Sleep(2 * time.Millisecond)
		next, rings := h.x.legAt("seat-wang", false)
		if !rings || callcenter.Token(next).Call() != second.Call {
			t.Fatal("the next caller does not ring")
		}
		h.x.end(second.Line, callcenter.CauseNormal)
		h.settle(second.Call)
		h.settle(first.Call)
	})
}
