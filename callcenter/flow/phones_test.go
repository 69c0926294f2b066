package flow_test

import (
	"slices"
	"time"

	"hotline/callcenter"
)

// What people do with their phones.

func (x *exchange) dial(line_ callcenter.LineID, from string, as ...func(*callcenter.Arrival)) callcenter.Arrival {
	now := time.Now()
	a := callcenter.Arrival{
		Call: callcenter.CallIDOf(line_, now), Line: line_, Created: now,
		Caller: callcenter.ParseNumber(from, callcenter.LocalAreaCode), Called: "12348",
	}
	for _, so := range as {
		so(&a)
	}
	x.mu.Lock()
	x.lines[line_] = &line{Arrival: a, caller: true, call: a.Call}
	floor := x.floor
	x.mu.Unlock()
	if floor != nil {
		floor.Arrive(a)
	}
	return a
}

// end ends a line, whoever wants it.
func (x *exchange) end(id callcenter.LineID, cause int) {
	x.mu.Lock()
	l := x.lines[id]
	if l == nil {
		x.mu.Unlock()
		return
	}
	delete(x.lines, id)
	if l.ringing != nil {
		l.ringing.Stop()
	}
	if _, bridged := x.bridges[l.call]; bridged {
		x.bridges[l.call] = slices.DeleteFunc(x.bridges[l.call], func(o callcenter.LineID) bool { return o == id })
	}
	for name, s := range x.sayings {
		if s.line == id { // it goes with its line
			s.timer.Stop()
			delete(x.sayings, name)
		}
	}
	x.mu.Unlock()
	x.tell(callcenter.LineEvent{Kind: callcenter.LineGone, Call: l.call, Line: id, Cause: cause})
}

func (x *exchange) press(id callcenter.LineID, key string) {
	x.tell(callcenter.LineEvent{Kind: callcenter.LineDigit, Call: x.callOf(id), Line: id, Digit: key})
}

// ringingFor is the line that rings at a seat.
func (x *exchange) legAt(seat callcenter.SeatID, up bool) (callcenter.LineID, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, l := range x.lines {
		if !l.caller && l.Leg.Seat == seat && l.up == up {
			return id, true
		}
	}
	return "", false
}

// pickUp answers. Asterisk ends a line that is answered for an application to which
// nobody listens.
func (x *exchange) pickUp(id callcenter.LineID) {
	x.mu.Lock()
	l, heard := x.lines[id], x.floor != nil && !x.away
	if l == nil || l.up {
		x.mu.Unlock()
		return
	}
	if !heard {
		x.mu.Unlock()
		x.end(id, callcenter.CauseNormal)
		return
	}
	l.up = true
	if !l.caller {
		l.State = callcenter.LegUp
	}
	l.ringing.Stop()
	x.mu.Unlock()
	x.tell(callcenter.LineEvent{Kind: callcenter.LineAnswered, Call: l.call, Line: id})
}

func (x *exchange) putOnHold(id callcenter.LineID, on bool) {
	kind := callcenter.LineHeld
	if !on {
		kind = callcenter.LineResumed
	}
	x.tell(callcenter.LineEvent{Kind: kind, Call: x.callOf(id), Line: id})
}

// together tells whether the two hear each other.
func (x *exchange) together(a, b callcenter.LineID) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	la, lb := x.lines[a], x.lines[b]
	return la != nil && lb != nil && slices.Contains(x.bridges[la.call], a) && slices.Contains(x.bridges[la.call], b)
}

// backLine is the line on which the caller is called back.
func (x *exchange) backLine(up bool) (callcenter.Arrival, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, l := range x.lines {
		if id.Back() && l.up == up {
			return l.Arrival, true
		}
	}
	return callcenter.Arrival{}, false
}
