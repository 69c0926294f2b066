package switchboard_test

import (
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

func TestTalk(t *testing.T) {
	t.Parallel()
	caller, seat := newPhone(t, newCaller()), newPhone(t, "seat")
	f := open(t, newApp(), caller.user)
	ext, user, password := takeSeat(t)
	seat.register(user, password, 60)
	eventually(t, "the seat is reachable", func() bool { return f.isReachable(ext) })
	ctx := t.Context()

	a, line := f.arrive(caller)
	if a.Call != callcenter.CallIDOf(a.Line, a.Created) || a.Called != "12348" || a.Caller.Local() != caller.user {
		t.Fatalf("arrival %+v", a)
	}
	must(t, f.Music(ctx, a.Line, true))
	eventually(t, "the caller hears music", func() bool { return !caller.media.silent() })
	must(t, f.Remember(ctx, a.Line, callcenter.Memory{Stage: callcenter.Waiting, Topic: "consult"}))

	p := promise(a, ext, "1")
	ring := callcenter.Ring{Promise: p, Caller: a.Caller, Title: "法律咨询", Timeout: 20 * time.Second}
	must(t, f.Ring(ctx, ring))
	must(t, f.Ring(ctx, ring)) // repeated: the same line
	leg := callcenter.LineID(p.Token)
	f.expect(callcenter.LineRinging, leg)
	rung := receive(t, seat.Rung, "ring")
	if !strings.Contains(rung.From, caller.user) || !strings.Contains(rung.From, "法律咨询") {
		t.Errorf("the agent's phone shows %s", rung.From)
	}
	must(t, rung.answer())
	if e := f.expect(callcenter.LineAnswered, leg); e.Call != a.Call {
		t.Fatalf("answered for %s, not %s", e.Call, a.Call)
	}
	before := f.requests.Load()
	must(t, f.Join(ctx, a.Call, a.Line, leg))
	t.Logf("join took %d requests", f.requests.Load()-before)
	must(t, f.Join(ctx, a.Call, a.Line, leg)) // repeated
	caller.media.say(700)
	seat.media.say(900)
	eventually(t, "the agent hears the caller and no music", func() bool { return seat.media.hears(700) > 0.9 })
	eventually(t, "the caller hears the agent and no music", func() bool { return caller.media.hears(900) > 0.9 })

	name, recorded := a.Call.String()+"-1", time.Now()
	must(t, f.Record(ctx, a.Call, name))
	must(t, f.Record(ctx, a.Call, name)) // repeated

	snap, err := f.Examine(ctx, a.Call, a.Line)
	must(t, err)
	if snap.Stage != callcenter.Waiting || snap.Topic != "consult" || len(snap.Legs) != 1 || !snap.Bridge || len(snap.Joined) < 2 {
		t.Errorf("examined %+v", snap)
	}
	if l := snap.Legs[0]; l.Token != p.Token || l.Agent != "1001" || l.State != callcenter.LegUp || l.Shift != p.Agent.Shift || l.WrapUp != p.Agent.WrapUp || string(l.Seat) != ext {
		t.Errorf("leg %+v", l)
	}
	calls, orphans, err := f.Survey(ctx)
	must(t, err)
	if len(calls) != 1 || calls[0].Call != a.Call || len(calls[0].Legs) != 1 || len(orphans) != 0 {
		t.Errorf("surveyed %+v, orphans %v", calls, orphans)
	}

	// Hold: part, music, join again.
	must(t, f.Part(ctx, a.Call, a.Line))
	must(t, f.Part(ctx, a.Call, a.Line)) // repeated
	must(t, f.Music(ctx, a.Line, true))
	eventually(t, "the held caller hears music, not the agent", func() bool { return caller.media.hears(900) < 0.1 && !caller.media.silent() })
	must(t, f.Join(ctx, a.Call, a.Line))
	eventually(t, "both talk again", func() bool { return caller.media.hears(900) > 0.9 && seat.media.hears(700) > 0.9 })
	time.Sleep(1100 * time.Millisecond)
	for range 2 { // repeated
		must(t, f.PauseRecording(ctx, name, true))
	}
	time.Sleep(3 * time.Second)
	for range 2 {
		must(t, f.PauseRecording(ctx, name, false))
	}

	rung.hangup()
	if e := f.expect(callcenter.LineGone, leg); e.Cause != callcenter.CauseNormal {
		t.Errorf("agent's line ended with cause %d", e.Cause)
	}
	must(t, f.StopRecording(ctx, name))
	must(t, f.StopRecording(ctx, name))
	if e := f.expect(callcenter.RecordingEnd, ""); e.Recording != name || e.Call != a.Call || e.Failed || e.Seconds < 1 || time.Duration(e.Seconds)*time.Second > time.Since(recorded)-2*time.Second {
		t.Errorf("recording %+v", e)
	}
	if err := f.PauseRecording(ctx, name, true); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("pause a recording that has ended: %v", err)
	}
	must(t, f.Dissolve(ctx, a.Call))
	must(t, f.Dissolve(ctx, a.Call)) // repeated
	f.none(callcenter.LineGone, a.Line)

	must(t, f.Hangup(ctx, a.Line, callcenter.CauseNormal))
	receive(t, line.Gone, "BYE at the caller's phone")
	f.expect(callcenter.LineGone, a.Line)
	if err := f.Hangup(ctx, a.Line, callcenter.CauseNormal); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("hang up a line that is gone: %v", err)
	}
	if _, err := f.Examine(ctx, a.Call, a.Line); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("examine a call that is gone: %v", err)
	}
	time.Sleep(300 * time.Millisecond)
	f.none(callcenter.LineGone, a.Line)
	f.none(callcenter.LineGone, leg)
}
