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
	if d.Line.Dialled() {
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

func (x *exchange) Press(ctx context.Context, id callcenter.LineID, digits string) error {
	return x.on(ctx, "press", id, func(*line) { x.heard = append(x.heard, heard{at: time.Now(), line: id, what: "keys " + digits}) })
}

func (x *exchange) Mute(ctx context.Context, id callcenter.LineID, on bool) error {
	return x.on(ctx, "mute", id, func(l *line) { l.muted = on })
}

// lineOf is somebody's line: the caller's, an agent's, or that of a number outside.
func (x *exchange) lineOf(name string, up bool) (callcenter.LineID, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, l := range x.lines {
		if l.up != up {
			continue
		}
		if l.caller && name == "caller" || !l.caller && (l.Leg.Outside == name || l.Leg.Seat == seat(name)) {
			return id, true
		}
	}
	return "", false
}

func (x *exchange) Listen(ctx context.Context, phone callcenter.LineID, at callcenter.SeatID, timeout time.Duration) error {
	if err := x.request(ctx, "listen"); err != nil {
		return err
	}
	l := &line{call: callcenter.Token(phone).Call(), Leg: callcenter.Leg{Token: callcenter.Token(phone), Seat: at, State: callcenter.LegRinging}}
	l.ringing = time.AfterFunc(timeout, func() { x.end(phone, callcenter.CauseNoAnswer) })
	x.lines[phone] = l
	x.mu.Unlock()
	x.tell(callcenter.LineEvent{Kind: callcenter.LineRinging, Call: l.call, Line: phone})
	return nil
}

func (x *exchange) Connect(ctx context.Context, phone, to callcenter.LineID) error {
	if err := x.request(ctx, "connect"); err != nil {
		return err
	}
	defer x.mu.Unlock()
	if x.lines[phone] == nil || x.lines[to] == nil {
		return gone()
	}
	x.taps[phone] = to
	return nil
}

func (x *exchange) Unlisten(ctx context.Context, phone callcenter.LineID) error {
	if err := x.request(ctx, "unlisten"); err != nil {
		return err
	}
	delete(x.taps, phone)
	x.mu.Unlock()
	x.end(phone, callcenter.CauseNormal)
	return nil
}
