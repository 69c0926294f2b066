package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// What Asterisk answered and did not do, and what it never told, is found out within
// seconds.

// rated opens a house whose caller has talked with wang, who then hangs up.
func rated(t *testing.T, change func(*flow.Config), before func(*exchange)) (*house, callcenter.Arrival) {
	t.Helper()
	cfg := bare()
	cfg.Rate, cfg.Record = true, true
	if change != nil {
		change(&cfg)
	}
	h := open(t, cfg)
	h.agent("wang", "consult")
	call := h.x.dial("caller", "13900001111")
	time.Sleep(time.Second)
	leg, rings := h.x.legAt("seat-wang", false)
	if !rings {
		t.Fatal("it does not ring")
	}
	h.x.pickUp(leg)
	time.Sleep(10 * time.Second)
	h.x.mu.Lock()
	before(h.x)
	h.x.mu.Unlock()
	h.x.end(leg, callcenter.CauseNormal)
	return h, call
}

func (x *exchange) timesHeard(line callcenter.LineID, what callcenter.Prompt) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, h := range x.heard {
		if h.line == line && h.what == string(what) {
			n++
		}
	}
	return n
}

func TestLostPromptIsSaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call := rated(t, nil, func(x *exchange) { x.loses["say"] = 1 })
		time.Sleep(5 * time.Second)
		if n := h.x.timesHeard(call.Line, callcenter.AskRating); n != 1 {
			t.Fatalf("he heard the question %d times", n)
		}
		h.x.press(call.Line, "1")
		h.settle(call.Call)
		if n := len(of[callcenter.RatingAnswered](h.l, call.Call)); n != 1 {
			t.Errorf("%d ratings", n)
		}
	})
}

// A long prompt is not taken for a lost one, and one without an end is ended.
func TestLongPrompts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call := rated(t, func(cfg *flow.Config) { cfg.LongestSaying = 40 * time.Second }, func(x *exchange) {
			x.lasts = 30 * time.Second
		})
		time.Sleep(29 * time.Second)
		h.x.mu.Lock()
		if n := len(h.x.sayings); n != 1 {
			t.Errorf("%d sayings under way", n)
		}
		if n := h.x.requests["saying"]; n > 4 {
			t.Errorf("asked for it %d times", n)
		}
		h.x.lasts = time.Hour
		h.x.mu.Unlock()
		time.Sleep(time.Minute) // asked again, and that never ends
		h.x.mu.Lock()
		if n := len(h.x.sayings); n != 0 {
			t.Errorf("%d sayings under way", n)
		}
		h.x.mu.Unlock()
		h.settle(call.Call)
	})
}

func TestLineCalledGone(t *testing.T) {
	for _, gone := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			h, call := rated(t, nil, func(x *exchange) {
				x.denies["say"] = 1
				if gone { // and nobody tells
					delete(x.lines, "caller")
				}
			})
			time.Sleep(3 * time.Second)
			if ended := len(of[callcenter.CallEnded](h.l, call.Call)) > 0; ended != gone {
				t.Fatalf("gone %t, ended %t", gone, ended)
			}
			if !gone {
				time.Sleep(10 * time.Second)
				h.x.press(call.Line, "1")
			}
			h.settle(call.Call)
		})
	}
}

func TestEndOfRecordingNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call := rated(t, nil, func(x *exchange) { x.loses["stop"] = 1 })
		time.Sleep(3 * time.Second)
		ended := of[callcenter.RecordingEnded](h.l, call.Call)
		if len(ended) != 1 || ended[0].Failed || ended[0].Seconds < 9 || ended[0].Seconds > 12 {
			t.Errorf("recordings %+v", ended)
		}
		h.settle(call.Call)
	})
}
