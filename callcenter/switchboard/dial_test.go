package switchboard_test

import (
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

// Whoever is dialled sees the allotted number alone, and his line is a caller's: it can
// be spoken to, joined, and found again.
func TestDialOutside(t *testing.T) {
	t.Parallel()
	holdTrunk(t)
	outside := newPhone(t, "trunk")
	f := open(t, newApp(), "nobody")
	call := callcenter.NewID(time.Now())
	number := callcenter.ParseNumber("13900007777", callcenter.LocalAreaCode)
	dial := callcenter.Dial{
		Line: callcenter.BackLine(call, 1), Number: number, Timeout: 20 * time.Second,
		Memory: callcenter.Memory{Stage: callcenter.Waiting, Topic: "consult"},
	}
	ctx := t.Context()
	outside.leaveTrunk()
	must(t, f.Dial(ctx, dial)) // nobody takes calls that go outside
	if e := f.expect(callcenter.LineGone, dial.Line); e.Cause != callcenter.CauseUnreachable || e.Call != call {
		t.Fatalf("without a trunk: %+v", e)
	}

	outside.takeTrunk()
	dial.Line = callcenter.BackLine(call, 2)
	must(t, f.Dial(ctx, dial))
	must(t, f.Dial(ctx, dial)) // repeated: the same line
	f.expect(callcenter.LineRinging, dial.Line)
	rung := receive(t, outside.Rung, "ring outside")
	if to := rung.dialog.InviteRequest.Recipient.User; to != "13900007777" {
		t.Errorf("dialled %s", to)
	}
	invite := rung.dialog.InviteRequest.String()
	if !strings.Contains(rung.From, "sip:12348@") || strings.Contains(invite, "1001") {
		t.Errorf("who is dialled sees more than the allotted number: %s", invite)
	}
	calls, orphans, err := f.Survey(ctx)
	must(t, err)
	if len(calls) != 1 || calls[0].Call != call || calls[0].Line != dial.Line || calls[0].Answered || calls[0].Topic != "consult" || calls[0].Caller != number || len(orphans) != 0 {
		t.Errorf("surveyed while it rings: %+v, orphans %v", calls, orphans)
	}
	must(t, rung.answer())
	if e := f.expect(callcenter.LineAnswered, dial.Line); e.Call != call {
		t.Fatalf("answered for %s, not %s", e.Call, call)
	}
	must(t, f.Music(ctx, dial.Line, true))
	eventually(t, "he hears music", func() bool { return !outside.media.silent() })
	_, err = f.Say(ctx, dial.Line, "hello", callcenter.Mandarin, callcenter.Welcome)
	must(t, err)
	if e := f.expect(callcenter.SayingEnded, dial.Line); e.Saying != "hello" || e.Call != call {
		t.Errorf("said %+v", e)
	}
	must(t, f.Join(ctx, call, dial.Line))
	snap, err := f.Examine(ctx, call, dial.Line)
	must(t, err)
	if snap.Topic != "consult" || !snap.Answered || len(snap.Legs) != 0 || len(snap.Joined) != 1 {
		t.Errorf("examined %+v", snap)
	}
	rung.hangup()
	f.expect(callcenter.LineGone, dial.Line)
	must(t, f.Dissolve(ctx, call))

	dial.Line = callcenter.BackLine(call, 3)
	must(t, f.Dial(ctx, dial))
	must(t, receive(t, outside.Rung, "ring outside").reject(486))
	if e := f.expect(callcenter.LineGone, dial.Line); e.Cause != callcenter.CauseBusy {
		t.Errorf("busy: cause %d", e.Cause)
	}
}

func TestDialNeedsATrunkAndANumber(t *testing.T) {
	t.Parallel()
	f := open(t, newApp(), "nobody")
	dial := callcenter.Dial{Line: callcenter.BackLine(callcenter.NewID(time.Now()), 1), Timeout: time.Second}
	if err := f.Dial(t.Context(), dial); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("dialled nobody: %v", err)
	}
}

// An outside number brought into a call is a leg of it that another controller can read.
func TestOutsideLeg(t *testing.T) {
	t.Parallel()
	holdTrunk(t)
	caller, far := newPhone(t, newCaller()), newPhone(t, "trunk")
	f := open(t, newApp(), caller.user)
	ctx := t.Context()
	a, _ := f.arrive(caller)
	dial := callcenter.Dial{
		Line: callcenter.OutsideLine(a.Call, 1), Number: callcenter.ParseNumber("12345", callcenter.LocalAreaCode),
		Timeout: 20 * time.Second, Outside: "12345", Hand: &callcenter.HandOver{Channel: callcenter.City, Record: a.Call, Reference: "2026-001", Caller: a.Caller},
	}
	far.takeTrunk()
	must(t, f.Dial(ctx, dial))
	f.expect(callcenter.LineRinging, dial.Line)
	rung := receive(t, far.Rung, "ring outside")
	if h := rung.dialog.InviteRequest.GetHeader("X-12345-Order"); h == nil || h.Value() != "2026-001" {
		t.Errorf("header %v", h)
	}
	must(t, rung.answer())
	f.expect(callcenter.LineAnswered, dial.Line)
	must(t, f.Join(ctx, a.Call, a.Line, dial.Line))
	caller.media.say(700)
	far.media.say(900)
	eventually(t, "both hear each other", func() bool { return far.media.hears(700) > 0.9 && caller.media.hears(900) > 0.9 })
	calls, orphans, err := f.Survey(ctx)
	must(t, err)
	if len(calls) != 1 || len(calls[0].Legs) != 1 || len(orphans) != 0 {
		t.Fatalf("surveyed %+v, orphans %v", calls, orphans)
	}
	if l := calls[0].Legs[0]; l.Kind != callcenter.OutsideLeg || l.Outside != "12345" || l.Token.Place() != a.Call.Place(1) {
		t.Errorf("leg %+v", l)
	}
	rung.hangup()
	f.expect(callcenter.LineGone, dial.Line)
}
