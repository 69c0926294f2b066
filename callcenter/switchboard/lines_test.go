package switchboard_test

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// How an agent's line ends tells why it was not answered.
func TestRingEnds(t *testing.T) {
	t.Parallel()
	caller, seat := newPhone(t, newCaller()), newPhone(t, "seat")
	f := open(t, newApp(), caller.user)
	ext, user, password := takeSeat(t)
	ctx := t.Context()
	a, _ := f.arrive(caller)
	ring := func(attempt string, timeout time.Duration) callcenter.LineID {
		p := promise(a, ext, attempt)
		must(t, f.Ring(ctx, callcenter.Ring{Promise: p, Caller: a.Caller, Title: "投诉", Timeout: timeout}))
		return callcenter.LineID(p.Token)
	}
	gone := func(line callcenter.LineID, want ...int) {
		t.Helper()
		e := f.expect(callcenter.LineGone, line)
		for _, w := range want {
			if e.Cause == w {
				return
			}
		}
		t.Errorf("ended with cause %d, not %v", e.Cause, want)
	}
	seat.register(user, password, 60) // whoever was there before is replaced
	seat.register(user, password, 0)
	eventually(t, "the seat is not reachable", func() bool { return !f.isReachable(ext) })
	gone(ring("0", time.Second), callcenter.CauseUnreachable) // not registered

	seat.register(user, password, 60)
	eventually(t, "the seat is reachable", func() bool { return f.isReachable(ext) })
	line := ring("1", 20*time.Second)
	must(t, receive(t, seat.Rung, "ring").reject(486))
	gone(line, callcenter.CauseBusy)
	line = ring("2", 20*time.Second)
	must(t, receive(t, seat.Rung, "ring").reject(603))
	gone(line, callcenter.CauseRejected)
	line = ring("3", time.Second)
	receive(t, seat.Rung, "ring")
	gone(line, callcenter.CauseNoAnswer)
	line = ring("4", 20*time.Second)
	rung := receive(t, seat.Rung, "ring")
	must(t, f.Hangup(ctx, line, callcenter.CauseNormal)) // withdrawn
	receive(t, rung.Gone, "CANCEL")
	gone(line, callcenter.CauseNormal)
	seat.register(user, password, 0)
	eventually(t, "the seat is not reachable", func() bool { return !f.isReachable(ext) })
}

// A caller who hangs up before the join is not joined, and the agent stays where he is.
func TestJoinWithoutCaller(t *testing.T) {
	t.Parallel()
	caller, seat := newPhone(t, newCaller()), newPhone(t, "seat")
	f := open(t, newApp(), caller.user)
	ext, user, password := takeSeat(t)
	seat.register(user, password, 60)
	eventually(t, "the seat is reachable", func() bool { return f.isReachable(ext) })
	ctx := t.Context()
	a, line := f.arrive(caller)
	p := promise(a, ext, "1")
	must(t, f.Ring(ctx, callcenter.Ring{Promise: p, Caller: a.Caller, Timeout: 20 * time.Second}))
	rung := receive(t, seat.Rung, "ring")
	must(t, rung.answer())
	leg := callcenter.LineID(p.Token)
	f.expect(callcenter.LineAnswered, leg)
	line.hangup()
	f.expect(callcenter.LineGone, a.Line)
	if err := f.Join(ctx, a.Call, a.Line, leg); !callcenter.Is(err, callcenter.NotFound) {
		t.Fatalf("join with a caller who is gone: %v", err)
	}
	snap, err := f.Examine(ctx, a.Call, a.Line)
	if !callcenter.Is(err, callcenter.NotFound) || len(snap.Legs) != 1 || len(snap.Joined) != 0 || snap.Legs[0].Agent != "1001" {
		t.Errorf("examined %+v, %v", snap, err)
	}
	if calls, orphans, err := f.Survey(ctx); err != nil || len(calls) != 0 || len(orphans) != 1 || orphans[0] != leg {
		t.Errorf("surveyed %v, orphans %v, %v", calls, orphans, err)
	}
	must(t, f.Dissolve(ctx, a.Call))
	f.none(callcenter.LineGone, leg)
	must(t, f.Hangup(ctx, leg, callcenter.CauseNormal))
	receive(t, rung.Gone, "BYE at the agent's phone")
	f.expect(callcenter.LineGone, leg)
}

func TestSay(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	f := open(t, newApp(), caller.user)
	ctx := t.Context()
	a, line := f.arrive(caller)

	missing, err := f.Say(ctx, a.Line, a.Call.String()+".1", callcenter.Mandarin, callcenter.Welcome, callcenter.MenuPrompt)
	must(t, err)
	if len(missing) != 0 {
		t.Errorf("missing %v", missing)
	}
	eventually(t, "the welcome", func() bool { return caller.media.hears(440) > 0.9 })
	eventually(t, "the menu after it", func() bool { return caller.media.hears(620) > 0.9 })
	if e := f.expect(callcenter.SayingEnded, a.Line); e.Saying != a.Call.String()+".1" || e.Failed || e.Call != a.Call {
		t.Errorf("said %+v", e)
	}

	// A prompt not recorded in Yi is said in Mandarin, one recorded nowhere ends at once.
	missing, err = f.Say(ctx, a.Line, "2", callcenter.Yi, callcenter.Welcome)
	must(t, err)
	if len(missing) != 1 || missing[0] != callcenter.Welcome {
		t.Errorf("missing %v", missing)
	}
	eventually(t, "Mandarin instead", func() bool { return caller.media.hears(440) > 0.9 })
	caller.media.press("7")
	if e := f.expect(callcenter.LineDigit, a.Line); e.Digit != "7" || e.Call != a.Call {
		t.Errorf("digit %+v", e)
	}
	must(t, f.Hush(ctx, "2"))
	must(t, f.Hush(ctx, "2")) // repeated
	f.expect(callcenter.SayingEnded, a.Line)
	if missing, err = f.Say(ctx, a.Line, "3", callcenter.Yi, callcenter.Goodbye); err != nil || len(missing) != 1 {
		t.Errorf("missing %v, %v", missing, err)
	}
	if e := f.expect(callcenter.SayingEnded, a.Line); !e.Failed || e.Saying != "3" || e.Call != a.Call {
		t.Errorf("said %+v", e)
	}

	// A prompt ends music, and music does not come back by itself.
	must(t, f.Music(ctx, a.Line, true))
	eventually(t, "music", func() bool { return !caller.media.silent() })
	_, err = f.Say(ctx, a.Line, "4", callcenter.Mandarin, callcenter.Welcome)
	must(t, err)
	eventually(t, "the prompt without music", func() bool { return caller.media.hears(440) > 0.9 })
	f.expect(callcenter.SayingEnded, a.Line)
	eventually(t, "silence", caller.media.silent)
	must(t, f.Music(ctx, a.Line, true))
	eventually(t, "music again", func() bool { return caller.media.hears(440) < 0.1 && !caller.media.silent() })

	// Hanging up during a prompt ends everything.
	_, err = f.Say(ctx, a.Line, "5", callcenter.Mandarin, callcenter.Welcome)
	must(t, err)
	line.hangup()
	f.expect(callcenter.LineGone, a.Line)
	if _, err := f.Say(ctx, a.Line, "6", callcenter.Mandarin, callcenter.Welcome); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("say to nobody: %v", err)
	}
	if err := f.Music(ctx, a.Line, true); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("music to nobody: %v", err)
	}
}

// A bridge that is dissolved leaves its lines alive.
func TestDissolve(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	f := open(t, newApp(), caller.user)
	ctx := t.Context()
	a, _ := f.arrive(caller)
	must(t, f.Join(ctx, a.Call, a.Line))
	must(t, f.Part(ctx, a.Call, a.Line)) // what is said to a line still on its way out is lost
	must(t, f.Dissolve(ctx, a.Call))
	_, err := f.Say(ctx, a.Line, "1", callcenter.Mandarin, callcenter.Welcome)
	must(t, err)
	eventually(t, "the caller hears the prompt", func() bool { return caller.media.hears(440) > 0.9 })
	f.none(callcenter.LineGone, a.Line)
}
