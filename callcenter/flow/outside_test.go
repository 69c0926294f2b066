package flow_test

import (
	"cmp"
	"context"
	"time"

	"hotline/callcenter"
)

func (x *exchange) Dial(ctx context.Context, d callcenter.Dial) error {
	if err := x.request(ctx, "dial"); err != nil {
		return err
	}
	if x.lines[d.Line] != nil {
		x.mu.Unlock()
		return nil
	}
	l := &line{call: callcenter.Token(d.Line).Call(), Leg: callcenter.Leg{
		Token: callcenter.Token(d.Line), Kind: cmp.Or(d.Kind, callcenter.OutsideLeg), Outside: d.Outside, State: callcenter.LegRinging,
	}}
	if d.Line.Back() {
		l.caller, l.memory, l.Arrival = true, d.Memory, callcenter.Arrival{Call: l.call, Line: d.Line, Caller: d.Number, Created: l.call.Time()}
	}
	x.lines[d.Line] = l
	how := x.numbers[d.Number.Local()]
	l.ringing = time.AfterFunc(d.Timeout, func() { x.end(d.Line, callcenter.CauseNoAnswer) })
	x.mu.Unlock()
	switch how {
	case "busy":
		x.end(d.Line, callcenter.CauseBusy)
	case "unreachable":
		x.end(d.Line, callcenter.CauseUnreachable)
	default:
		x.tell(callcenter.LineEvent{Kind: callcenter.LineRinging, Call: l.call, Line: d.Line})
	}
	return nil
}
