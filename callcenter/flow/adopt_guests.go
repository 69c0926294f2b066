package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// adoptGuests finds those whom the agent asked in: by the memory on the caller's line,
// and by their own lines, because the memory is written after the deed. It returns the
// other legs.
func (c *call) adoptGuests(s callcenter.Snapshot) (others []callcenter.Leg) {
	for _, noted := range s.Guests {
		c.guests = append(c.guests, &guest{Guest: noted, until: time.Now()})
	}
	for _, leg := range s.Legs {
		if leg.Token == s.Memory.Token || !isGuest(leg) {
			others = append(others, leg)
			continue
		}
		g := c.guestAt(leg.Token.Place())
		if g == nil {
			g = &guest{Guest: c.guestFrom(leg, slices.Contains(s.Joined, s.Line))}
			c.guests = append(c.guests, g)
			c.memory.Count = max(c.memory.Count, g.N)
		}
		c.seen[leg.Token] = true
		c.adoptGuest(g, leg, slices.Contains(s.Joined, callcenter.LineID(leg.Token)))
	}
	return others
}

// isGuest reports a leg that was asked in.
func isGuest(leg callcenter.Leg) bool {
	return cmp.Or(leg.Kind, callcenter.AgentLeg) != callcenter.AgentLeg
}

// guestFrom is a guest of whom the memory does not know yet.
func (c *call) guestFrom(leg callcenter.Leg, callerIn bool) callcenter.Guest {
	g := callcenter.Guest{
		N: leg.Token.Place().PlaceNumber(), Way: callcenter.Consulting, Kind: leg.Kind, By: c.memory.Agent,
		Target: callcenter.Target{Agent: leg.Agent, Outside: leg.Outside},
	}
	if callerIn {
		g.Way = callcenter.Inviting
	}
	return g
}

// adoptGuest puts a guest where his line shows him.
func (c *call) adoptGuest(g *guest, leg callcenter.Leg, joined bool) {
	g.token, g.until = leg.Token, time.Now().Add(max(c.cfg.RingTimeout, c.cfg.OutsideTimeout)+c.cfg.RingGrace)
	g.promise = promiseOf(c.id, leg)
	c.box.watch(callcenter.LineID(leg.Token))
	switch {
	case joined:
		g.joined, g.engaged = true, true
		c.guestStarted(g, time.Now())
		if c.cfg.Record {
			c.recordings[string(leg.Token)] = time.Time{}
		}
	case leg.State == callcenter.LegUp:
		c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: callcenter.LineID(leg.Token)})
	}
}

// startedAs tells again that a leg was joined, whatever it is in the call.
func (c *call) startedAs(leg callcenter.Leg, at time.Time) {
	if isGuest(leg) {
		c.guestStarted(&guest{Guest: c.guestFrom(leg, false), token: leg.Token, promise: c.promise}, at)
		return
	}
	c.segmentStarted(at)
}

// goOnWithout adopts a talk whose caller is gone: agent and guest have not finished.
// False: no two of them are together.
func (c *call) goOnWithout(ctx context.Context, s callcenter.Snapshot) bool {
	joined := slices.DeleteFunc(slices.Clone(s.Legs), func(l callcenter.Leg) bool {
		return !slices.Contains(s.Joined, callcenter.LineID(l.Token))
	})
	lead := slices.IndexFunc(joined, func(l callcenter.Leg) bool { return l.Agent != "" && !isGuest(l) })
	if lead < 0 || len(joined) < 2 {
		return false
	}
	now := time.Now()
	c.outlived, c.talked, c.engaged, c.joined = true, true, true, true
	c.left = &ending{outcome: callcenter.Completed, by: callcenter.ByCaller, at: now}
	c.holdOn(joined[lead])
	c.memory.Topic = cmp.Or(c.memory.Topic, joined[lead].Topic)
	c.memory.Token, c.memory.Agent, c.queued = joined[lead].Token, joined[lead].Agent, c.memory.Topic != ""
	c.turn(callcenter.Speaking)
	c.segmentStarted(now)
	for _, leg := range s.Legs {
		switch {
		case leg.Token == c.leg:
		case isGuest(leg):
			g := &guest{Guest: c.guestFrom(leg, false)}
			c.guests = append(c.guests, g)
			c.adoptGuest(g, leg, slices.Contains(s.Joined, callcenter.LineID(leg.Token)))
		default:
			c.stray(ctx, callcenter.LineID(leg.Token))
		}
	}
	if c.cfg.Record {
		c.recordings[string(c.leg)] = time.Time{}
	}
	return true
}
