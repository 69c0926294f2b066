package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// adopt puts a call where Asterisk's own state and the memory on its line say it
// stands. What the bridge shows goes before the memory: the memory is written after
// the deed, so a controller that died in between left it behind.
func (c *call) adopt(ctx context.Context, s callcenter.Snapshot) {
	c.adopted, c.reminded = true, true
	c.memory = s.Memory
	c.memory.Excluded = slices.Clone(s.Excluded)
	c.memory.Reference = cmp.Or(c.memory.Reference, s.Arrival.Reference) // the memory may not have been written yet
	written := c.memory
	c.written = &written
	c.music, c.found = false, nil
	c.bridged = s.Bridge
	c.talked = c.memory.Token != ""
	if c.at(callcenter.Dialling) { // the line is his, but he has not picked up
		c.dialled, c.line = c.line, ""
		c.box.watch(c.dialled)
	}
	c.seen[c.memory.Token] = true
	c.leg = ""

	c.guests, c.memory.Guests = nil, slices.Clone(s.Guests)
	if c.at(callcenter.Speaking) {
		s.Legs = c.adoptGuests(s)
	}
	leg, rung := c.chooseLeg(ctx, s)
	inBridge := rung && slices.Contains(s.Joined, callcenter.LineID(leg.Token))
	callerIn := slices.Contains(s.Joined, s.Line)
	if !callerIn {
		c.silence(ctx)
	}
	c.memory.Epoch++
	c.taken(time.Now())
	switch {
	case c.at(callcenter.Dialling):
		c.adoptDialling(ctx, leg, rung, s.Answered)
	case inBridge && (callerIn || c.at(callcenter.Speaking)):
		c.adoptTalk(ctx, leg, callerIn)
	case rung:
		c.adoptRing(leg)
	case c.at(callcenter.Speaking): // the agent left while nobody looked
		c.adoptTalk(ctx, callcenter.Leg{Token: c.memory.Token, Agent: c.memory.Agent}, callerIn || len(c.guests) == 0)
		c.agentGone(ctx, time.Now())
		if c.leg == "" && len(c.guests) == 0 {
			c.turn(c.afterTalk())
		}
	case callerIn: // as before, and even its memory was not yet written
		c.talked = true
		c.takeOut(ctx)
		c.dissolve(ctx)
		c.turn(callcenter.Leaving)
	case c.at(callcenter.Rating):
		c.memory.Told = askedAtMost - 1 // asked again once
	case c.memory.Stage == "":
		c.memory.Stage = callcenter.InMenu
	}
	if callerIn { // nothing is said in a talk; the rating writes the epoch
		c.publish()
		return
	}
	c.remember(ctx)
}

// chooseLeg is the one agent's line the call goes on with; any other is ended.
func (c *call) chooseLeg(ctx context.Context, s callcenter.Snapshot) (chosen callcenter.Leg, any bool) {
	rank := func(l callcenter.Leg) int {
		switch {
		case slices.Contains(s.Joined, callcenter.LineID(l.Token)):
			return 2
		case l.State == callcenter.LegUp:
			return 1
		}
		return 0
	}
	for _, leg := range s.Legs {
		c.seen[leg.Token] = true
		if isGuest(leg) && !c.at(callcenter.Speaking) {
			continue
		}
		if !any || rank(leg) > rank(chosen) {
			chosen, any = leg, true
		}
	}
	for _, leg := range s.Legs {
		if leg.Token != chosen.Token {
			c.stray(ctx, callcenter.LineID(leg.Token))
		}
	}
	return chosen, any
}

// holdOn makes a leg the call's: what its promise said of the agent came with it.
func (c *call) holdOn(leg callcenter.Leg) {
	c.leg, c.abroad = leg.Token, leg.Outside
	c.promise = promiseOf(c.id, leg)
	c.promisedAt = time.Now()
	c.box.watch(callcenter.LineID(leg.Token))
}

func promiseOf(call callcenter.ID, leg callcenter.Leg) callcenter.Promise {
	return callcenter.Promise{Token: leg.Token, Call: call, Topic: leg.Topic, Agent: callcenter.Agent{
		ID: leg.Agent, Shift: leg.Shift, Seat: leg.Seat, WrapUp: leg.WrapUp,
	}}
}

// adoptTalk goes on talking. That the segment started is told again: whoever joined
// them may have died before he told it.
func (c *call) adoptTalk(ctx context.Context, leg callcenter.Leg, callerIn bool) {
	c.assume(leg)
	c.holdOn(leg)
	c.engaged, c.joined, c.talked, c.held = true, true, true, !callerIn
	c.music = c.held
	c.queued = true
	c.leaveQueue(ctx, callcenter.Completed, time.Now())
	c.segmentStarted(time.Now())
	if !c.at(callcenter.Speaking) {
		c.turn(callcenter.Speaking)
	}
	c.memory.Token, c.memory.Agent = leg.Token, leg.Agent
	if c.cfg.Record {
		c.recordings[string(leg.Token)] = time.Time{}
	}
}

// adoptRing goes on ringing; whether the promise still holds the queue says on accept.
func (c *call) adoptRing(leg callcenter.Leg) {
	c.assume(leg)
	c.holdOn(leg)
	c.turn(callcenter.Waiting)
	if leg.State == callcenter.LegUp {
		c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: callcenter.LineID(leg.Token)})
	}
}

// adoptDialling goes on calling back, unless the agent who waited for it is gone.
func (c *call) adoptDialling(ctx context.Context, leg callcenter.Leg, rung, answered bool) {
	c.queued = true
	if !rung {
		c.stopDialling(ctx)
		c.turn(callcenter.Waiting)
		return
	}
	c.holdOn(leg)
	c.engaged = true
	if answered {
		c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: c.dialled})
	}
}

// assume fills in what was not written: the call without a menu, and the one whose
// controller died before it wrote.
func (c *call) assume(leg callcenter.Leg) {
	if c.memory.Topic == "" {
		c.memory.Topic = cmp.Or(leg.Topic, c.cfg.Menu().Default)
		c.memory.Language = c.topic().Language
	}
	if c.memory.Entered.IsZero() {
		c.memory.Entered = c.Created
	}
}

// bury ends a call whose caller is gone and which nobody ended: agents' lines left
// of it, or nothing but an open record. It tells what is known.
func (c *call) bury(ctx context.Context, s callcenter.Snapshot) *ending {
	now := time.Now()
	c.memory, c.bridged = s.Memory, true // an empty bridge is in no snapshot
	c.memory.Epoch++
	c.taken(now)
	if c.goOnWithout(ctx, s) {
		return c.talk(ctx)
	}
	c.left = &ending{outcome: callcenter.Failed, reason: "lost", by: callcenter.BySystem, at: now}
	if c.memory.Token != "" && !c.at(callcenter.Speaking) { // only the rating or a farewell is missing
		c.talked = true
		c.left = &ending{outcome: callcenter.Completed, by: callcenter.ByCaller, at: now}
	}
	if c.memory.Token != "" && c.at(callcenter.Speaking) && len(s.Legs) == 0 {
		s.Legs = []callcenter.Leg{{Token: c.memory.Token, Agent: c.memory.Agent, State: callcenter.LegUp}}
		s.Joined = []callcenter.LineID{callcenter.LineID(c.memory.Token)}
	}
	for _, leg := range s.Legs {
		c.holdOn(leg)
		c.memory.Topic = cmp.Or(c.memory.Topic, leg.Topic)
		if slices.Contains(s.Joined, callcenter.LineID(leg.Token)) {
			c.talked = true
			c.startedAs(leg, now)
			c.part(ctx, callcenter.ByCaller, now)
			c.left = &ending{outcome: callcenter.Completed, by: callcenter.ByCaller, at: now}
			continue
		}
		c.decline(ctx, callcenter.DeclinedCallerGone, now)
		if !c.talked {
			c.left = &ending{outcome: callcenter.Abandoned, reason: string(callcenter.Waiting), by: callcenter.ByCaller, at: now}
		}
	}
	c.queued = c.memory.Topic != ""
	if !c.queued && !c.talked { // it may wait in the queue although its topic is not known
		outcome := c.left.outcome
		_ = c.owe(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, c.id, outcome) })
	}
	return c.left
}
