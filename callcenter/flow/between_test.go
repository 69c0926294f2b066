package flow_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// What happens between two steps of a call, where other systems leave an agent
// talking to nobody.

// ringing opens a house whose caller's call rings at wang's.
func ringing(t *testing.T, cfg flow.Config) (*house, callcenter.Arrival, callcenter.LineID) {
	t.Helper()
	h := open(t, cfg)
	h.agent("wang", "consult")
	call := h.x.dial("caller", "13900001111")
	synctest.Wait()
	leg, rings := h.x.legAt("seat-wang", false)
	if !rings {
		t.Fatal("it does not ring")
	}
	return h, call, leg
}

func TestCallerGoneBetweenAnswerAndJoin(t *testing.T) {
	for _, heard := range []bool{true, false} { // whether the word of it came in time
		synctest.Test(t, func(t *testing.T) {
			h, call, leg := ringing(t, bare())
			h.q.binds = func(callcenter.Promise) {
				if heard {
					h.x.end(call.Line, callcenter.CauseNormal)
					return
				}
				h.x.mu.Lock()
				delete(h.x.lines, call.Line)
				h.x.mu.Unlock()
			}
			h.x.pickUp(leg)
			h.settle(call.Call)
			if n := len(of[callcenter.SegmentStarted](h.l, call.Call)); n != 0 {
				t.Errorf("%d segments with nobody", n)
			}
			if end := of[callcenter.CallEnded](h.l, call.Call); end[0].Outcome != callcenter.Abandoned {
				t.Errorf("ended %+v", end)
			}
		})
	}
}

func TestAgentGoneBetweenAnswerAndJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		h.q.binds = func(p callcenter.Promise) {
			if p.Agent.ID == "wang" {
				h.x.end(leg, callcenter.CauseNormal)
			}
		}
		h.agent("li", "consult")
		h.x.pickUp(leg)
		time.Sleep(time.Second)
		next, rings := h.x.legAt("seat-li", false)
		if !rings {
			t.Fatal("li's phone does not ring: the caller is lost")
		}
		h.x.pickUp(next)
		time.Sleep(time.Second)
		h.x.end(next, callcenter.CauseNormal)
		h.settle(call.Call)
		if n := len(of[callcenter.SegmentEnded](h.l, call.Call)); n != 1 {
			t.Errorf("%d segments, want 1", n)
		}
	})
}

// We slept; the queue has given the agent's promise up, and its word was lost.
func TestPromiseExpiredUnheard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, bare())
		h.q.expiry, h.q.mute = 5*time.Second, true
		h.agent("wang", "consult")
		call := h.x.dial("caller", "13900001111")
		time.Sleep(7 * time.Second)
		leg, _ := h.x.legAt("seat-wang", false)
		h.x.pickUp(leg)
		time.Sleep(time.Second)
		if h.x.together(call.Line, leg) {
			t.Fatal("joined on a void promise")
		}
		if _, up := h.x.legAt("seat-wang", true); up {
			t.Fatal("the agent is left talking to nobody")
		}
		h.agent("li", "consult")
		time.Sleep(time.Second)
		next, rings := h.x.legAt("seat-li", false)
		if !rings {
			t.Fatal("the caller waits no more")
		}
		h.q.expiry = time.Hour
		h.x.end(next, callcenter.CauseRejected)
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
	})
}

// The same expiry, and the word of it came: the ringing stops at once.
func TestPromiseWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		h.q.mu.Lock()
		token := callcenter.Token(leg)
		h.q.mu.Unlock()
		h.q.expire(token, "wang")
		synctest.Wait()
		if _, rings := h.x.legAt("seat-wang", false); rings {
			t.Error("it still rings")
		}
		h.floor.Promise(callcenter.Promise{Token: token, Call: call.Call}) // the old one again
		time.Sleep(time.Second)
		if _, rings := h.x.legAt("seat-wang", false); rings {
			t.Error("an old promise rings")
		}
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
	})
}

func TestAcceptOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		h.x.twice = true
		h.x.pickUp(leg)
		time.Sleep(time.Second)
		h.x.end(leg, callcenter.CauseNormal)
		h.settle(call.Call)
		if n := h.q.accepts[callcenter.Token(leg)]; n != 1 {
			t.Errorf("accepted %d times", n)
		}
	})
}

// The queue is away while the agent has picked up: he is given a moment.
func TestAcceptWaitsForTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		h.q.mu.Lock()
		h.q.away = true
		h.q.mu.Unlock()
		h.x.pickUp(leg)
		time.Sleep(2 * time.Second)
		h.q.mu.Lock()
		h.q.away = false
		h.q.mu.Unlock()
		time.Sleep(time.Second)
		if !h.x.together(call.Line, leg) {
			t.Error("not joined although the queue is back")
		}
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
	})
}

func TestWrapUp(t *testing.T) {
	for _, test := range []struct {
		name string
		own  time.Duration
		key  string
		want time.Duration
	}{
		{"the agent's own", 10 * time.Second, "3", 10 * time.Second},
		{"the topic's", 0, "3", 45 * time.Second},
		{"the house's", 0, "1", 30 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := standard()
				cfg.Welcome, cfg.Notice = false, false
				h := open(t, cfg)
				h.agent("wang", "consult", "wages").WrapUp = test.own
				call := h.x.dial("caller", "13900001111")
				time.Sleep(time.Second)
				h.x.press(call.Line, test.key)
				synctest.Wait()
				leg, _ := h.x.legAt("seat-wang", false)
				h.x.pickUp(leg)
				time.Sleep(time.Second)
				h.x.end(leg, callcenter.CauseNormal)
				h.settle(call.Call)
				if ended := of[callcenter.SegmentEnded](h.l, call.Call); len(ended) != 1 || ended[0].WrapUp != test.want {
					t.Errorf("%+v, want wrap-up %s", ended, test.want)
				}
			})
		})
	}
}

// An unknown topic is the default topic, and no caller is lost for a menu's fault.
func TestUnknownTopic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := standard()
		cfg.Welcome, cfg.Notice = false, false
		cfg.Menu = func() callcenter.Menu {
			m := menu()
			m.Choices = append(slices.Clone(m.Choices), callcenter.Choice{Key: "8", Topic: "unheard-of"})
			return m
		}
		h := open(t, cfg)
		h.agent("wang", "consult")
		call := h.x.dial("caller", "13900001111")
		time.Sleep(time.Second)
		h.x.press(call.Line, "8")
		synctest.Wait()
		if _, rings := h.x.legAt("seat-wang", false); !rings {
			t.Error("nobody is rung")
		}
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
	})
}

func TestCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		ask := func(verb flow.Verb, agent string) callcenter.ErrorKind {
			err := h.floor.Command(context.Background(), call.Call, flow.Command{Verb: verb, Agent: callcenter.AgentID(agent)})
			if err == nil {
				return -1
			}
			return callcenter.KindOf(err)
		}
		expect := func(what string, got, want callcenter.ErrorKind) {
			t.Helper()
			if got != want {
				t.Errorf("%s: kind %d, want %d", what, got, want)
			}
		}
		expect("hold while it rings", ask(flow.Hold, "wang"), callcenter.Conflict)
		expect("reject another's", ask(flow.HangUp, "li"), callcenter.Denied)
		h.x.pickUp(leg)
		synctest.Wait()
		expect("hold another's", ask(flow.Hold, "li"), callcenter.Denied)
		expect("hold", ask(flow.Hold, "wang"), -1)
		expect("hold again", ask(flow.Hold, "wang"), -1)
		if live := h.floor.Live(); len(live) != 1 || !live[0].Held || !live[0].Engaged || live[0].Promised.ID != "wang" {
			t.Errorf("live %+v", live)
		}
		expect("resume", ask(flow.Resume, "wang"), -1)
		expect("nonsense", ask("dance", "wang"), callcenter.Invalid)
		expect("hang up", ask(flow.HangUp, "wang"), -1)
		h.settle(call.Call)
		expect("hang up a call that is over", ask(flow.HangUp, "wang"), callcenter.NotFound)
		if h.floor.Promise(callcenter.Promise{Call: call.Call, Token: "x"}) {
			t.Error("a call that is over took a promise")
		}
	})
}

// Lines nobody will ever ask for again are ended: an agent's whose caller is gone,
// and a seat's that waits for an answer to a code it dialled.
func TestOrphans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, call, leg := ringing(t, bare())
		h.kill()
		h.x.mu.Lock()
		delete(h.x.lines, call.Line)
		h.x.lines["1700000000.77"] = &line{}
		h.x.mu.Unlock()
		h.start()
		h.floor.Reconcile(nil, []callcenter.LineID{leg, "1700000000.77"})
		h.settle(call.Call)
		end := of[callcenter.CallEnded](h.l, call.Call)
		if len(end) != 1 || end[0].Outcome != callcenter.Abandoned {
			t.Errorf("ended %+v", end)
		}
	})
}

// A promise for a call that is nowhere is given back, so the agent is free.
func TestPromiseForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, bare())
		wang := h.agent("wang", "consult")
		nobody := callcenter.NewID(time.Now())
		if err := h.q.Enqueue(context.Background(), callcenter.Waiter{Call: nobody, Topic: "consult", Entered: time.Now()}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		h.q.mu.Lock()
		defer h.q.mu.Unlock()
		if wang.token != "" || len(h.q.waiting) > 0 {
			t.Errorf("wang is reserved for nobody: %q", wang.token)
		}
	})
}

// Asterisk is away for a moment when an agent is promised: his phone rings when it is back,
// and not after a cool-down. A longer absence gives him back.
func TestPromisedWhileAsteriskIsAway(t *testing.T) {
	for _, away := range []time.Duration{5 * time.Second, 15 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			h := open(t, bare())
			call := h.x.dial("caller", "13900001111")
			time.Sleep(time.Second)
			set := func(away bool) {
				h.x.mu.Lock()
				defer h.x.mu.Unlock()
				h.x.away = away
			}
			set(true)
			h.agent("wang", "consult")
			time.Sleep(away)
			set(false)
			h.reconcile()
			time.Sleep(3 * time.Second)
			if _, rings := h.x.legAt("seat-wang", false); rings != (away < 10*time.Second) {
				t.Errorf("after %s it rings: %t", away, rings)
			}
			h.x.end(call.Line, callcenter.CauseNormal)
			h.settle(call.Call)
		})
	}
}

// An operator moves who waits to another topic, whose agent is promised at once: the
// promise may be here before the word of the move, which then changes nothing.
func TestAPromiseSaysWhereItsCallWasMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, bare())
		call := h.x.dial("caller", "13900001111")
		synctest.Wait()
		h.q.mu.Lock()
		w := h.q.waiting[call.Call]
		w.Topic = "complaint"
		h.q.waiting[call.Call] = w
		h.q.mu.Unlock()
		h.agent("li", "complaint")
		synctest.Wait()
		h.q.floor.Transferred(call.Call, "complaint")
		leg, rings := h.x.legAt("seat-li", false)
		if !rings {
			t.Fatal("it does not ring")
		}
		h.x.pickUp(leg)
		time.Sleep(time.Second)
		h.x.end(leg, callcenter.CauseNormal)
		h.settle(call.Call)
		passages := of[callcenter.QueueLeft](h.l, call.Call)
		want := []callcenter.QueueLeft{{Topic: "consult", Outcome: callcenter.Moved}, {Topic: "complaint", Outcome: callcenter.Completed}}
		if !slices.Equal(passages, want) {
			t.Errorf("passages %+v, want %+v", passages, want)
		}
	})
}
