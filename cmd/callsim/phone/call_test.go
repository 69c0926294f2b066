package phone_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"hotline/cmd/callsim/phone"
)

const patience = 30 * time.Second

// pair is two phones without a PBX: the caller's exchange takes the other one's
// for its PBX.
type pair struct {
	caller, callee *phone.Phone
	from, to       *phone.Exchange
}

func newPair(t *testing.T, caller, callee phone.Profile) pair {
	t.Helper()
	to := exchange(t, phone.Config{PBX: "127.0.0.1:9"})
	from := exchange(t, phone.Config{PBX: to.Address()})
	callee.User = "8001"
	if caller.User == "" {
		caller.User = "13800001234"
	}
	return pair{caller: from.Phone(caller), callee: to.Phone(callee), from: from, to: to}
}

func exchange(t *testing.T, c phone.Config) *phone.Exchange {
	t.Helper()
	ex, err := phone.NewExchange(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ex.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return ex
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ring dials and gives both ends while the phone is still being offered the call.
func (p pair) ring(t *testing.T, o phone.DialOptions) (out, in *phone.Call) {
	t.Helper()
	ctx := within(t)
	out, err := p.caller.Dial(ctx, "8001", o)
	must(t, err)
	in, err = p.callee.Next(ctx)
	must(t, err)
	return out, in
}

func (p pair) talk(t *testing.T) (out, in *phone.Call) {
	t.Helper()
	out, in = p.ring(t, phone.DialOptions{})
	must(t, in.Ring())
	must(t, in.Answer(within(t)))
	must(t, out.Connected(within(t)))
	return out, in
}

func TestTwoPhonesHearEachOther(t *testing.T) {
	t.Parallel()
	for _, codec := range []string{"alaw", "ulaw"} {
		t.Run(codec, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, phone.Profile{Tone: 440, Codec: codec}, phone.Profile{Tone: 620})
			out, in := p.talk(t)
			must(t, out.Hears(within(t), 620))
			must(t, in.Hears(within(t), 440))
			must(t, out.Press(within(t), "1*9"))
			must(t, in.ReceivesDigits(within(t), "1*9"))
			must(t, in.Hears(within(t), 440)) // the tone goes on after the keys
			must(t, out.Hangup(within(t)))
			cause, err := in.Over(within(t))
			must(t, err)
			if cause.By != phone.ByPeer || out.Cause().By != phone.ByUs {
				t.Errorf("ended by %v here, %v there", out.Cause(), cause)
			}
			for _, h := range append(out.Heard(), in.Heard()...) {
				if h.Hertz != 0 && h.Hertz != 440 && h.Hertz != 620 {
					t.Errorf("heard %d Hz, which nobody sent", h.Hertz)
				}
			}
			if a := in.Audio(); a.Lost > 0 || a.Received < 20 || a.FirstIn.IsZero() {
				t.Errorf("audio %+v", a)
			}
		})
	}
}

func TestEventsOfACallAreInOrder(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{Media: phone.MediaNone}, phone.Profile{Media: phone.MediaNone})
	out, in := p.talk(t)
	must(t, in.Hangup(within(t)))
	_, err := out.Over(within(t))
	must(t, err)
	for name, c := range map[string]struct {
		call *phone.Call
		want []phone.EventKind
	}{
		"caller": {out, []phone.EventKind{phone.InviteSent, phone.Answered, phone.Confirmed, phone.Ended}},
		"callee": {in, []phone.EventKind{phone.InviteReceived, phone.Ringing, phone.Answered, phone.Confirmed, phone.ByeSent, phone.Ended}},
	} {
		last := time.Time{}
		for _, kind := range c.want {
			at, ok := c.call.When(kind)
			if !ok || at.Before(last) {
				t.Errorf("%s: %s at %v, after %v, in %v", name, kind, at, last, c.call.Events())
			}
			last = at
		}
	}
	if out.ID() != in.ID() || out.ID() == "" {
		t.Errorf("Call-ID %q and %q", out.ID(), in.ID())
	}
}

func TestWhoCalls(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{}, phone.Profile{})
	out, in := p.ring(t, phone.DialOptions{From: "08332441234", Name: "农民工欠薪", Headers: map[string]string{"X-Hotline": "12345"}})
	number, name := in.CallerID()
	if number != "08332441234" || name != "农民工欠薪" || in.Header("X-Hotline") != "12345" {
		t.Errorf("caller %q %q, header %q", number, name, in.Header("X-Hotline"))
	}
	must(t, out.Hangup(within(t)))
	out, in = p.ring(t, phone.DialOptions{Anonymous: true})
	if number, _ := in.CallerID(); number != "anonymous" || in.Header("Privacy") != "id" {
		t.Errorf("anonymous caller shows %q, privacy %q", number, in.Header("Privacy"))
	}
	must(t, out.Hangup(within(t)))
}

func TestHoldAndResume(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{Tone: 440}, phone.Profile{Tone: 620})
	out, in := p.talk(t)
	must(t, out.Hears(within(t), 620))
	must(t, in.Hold(within(t)))
	must(t, out.Silent(within(t), 400*time.Millisecond))
	if _, ok := out.When(phone.HoldReceived); !ok {
		t.Errorf("the caller was not told of the hold: %v", out.Events())
	}
	must(t, in.Resume(within(t)))
	must(t, out.Hears(within(t), 620))
	must(t, in.Hears(within(t), 440))
	if _, ok := out.When(phone.ResumeReceived); !ok {
		t.Errorf("the caller was not told of the resume: %v", out.Events())
	}
	must(t, out.Hangup(within(t)))
}

func TestReject(t *testing.T) {
	t.Parallel()
	for _, code := range []int{486, 480, 603} {
		p := newPair(t, phone.Profile{}, phone.Profile{})
		out, in := p.ring(t, phone.DialOptions{})
		must(t, in.Reject(code))
		cause, err := out.Over(within(t))
		must(t, err)
		if cause.Code != code || cause.By != phone.ByPeer {
			t.Errorf("rejected with %d, the caller saw %+v", code, cause)
		}
		if out.Connected(within(t)) == nil {
			t.Error("a rejected call counts as connected")
		}
	}
}

func TestNobodyAnswersAndTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{}, phone.Profile{})
	out, in := p.ring(t, phone.DialOptions{})
	must(t, in.Ring())
	must(t, out.Hangup(within(t)))
	cause, err := in.Over(within(t))
	must(t, err)
	if cause.By != phone.ByPeer || cause.Code != 487 || out.Cause().By != phone.ByUs {
		t.Errorf("cancelled: callee saw %+v, caller %+v", cause, out.Cause())
	}
	if in.Answer(within(t)) == nil {
		t.Error("a cancelled call could be answered")
	}
}

func TestHangupBeforeAnythingWasHeard(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{}, phone.Profile{})
	out, err := p.caller.Dial(within(t), "8001", phone.DialOptions{})
	must(t, err)
	must(t, out.Hangup(within(t))) // the CANCEL waits for a provisional answer
	if n := p.from.Calls(); n != 0 {
		t.Errorf("%d calls left", n)
	}
}

func TestVanish(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{Tone: 440}, phone.Profile{Tone: 620})
	out, in := p.talk(t)
	must(t, in.Hears(within(t), 440))
	out.Vanish()
	must(t, in.Silent(within(t), 300*time.Millisecond))
	select {
	case <-in.Ended():
		t.Errorf("the other side was told: %+v", in.Cause())
	default:
	}
	must(t, in.Hangup(within(t))) // its BYE gets no answer, and it is over all the same
}

func TestOfflinePhoneAnswersNothing(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{}, phone.Profile{})
	p.callee.Offline(true)
	ctx, cancel := context.WithTimeout(t.Context(), 800*time.Millisecond)
	defer cancel()
	out, err := p.caller.Dial(ctx, "8001", phone.DialOptions{})
	must(t, err)
	if out.Connected(ctx) == nil {
		t.Fatal("an offline phone answered")
	}
	if len(out.Events()) != 1 {
		t.Errorf("something came back: %v", out.Events())
	}
	p.callee.Offline(false)
	in, err := p.callee.Next(within(t)) // the INVITE is still being repeated
	must(t, err)
	must(t, in.Reject(480))
}

func TestUnknownUserAndOverfullPhone(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{}, phone.Profile{})
	out, err := p.caller.Dial(within(t), "8999", phone.DialOptions{})
	must(t, err)
	cause, err := out.Over(within(t))
	must(t, err)
	if cause.Code != 404 {
		t.Errorf("unknown user: %+v", cause)
	}
}

func TestScriptedPhone(t *testing.T) {
	t.Parallel()
	var answered atomic.Int32
	p := newPair(t, phone.Profile{Tone: 440}, phone.Profile{Tone: 620, OnCall: func(ctx context.Context, c *phone.Call) {
		if c.Ring() == nil && c.Answer(ctx) == nil {
			answered.Add(1)
		}
	}})
	const calls = 20
	var out [calls]*phone.Call
	for i := range out {
		var err error
		out[i], err = p.caller.Dial(within(t), "8001", phone.DialOptions{})
		must(t, err)
	}
	for _, c := range out {
		must(t, c.Connected(within(t)))
		must(t, c.Hears(within(t), 620))
		must(t, c.Hangup(within(t)))
	}
	if answered.Load() != calls {
		t.Errorf("%d answered, want %d", answered.Load(), calls)
	}
}

func TestWithoutMediaThereIsNoSound(t *testing.T) {
	t.Parallel()
	p := newPair(t, phone.Profile{Media: phone.MediaNone}, phone.Profile{Tone: 620})
	out, _ := p.talk(t)
	if out.Press(within(t), "1") == nil || out.Hears(within(t), 620) == nil || out.Hold(within(t)) == nil {
		t.Error("a phone without media pressed, heard or held")
	}
	must(t, out.Hangup(within(t)))
}
