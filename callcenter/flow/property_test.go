package flow_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// chance is one thing that happens at a random moment.
type chance struct {
	what string
	who  int // agent
	key  string
	wait time.Duration
}

var chances = []string{
	"wait", "wait", "wait", "press", "press", "caller hangs up", "pick up", "pick up", "pick up", "reject", "agent hangs up",
	"hold", "resume", "click hold", "click resume", "click hang up", "phone dies", "phone is back", "queue away", "queue back",
	"asterisk away", "asterisk back", "kill", "start", "flood", "twice", "once", "time out", "expire", "stale promise", "sign in",
}

func drawChance(t *rapid.T) chance {
	return chance{
		what: rapid.SampledFrom(chances).Draw(t, "what"),
		who:  rapid.IntRange(0, 1).Draw(t, "who"),
		key:  rapid.SampledFrom([]string{"1", "2", "3", "7", "0", "*"}).Draw(t, "key"),
		wait: time.Duration(rapid.IntRange(0, 12_000).Draw(t, "wait ms")) * time.Millisecond,
	}
}

// Whatever happens in whatever order: no line is left after the call, it ends once,
// what was opened is closed, no agent is stuck. For more than these 1,000 orders:
// go test -run AnyOrder -rapid.checks=10000.
func TestAnyOrderOfEvents(t *testing.T) {
	for range 10 {
		rapid.Check(t, anyOrder(t))
	}
}

func anyOrder(t *testing.T) func(*rapid.T) {
	return func(rt *rapid.T) {
		full := rapid.Bool().Draw(rt, "full")
		plan := rapid.SliceOfN(rapid.Custom(drawChance), 5, 60).Draw(rt, "plan")
		var faults []string
		synctest.Test(t, func(t *testing.T) {
			cfg := bare()
			if full {
				cfg = standard()
			}
			h := open(t, cfg)
			h.floorLog(zap.NewNop())
			h.agent("wang", "consult", "yi")
			call := h.x.dial("caller", "13900001111")
			for _, c := range plan {
				h.happens(c, call)
				time.Sleep(time.Millisecond)
			}
			faults = h.inTheEnd(call)
		})
		if len(faults) > 0 {
			rt.Fatalf("%v", faults)
		}
	}
}

var names = []string{"wang", "li"}

func (h *house) happens(c chance, call callcenter.Arrival) {
	who := seat(names[c.who])
	ringing, rings := h.x.legAt(who, false)
	talking, talks := h.x.legAt(who, true)
	switch c.what {
	case "wait":
		time.Sleep(c.wait)
	case "press":
		h.x.press(call.Line, c.key)
	case "caller hangs up":
		if c.wait > 8*time.Second { // else the calls are too short to be interesting
			h.x.end(call.Line, callcenter.CauseNormal)
		}
	case "pick up":
		if rings {
			h.x.pickUp(ringing)
		}
	case "reject":
		if rings {
			h.x.end(ringing, callcenter.CauseRejected)
		}
	case "agent hangs up":
		if talks {
			h.x.end(talking, callcenter.CauseNormal)
		}
	case "hold", "resume":
		if talks {
			h.x.putOnHold(talking, c.what == "hold")
		}
	case "click hold", "click resume", "click hang up":
		h.click(map[string]flow.Verb{"click hold": flow.Hold, "click resume": flow.Resume, "click hang up": flow.HangUp}[c.what], names[c.who], call)
	case "phone dies":
		h.x.mu.Lock()
		h.x.phones[who] = "unregistered"
		h.x.mu.Unlock()
		if rings {
			h.x.end(ringing, callcenter.CauseUnreachable)
		}
	case "phone is back":
		h.x.mu.Lock()
		delete(h.x.phones, who)
		h.x.mu.Unlock()
	case "sign in":
		h.q.mu.Lock()
		n := len(h.q.agents)
		h.q.mu.Unlock()
		if n == 1 {
			h.agent("li", "consult", "yi", "wages")
		}
	default:
		h.breaks(c, call)
	}
}

func (h *house) click(verb flow.Verb, who string, call callcenter.Arrival) {
	if h.stop == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = h.floor.Command(ctx, call.Call, flow.Command{Verb: verb, Agent: callcenter.AgentID(who)})
}

// breaks is what goes wrong around the call.
func (h *house) breaks(c chance, call callcenter.Arrival) {
	switch c.what {
	case "queue away", "queue back":
		h.q.mu.Lock()
		h.q.away = c.what == "queue away"
		h.q.mu.Unlock()
		h.q.match()
	case "asterisk away":
		h.x.mu.Lock()
		h.x.away = true
		h.x.mu.Unlock()
	case "asterisk back":
		h.asteriskBack()
	case "kill":
		if h.stop != nil {
			h.kill()
		}
	case "start":
		if h.stop == nil {
			h.start()
		}
	case "flood":
		for range 200 {
			h.floor.Deliver(callcenter.LineEvent{Kind: callcenter.LineHeld, Call: call.Call, Line: call.Line})
		}
	case "twice", "once":
		h.x.mu.Lock()
		h.x.twice = c.what == "twice"
		h.x.mu.Unlock()
	case "time out":
		if c.wait > 8*time.Second {
			h.floor.TimedOut(call.Call)
		}
	case "expire", "stale promise":
		h.q.mu.Lock()
		var stands callcenter.Promise
		for _, p := range h.q.tokens {
			if !p.engaged {
				stands = p.Promise
			}
		}
		h.q.mu.Unlock()
		switch {
		case stands.Token == "":
		case c.what == "expire":
			h.q.expire(stands.Token, stands.Agent.ID)
		default:
			h.floor.Promise(stands)
		}
	default:
		h.t.Errorf("nobody knows %q", c.what)
	}
}

func (h *house) asteriskBack() {
	h.x.mu.Lock()
	h.x.away = false
	h.x.mu.Unlock()
	if h.stop != nil {
		h.reconcile()
	}
}

// inTheEnd everything works again, the caller hangs up, and nothing may be left.
func (h *house) inTheEnd(call callcenter.Arrival) []string {
	h.breaks(chance{what: "queue back"}, call)
	h.asteriskBack()
	if h.stop == nil {
		h.start()
	}
	time.Sleep(30 * time.Second)
	h.x.end(call.Line, callcenter.CauseNormal)
	time.Sleep(30 * time.Second)
	ended := len(of[callcenter.CallEnded](h.l, call.Call))
	if ended == 0 { // nothing of it was left in Asterisk: the journal holds it open
		h.floor.Adopt(h.l.open(call))
	}
	h.callOff()
	h.forget(call.Call)
	faults := h.faults(call.Call)
	for token, n := range h.q.accepts {
		if n > 2 { // once more by who adopts it
			faults = append(faults, fmt.Sprintf("%s accepted %d times", token, n))
		}
	}
	return faults
}

// forget is the controller's part: what the queue still holds of a call that is nowhere,
// because its controller was killed while the queue was away, is taken out.
func (h *house) forget(call callcenter.ID) {
	if !h.x.adopted {
		return
	}
	h.q.mu.Lock()
	var engaged []callcenter.Token
	for token, p := range h.q.tokens {
		if p.engaged {
			engaged = append(engaged, token)
		}
	}
	h.q.mu.Unlock()
	for _, token := range engaged {
		_ = h.q.Finish(context.Background(), token, 0)
	}
	_ = h.q.Leave(context.Background(), call, callcenter.Abandoned)
}

// callOff ends what the caller may have been promised.
func (h *house) callOff() {
	for range 5 {
		if back, up := h.x.backLine(true); up {
			h.x.end(back.Line, callcenter.CauseNormal)
		}
		for _, l := range h.floor.Live() {
			if !l.Back.IsZero() {
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				_ = h.calledAgain(ctx, l.Call)
				cancel()
			}
		}
		time.Sleep(30 * time.Second)
	}
}
