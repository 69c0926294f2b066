package e2e

import (
	"context"
	"sync"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
)

// caller is the caller's phone when we call it.
type caller struct {
	mu   sync.Mutex
	busy bool
	call *phone.Call // the last one offered
}

func (c *caller) rung(_ context.Context, call *phone.Call) {
	c.mu.Lock()
	c.call = call
	busy := c.busy
	c.mu.Unlock()
	if busy {
		_ = call.Reject(486)
		return
	}
	_ = call.Ring()
	<-call.Ended()
}

// rings is the call that is offered and neither answered nor over.
func (c *caller) rings() *phone.Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.call == nil || over(c.call) {
		return nil
	}
	if _, answered := c.call.When(phone.Answered); answered {
		return nil
	}
	return c.call
}

// takeTrunk makes calls that go outside come to the callers' phones.
func (p *player) takeTrunk() {
	p.t.Helper()
	seat, err := p.ground.place.Trunk()
	if err != nil {
		p.t.Fatal(err)
	}
	trunk := p.exchange.Phone(phone.Profile{User: seat.SIPUser, Password: seat.SIPPassword})
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := trunk.Register(ctx); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(p.t.Context()), 5*time.Second)
		defer cancel()
		_ = trunk.Unregister(ctx)
	})
}

// callerStep is what somebody does who is called back.
func (p *player) callerStep(ctx context.Context, s story.Step) bool {
	p.t.Helper()
	var err error
	switch s.Verb {
	case story.BackDone:
		p.promised(s)
	case story.Rings:
		p.until(patience, s.String(), func() bool {
			call := p.back.rings()
			if call != nil {
				p.caller = call
			}
			return call != nil
		})
		if number, _ := p.caller.CallerID(); number != p.cfg.Center.Allotted {
			p.t.Errorf("%s: it shows %q, not the allotted number", s, number)
		}
		time.Sleep(s.For / faster)
	case story.StopsRinging, story.DoesNotAnswer:
		p.until(patience, s.String(), func() bool { return p.back.rings() == nil })
	case story.StaysSilent:
		for end := time.Now().Add(s.For / faster); ; time.Sleep(20 * time.Millisecond) {
			if p.back.rings() != nil {
				p.t.Errorf("%s: it rings", s)
			}
			if time.Now().After(end) {
				break
			}
		}
	case story.Answers:
		p.cursor = time.Now()
		err = p.caller.Answer(ctx)
	case story.Rejects:
		err = p.caller.Reject(603)
	case story.IsBusy:
		p.back.mu.Lock()
		p.back.busy = true
		p.back.mu.Unlock()
	default:
		return false
	}
	if err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	return true
}

// promised waits until the caller's call has ended with a promise.
func (p *player) promised(s story.Step) {
	p.t.Helper()
	p.until(patience, s.String(), func() bool {
		var asked, owed int
		err := p.db.QueryRow(p.t.Context(), `SELECT count(*) FILTER (WHERE outcome = $1), count(*) FILTER (WHERE back IS NOT NULL) FROM call`,
			callcenter.AskedBack).Scan(&asked, &owed)
		return err == nil && asked == 1 && owed == 1 && over(p.caller)
	})
}

// callBackUnreached: who is busy whenever he is dialled stands in the worklist, and the
// agents who waited for him missed nothing. An agent picks him there, and he is reached.
func callBackUnreached(t *testing.T, g *ground) {
	told := tale(t, `
		caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
		caller is busy; wang is ready for consult`)
	p := newCast(t, g, told, func(cfg *config.Config) { cfg.Back.Tries, cfg.Back.Every = 2, time.Second })
	p.start(controller)
	p.tell(told)
	for range 2 {
		p.tell(tale(t, `wang's phone rings; wang answers`))
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := p.agents["wang"].current().Hears(ctx, toneOf(t, "back-unreached")); err != nil {
			t.Errorf("the agent is not told: %v", err)
		}
		cancel()
	}
	var page struct {
		Callbacks []struct{ Call, Reason, State string }
	}
	p.until(patience, "he is in the worklist", func() bool {
		err := p.ask("wang", "GET", "/api/callbacks?state=open", nil, &page)
		return err == nil && len(page.Callbacks) == 1
	})
	owed := page.Callbacks[0]
	if owed.Reason != "unreached" {
		t.Errorf("owed %+v", owed)
	}
	p.back.mu.Lock()
	p.back.busy = false
	p.back.mu.Unlock()
	p.until(patience, "wang is ready again", func() bool { return p.presence("wang") == callcenter.Ready })
	if err := p.ask("wang", "POST", "/api/callbacks/"+owed.Call+"/dial", nil, nil); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `
		wang's phone rings; wang answers; caller's phone rings; caller answers; hears back-hello
		both talk 4 s; wang hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	p.until(patience, "the worklist is empty", func() bool {
		err := p.ask("wang", "GET", "/api/callbacks?state=open", nil, &page)
		return err == nil && len(page.Callbacks) == 0
	})
	var misses int
	if err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM promise WHERE outcome IN ('no_answer', 'rejected')`).Scan(&misses); err != nil || misses > 0 {
		t.Errorf("wang missed %d: %v", misses, err)
	}
	p.endsAs(tale(t, `→ outcome completed; segments 1; rating 1`))
}
