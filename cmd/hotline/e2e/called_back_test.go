package e2e

import (
	"context"
	"sync"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/callsim/phone"
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
