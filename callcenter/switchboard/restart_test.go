package switchboard_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
	"hotline/callcenter/switchboard"
)

// Two controllers are offered every call; exactly one gets it.
func TestClaim(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	one, two := open(t, newApp(), caller.user), open(t, newApp(), caller.user)
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		up := make(chan *call, 1)
		go func() {
			c, _ := caller.dial(ctx, "12348")
			up <- c
		}()
		var got callcenter.Arrival
		winner := one
		select {
		case got = <-one.arrivals:
		case got = <-two.arrivals:
			winner = two
		case <-time.After(patience):
			t.Fatal("nobody got the call")
		}
		must(t, winner.Answer(t.Context(), got.Line))
		c := receive(t, up, "answer")
		time.Sleep(50 * time.Millisecond)
		if len(one.arrivals)+len(two.arrivals) != 0 {
			t.Fatal("both got the call")
		}
		c.hangup()
		winner.expect(callcenter.LineGone, got.Line)
		cancel()
	}
}

// A call that nobody admits goes back to the dialplan, which offers it again.
func TestNotAdmitted(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	admit := make(chan bool, 1)
	admit <- false
	f := open(t, newApp(), caller.user, func(c *switchboard.Config) {
		mine := c.Admit
		c.Admit = func(a callcenter.Arrival) bool {
			if !mine(a) {
				return false
			}
			select {
			case first := <-admit:
				return first
			default:
				return true
			}
		}
	})
	a, _ := f.arrive(caller)
	if a.Called != "12348" {
		t.Errorf("the second offer says %q was called", a.Called)
	}
}

// The controller is gone while its calls go on; another opens its name and finds all.
func TestAdopt(t *testing.T) {
	t.Parallel()
	caller, seat := newPhone(t, newCaller()), newPhone(t, "seat")
	app := newApp()
	f := open(t, app, caller.user)
	ext, user, password := takeSeat(t)
	seat.register(user, password, 60)
	eventually(t, "the seat is reachable", func() bool { return f.isReachable(ext) })
	ctx := t.Context()
	a, line := f.arrive(caller)
	entered := time.Now().Truncate(time.Millisecond)
	must(t, f.Remember(ctx, a.Line, callcenter.Memory{Stage: callcenter.Speaking, Topic: "yi", Language: callcenter.Yi, Entered: entered, Agent: "1001"}))
	p := promise(a, ext, "1")
	must(t, f.Ring(ctx, callcenter.Ring{Promise: p, Caller: a.Caller, Timeout: 20 * time.Second}))
	rung := receive(t, seat.Rung, "ring")
	must(t, rung.answer())
	leg := callcenter.LineID(p.Token)
	f.expect(callcenter.LineAnswered, leg)
	must(t, f.Join(ctx, a.Call, a.Line, leg))
	must(t, f.stop()) // gone

	other := open(t, newApp(), "")
	var pulse asterisk.Pulse
	silent := func() time.Duration {
		apps, err := other.Wire().Applications(ctx)
		must(t, err)
		d, listed := pulse.Silent(apps)[app]
		if !listed {
			t.Fatal("an application with a live call is not listed")
		}
		return d
	}
	eventually(t, "the dead application is silent", func() bool { return silent() > 1500*time.Millisecond })
	eventually(t, "the living one is not", func() bool {
		apps, err := other.Wire().Applications(ctx)
		must(t, err)
		return pulse.Silent(apps)[other.Wire().App()] < time.Second
	})

	heir := open(t, app, caller.user)
	calls, orphans, err := heir.Survey(ctx)
	must(t, err)
	if len(calls) != 1 || len(orphans) != 0 {
		t.Fatalf("found %v and %v", calls, orphans)
	}
	found := calls[0]
	if found.Call != a.Call || found.Line != a.Line || found.Caller != a.Caller || found.Called != a.Called || !found.Created.Equal(a.Created) || !found.Answered {
		t.Errorf("found %+v, not %+v", found.Arrival, a)
	}
	if found.Stage != callcenter.Speaking || found.Language != callcenter.Yi || !found.Entered.Equal(entered) || found.Agent != "1001" {
		t.Errorf("remembered %+v", found.Memory)
	}
	if !found.Bridge || len(found.Joined) != 2 || len(found.Legs) != 1 || found.Legs[0].Token != p.Token {
		t.Errorf("legs %v, joined %v", found.Legs, found.Joined)
	}
	// Its events come to the heir. (Digits in a talk are told to nobody: media goes straight through.)
	rung.hangup()
	heir.expect(callcenter.LineGone, leg)
	must(t, heir.Part(ctx, a.Call, a.Line))
	caller.media.press("5")
	if e := heir.expect(callcenter.LineDigit, a.Line); e.Digit != "5" || e.Call != a.Call {
		t.Errorf("digit %+v", e)
	}
	must(t, heir.Music(ctx, a.Line, true))
	_, err = heir.Say(ctx, a.Line, "1", callcenter.Mandarin, callcenter.Welcome)
	must(t, err)
	if e := heir.expect(callcenter.SayingEnded, a.Line); e.Call != a.Call {
		t.Errorf("said %+v", e)
	}
	line.hangup()
	heir.expect(callcenter.LineGone, a.Line)
}

// Whoever is replaced is told so and commands nothing any more; the call goes on.
func TestReplaced(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	app := newApp()
	f := open(t, app, caller.user)
	a, line := f.arrive(caller)
	heir := open(t, app, caller.user)
	if err := receive(t, f.ended, "end of the replaced one"); !errors.Is(err, asterisk.ErrReplaced) {
		t.Errorf("ended with %v", err)
	}
	if err := f.Hangup(t.Context(), a.Line, callcenter.CauseNormal); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("the replaced one could still hang up: %v", err)
	}
	if calls, _, err := heir.Survey(t.Context()); err != nil || len(calls) != 1 {
		t.Errorf("the heir finds %v, %v", calls, err)
	}
	must(t, heir.Hangup(t.Context(), a.Line, callcenter.CauseNormal))
	receive(t, line.Gone, "BYE")
	heir.expect(callcenter.LineGone, a.Line)
	f.none(callcenter.LineGone, a.Line)
}

// A stream that is cut and comes back loses nothing: what happened meanwhile is in the survey.
func TestCallerGoneWhileAway(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	app := newApp()
	f := open(t, app, caller.user)
	_, line := f.arrive(caller)
	must(t, f.stop())
	line.hangup()
	heir := open(t, app, caller.user)
	calls, orphans, err := heir.Survey(t.Context())
	must(t, err)
	if len(calls) != 0 || len(orphans) != 0 {
		t.Errorf("found %v and %v", calls, orphans)
	}
}

func TestSeatCode(t *testing.T) {
	t.Parallel()
	seat := newPhone(t, "")
	ext, user, password := takeSeat(t)
	seat.user = ext
	f := open(t, newApp(), "", func(c *switchboard.Config) {
		c.AdmitSeat = func(s callcenter.SeatID) bool { return string(s) == ext }
	})
	seat.register(user, password, 60)
	done := make(chan *call, 1)
	go func() {
		c, err := seat.dialAs(t.Context(), "*1", user, password)
		if err != nil {
			t.Error(err)
		}
		done <- c
	}()
	code := receive(t, f.codes, "code")
	if code.Key != "1" || string(code.Seat) != ext {
		t.Errorf("code %+v", code)
	}
	must(t, f.Confirm(t.Context(), code, callcenter.SeatReady))
	c := receive(t, done, "answer")
	eventually(t, "the seat hears the confirmation", func() bool { return seat.media.hears(500) > 0.9 })
	receive(t, c.Gone, "BYE after it")
	if len(f.arrivals) != 0 {
		t.Error("a seat's code is no call")
	}
}
