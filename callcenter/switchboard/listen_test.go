package switchboard_test

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// Who listens hears both and is heard by nobody; keys reach the far end; who is mute is
// not heard.
func TestListenPressMute(t *testing.T) {
	t.Parallel()
	caller, seat, chief := newPhone(t, newCaller()), newPhone(t, "seat"), newPhone(t, "chief")
	f := open(t, newApp(), caller.user)
	ctx := t.Context()
	ext, user, password := takeSeat(t)
	seat.register(user, password, 60)
	chiefs, user, password := takeSeat(t)
	chief.register(user, password, 60)
	eventually(t, "both seats are reachable", func() bool { return f.isReachable(ext) && f.isReachable(chiefs) })
	a, _ := f.arrive(caller)
	p := promise(a, ext, "1")
	leg := callcenter.LineID(p.Token)
	must(t, f.Ring(ctx, callcenter.Ring{Promise: p, Caller: a.Caller, Timeout: 20 * time.Second}))
	must(t, receive(t, seat.Rung, "ring").answer())
	f.expect(callcenter.LineAnswered, leg)
	must(t, f.Join(ctx, a.Call, a.Line, leg))
	caller.media.say(700)
	seat.media.say(900)
	eventually(t, "both talk", func() bool { return seat.media.hears(700) > 0.9 && caller.media.hears(900) > 0.9 })

	phone := callcenter.ListenLine(a.Call, 3)
	must(t, f.Listen(ctx, phone, callcenter.SeatID(chiefs), 20*time.Second))
	must(t, receive(t, chief.Rung, "ring of the chief").answer())
	f.expect(callcenter.LineAnswered, phone)
	must(t, f.Connect(ctx, phone, leg))
	chief.media.say(1300)
	eventually(t, "the chief hears both", func() bool { return chief.media.hears(700) > 0.2 && chief.media.hears(900) > 0.2 })
	if c, s := caller.media.hears(1300), seat.media.hears(1300); c > 0.02 || s > 0.02 {
		t.Errorf("the chief is heard: %.2f by the caller, %.2f by the agent", c, s)
	}
	must(t, f.Unlisten(ctx, phone))
	f.expect(callcenter.LineGone, phone)
	must(t, f.Unlisten(ctx, phone)) // repeated

	must(t, f.Mute(ctx, leg, true))
	eventually(t, "the agent is not heard", func() bool { return caller.media.hears(900) < 0.1 })
	must(t, f.Mute(ctx, leg, false))
	must(t, f.Mute(ctx, leg, false)) // repeated
	eventually(t, "the agent is heard again", func() bool { return caller.media.hears(900) > 0.9 })
	must(t, f.Press(ctx, a.Line, "12#"))
}
