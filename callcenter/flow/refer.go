package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Another hotline may move a line of its own in the middle of a call (SIP REFER): the one
// it handed the caller over on, or the one an agent called it by. We dial where it says, by
// its own trunk, and the line that asked is hung up when the other one is there. Until then
// nothing changes for those who talk, and if nobody comes nothing ever does.

// moving is a caller who is being moved.
type moving struct {
	n     int
	to    callcenter.LineID
	until time.Time // when Asterisk should have ended its ringing
}

// referred is the wish to move a line. One that nobody knows, or to nowhere, is refused.
func (c *call) referred(ctx context.Context, raw callcenter.LineEvent, at time.Time) {
	g := c.guestOf(raw.Line)
	switch {
	case raw.Refer.Number == "" || c.left != nil && raw.Line == c.line:
		c.tellReferrer(ctx, raw.Line, callcenter.MoveFailed)
	case raw.Line == c.line && c.Channel != "" && c.moving == nil:
		c.moveCaller(ctx, raw.Refer, at)
	case g != nil && g.joined && g.outside():
		c.moveGuest(ctx, g.Guest, raw, at)
	case c.leg != "" && raw.Line == callcenter.LineID(c.leg) && c.abroad != "":
		c.moveGuest(ctx, callcenter.Guest{
			Way: callcenter.Transferring, Kind: callcenter.OutsideLeg, Target: callcenter.Target{Outside: c.abroad}, By: c.memory.Agent,
		}, raw, at)
	default:
		c.tellReferrer(ctx, raw.Line, callcenter.MoveFailed)
	}
}

// moveGuest calls who shall be in the call in place of another of the same hotline.
func (c *call) moveGuest(ctx context.Context, of callcenter.Guest, raw callcenter.LineEvent, at time.Time) {
	number, listed := c.outside(of.Target.Outside)
	if !listed || number.Channel == "" {
		c.tellReferrer(ctx, raw.Line, callcenter.MoveFailed)
		return
	}
	c.tellReferrer(ctx, raw.Line, callcenter.MoveBegun)
	c.memory.Count++
	of.N, of.Request = c.memory.Count, ""
	g := &guest{Guest: of, after: raw.Line}
	c.guests = append(c.guests, g)
	number.Number = raw.Refer.Number
	if err := c.dialGuest(ctx, g, number, raw.Refer.Replaces); err != nil {
		c.forgetGuest(ctx, g)
		c.tellReferrer(ctx, raw.Line, callcenter.MoveFailed)
		return
	}
	c.transferStarted(g.Guest, false, at)
	c.noteGuests(ctx)
}

// takeOver ends the part of the line that was moved to a guest who is there now.
func (c *call) takeOver(ctx context.Context, g *guest) {
	if g.after == "" {
		return
	}
	c.tellReferrer(ctx, g.after, callcenter.MoveDone)
	now := time.Now()
	switch old := c.guestOf(g.after); {
	case old != nil:
		c.endGuest(ctx, old, callcenter.ByAgent, now)
		c.guestFact(old.N, now, callcenter.TransferEnded{Outcome: callcenter.TransferJoined})
		c.forgetGuest(ctx, old)
	case c.leg != "" && g.after == callcenter.LineID(c.leg):
		c.handOver(ctx, callcenter.ByAgent, now)
	}
}

// moveCaller calls the line on which the caller shall go on.
func (c *call) moveCaller(ctx context.Context, refer callcenter.Refer, at time.Time) {
	c.tellReferrer(ctx, c.line, callcenter.MoveBegun)
	c.memory.Count++
	m := &moving{n: c.memory.Count, to: callcenter.MovedLine(c.id, c.memory.Count), until: time.Now().Add(c.cfg.OutsideTimeout + c.cfg.RingGrace)}
	c.moving = m
	c.box.watch(m.to)
	c.guestFact(m.n, at, callcenter.TransferStarted{Way: callcenter.Transferring, Kind: callcenter.CallerLeg})
	err := c.try(ctx, "move caller", func(ctx context.Context) error {
		return c.floor.switchboard.Dial(ctx, callcenter.Dial{
			Line: m.to, Number: callcenter.ParseNumber(refer.Number, callcenter.LocalAreaCode), Timeout: c.cfg.OutsideTimeout,
			Memory: c.memory, Caller: c.Caller, Replaces: refer.Replaces,
			Hand: c.handOverTo(callcenter.Outside{Channel: c.Channel}),
		})
	})
	if err != nil && ctx.Err() == nil {
		c.stopMoving(ctx)
	}
}

// recogniseMoving is what the line he is moved to says. What was being said to the other
// is said again.
func (c *call) recogniseMoving(ctx context.Context, raw callcenter.LineEvent, ev event) (event, bool) {
	switch raw.Kind {
	case callcenter.LineAnswered:
		cut := c.saying != ""
		c.hush(ctx)
		c.moved(ctx, ev.at)
		ev.what, ev.lost = said, true
		return ev, cut
	case callcenter.LineGone:
		c.notMoved(ctx, string(whyNot(raw.Cause)), ev.at)
	}
	return ev, false
}

// moved: he is on the other line from here on.
func (c *call) moved(ctx context.Context, at time.Time) {
	m, old, music := c.moving, c.line, c.music
	c.moving, c.line, c.Line, c.Answered, c.music, c.written = nil, m.to, m.to, true, false, nil
	c.guestFact(m.n, at, callcenter.TransferEnded{Outcome: callcenter.TransferCompleted})
	if c.joined && !c.held {
		_ = c.try(ctx, "join", func(ctx context.Context) error { return c.floor.switchboard.Join(ctx, c.id, c.line) })
	} else if music {
		c.play(ctx)
	}
	if old != "" {
		c.tellReferrer(ctx, old, callcenter.MoveDone)
		c.box.forget(old)
		c.hangUpOld(ctx, old)
	}
	c.remember(ctx)
}

func (c *call) hangUpOld(ctx context.Context, line callcenter.LineID) {
	c.ended[line] = true
	err := c.owe(ctx, "hang up the line moved from", func(ctx context.Context) error {
		return c.floor.switchboard.Hangup(ctx, line, callcenter.CauseNormal)
	})
	if callcenter.Is(err, callcenter.NotFound) {
		delete(c.ended, line)
	}
}

// notMoved: he stays where he is, if he is still there.
func (c *call) notMoved(ctx context.Context, reason string, at time.Time) {
	m := c.moving
	c.moving = nil
	c.box.forget(m.to)
	c.guestFact(m.n, at, callcenter.TransferEnded{Outcome: callcenter.TransferFailed, Reason: reason})
	if c.line == "" {
		c.leave(callcenter.ByCaller, at)
		return
	}
	c.tellReferrer(ctx, c.line, callcenter.MoveFailed)
}

// stopMoving gives up the line he was being moved to.
func (c *call) stopMoving(ctx context.Context) {
	if c.moving == nil {
		return
	}
	to := c.moving.to
	c.notMoved(ctx, string(callcenter.DeclinedFailed), time.Now())
	c.stray(ctx, to)
}

// tellReferrer tells the hotline that asked how far it is; it may have hung up.
func (c *call) tellReferrer(ctx context.Context, line callcenter.LineID, how callcenter.Move) {
	if line != "" {
		_ = c.try(ctx, "answer refer", func(ctx context.Context) error { return c.floor.switchboard.Referred(ctx, line, how) })
	}
}
