package flow

import (
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// hosted is what happens to a guest during the talk; false: the event is about none.
func (c *call) hosted(ctx context.Context, ev event) bool {
	g := ev.guest
	switch {
	case ev.what == due:
		c.guestsDue(ctx, ev.at)
	case g == nil:
		return false
	case ev.what == promised:
		c.ringGuest(ctx, g, ev.promise)
	case ev.what == legAnswered:
		c.receive(ctx, g, ev.at)
	case ev.what == legGone && g.joined:
		c.guestLeft(ctx, g, ev.at)
	case ev.what == legGone:
		reason := whyNot(ev.cause)
		c.declineGuest(ctx, g, reason, ev.at)
		c.lost(ctx, g, reason, ev.at)
	case ev.what == withdrawn:
		c.declineGuest(ctx, g, ev.reason, ev.at)
		c.lost(ctx, g, ev.reason, ev.at)
	case ev.what == over:
		c.giveUpPlace(ctx, g)
		c.guestFailed(ctx, g, string(ev.outcome), ev.at)
	}
	return true
}

// lost: who was rung did not come. Another agent of the topic may; a named one was the
// only one, and so is a number.
func (c *call) lost(ctx context.Context, g *guest, reason callcenter.DeclineReason, at time.Time) {
	if g.Target.Topic == "" {
		if !g.outside() {
			c.giveUpPlace(ctx, g)
		}
		c.guestFailed(ctx, g, string(reason), at)
		return
	}
	g.until = time.Time{}
	if reason == callcenter.DeclinedExpired || reason == callcenter.DeclinedFailed { // the queue may know nothing of his place
		g.until = at
	}
	c.publish()
}

// guestsDue ends rings that Asterisk should have ended, and asks a queue that was away.
func (c *call) guestsDue(ctx context.Context, now time.Time) {
	for _, g := range slices.Clone(c.guests) {
		switch {
		case g.joined || g.until.IsZero() || now.Before(g.until):
		case g.token != "":
			c.declineGuest(ctx, g, callcenter.DeclinedNoAnswer, now)
			c.lost(ctx, g, callcenter.DeclinedNoAnswer, now)
		default:
			c.seekAgain(ctx, g, now)
		}
	}
}

func (c *call) seekAgain(ctx context.Context, g *guest, now time.Time) {
	switch err := c.seek(ctx, g); {
	case callcenter.Is(err, callcenter.Unavailable):
		g.until = now.Add(jitter(c.cfg.RetryEvery))
	case err != nil:
		c.guestFailed(ctx, g, "refused", now)
	}
}

// receive joins a guest who picked up: his promise is accepted first, like the agent's.
func (c *call) receive(ctx context.Context, g *guest, at time.Time) {
	if g.joined || !c.acceptGuest(ctx, g) {
		return
	}
	lines := []callcenter.LineID{callcenter.LineID(g.token)}
	if c.leg == "" && c.left == nil { // the agent has left: he gets the caller
		lines = append(lines, c.line)
		c.hush(ctx)
	}
	err := c.try(ctx, "join", func(ctx context.Context) error { return c.floor.switchboard.Join(ctx, c.id, lines...) })
	if ctx.Err() != nil {
		return
	}
	c.bridged = true
	if err != nil {
		if _, gone := c.box.lost(c.line); gone && c.leg == "" {
			return // his end is read next, and ends the guest's line too
		}
		c.declineGuest(ctx, g, callcenter.DeclinedFailed, at)
		c.lost(ctx, g, callcenter.DeclinedFailed, at)
		return
	}
	g.joined = true
	c.guestStarted(g, time.Now())
	c.record(ctx, g.token)
	c.takeOver(ctx, g)
	if c.leg == "" {
		c.held, c.music = false, false
		c.lead(ctx, g)
		return
	}
	c.publish()
}

func (c *call) guestStarted(g *guest, at time.Time) {
	a := g.promise.Agent
	c.fact(string(g.token), at, callcenter.SegmentStarted{
		Token: g.token, Kind: g.Kind, Agent: a.ID, Shift: a.Shift, Seat: a.Seat, Outside: g.Target.Outside, Language: c.language(),
	})
}

// acceptGuest binds his promise. A number outside has none.
func (c *call) acceptGuest(ctx context.Context, g *guest) bool {
	if g.outside() {
		return true
	}
	err := c.bind(ctx, g.token)
	switch {
	case err == nil:
		g.engaged = true
		return true
	case ctx.Err() != nil: // the adopter accepts
	default:
		reason := callcenter.DeclinedExpired
		if callcenter.Is(err, callcenter.Unavailable) {
			reason = callcenter.DeclinedFailed
		}
		c.declineGuest(ctx, g, reason, time.Now())
		c.lost(ctx, g, reason, time.Now())
	}
	return false
}

// guestLeft ends the part of a guest who was joined.
func (c *call) guestLeft(ctx context.Context, g *guest, at time.Time) {
	c.endGuest(ctx, g, callcenter.ByAgent, at)
	c.guestFact(g.N, at, callcenter.TransferEnded{Outcome: callcenter.TransferJoined})
	c.forgetGuest(ctx, g)
	c.takeBack(ctx, g, at)
}

// endGuest ends his segment: wrap-up, facts, recording, line.
func (c *call) endGuest(ctx context.Context, g *guest, by callcenter.Side, at time.Time) {
	c.endSegment(ctx, g.promise, by, false, at)
	c.stopRecording(ctx, g.token)
	c.hangUpGuest(ctx, g)
}

// guestFailed: nobody comes. The agent has the caller back; if he has left, the caller
// waits for him.
func (c *call) guestFailed(ctx context.Context, g *guest, reason string, at time.Time) {
	c.failed = &Failure{g.Target, g.Way, reason}
	c.tellReferrer(ctx, g.after, callcenter.MoveFailed)
	c.guestFact(g.N, at, callcenter.TransferEnded{Outcome: callcenter.TransferFailed, Reason: reason})
	c.forgetGuest(ctx, g)
	if c.leg == "" && c.expected() == nil && c.left == nil {
		c.bringBack(ctx, g.By)
		return
	}
	c.takeBack(ctx, g, at)
}

// takeBack ends the hold that began for a guest who is gone.
func (c *call) takeBack(ctx context.Context, g *guest, at time.Time) {
	if g.Way == callcenter.Consulting && c.leg != "" && c.left == nil && len(c.guests) == 0 {
		_ = c.resume(ctx, at)
	}
}
