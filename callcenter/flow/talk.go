package flow

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// talk lasts until nobody is left to talk with. The agent's work ends first of all: the
// next caller's ring waits for nothing else.
func (c *call) talk(ctx context.Context) *ending {
	c.publish()
	c.sorted.Store(true)
	for c.at(callcenter.Speaking) && c.goesOn() {
		ev, end := c.next(ctx, c.watchGuests())
		switch {
		case end == suspended:
			return end
		case end != nil && c.talkOn(end.at):
		case end != nil:
			c.part(ctx, callcenter.ByCaller, end.at)
			return end
		case !c.hosted(ctx, ev):
			c.heed(ctx, ev)
		}
	}
	if ctx.Err() != nil {
		return suspended
	}
	if c.outlived {
		c.left.at = time.Now()
		c.part(ctx, callcenter.ByAgent, c.left.at)
		return c.left
	}
	if c.at(callcenter.Speaking) {
		c.turn(c.afterTalk())
	}
	return nil
}

// goesOn: the caller has somebody, or somebody is on the way to him; without the caller
// two are needed.
func (c *call) goesOn() bool {
	if c.outlived {
		return c.leg != "" && len(c.guests) > 0
	}
	return c.leg != "" || len(c.guests) > 0
}

// heed is what the agent's line and the desks say.
func (c *call) heed(ctx context.Context, ev event) {
	switch ev.what {
	case legGone:
		c.agentGone(ctx, ev.at)
	case legHeld:
		_ = c.hold(ctx, ev.at)
	case legResumed:
		_ = c.resume(ctx, ev.at)
	case ordered:
		c.execute(ctx, ev.order)
	case promised:
		c.log.Warn("promised while talking", zap.String("token", string(ev.promise.Token)))
	}
}

// talkOn: the caller hung up while the agent had somebody else there, or on the way. What
// they have to say to each other is not cut short.
func (c *call) talkOn(at time.Time) bool {
	if c.outlived || c.leg == "" || c.promise.Agent.ID == "" || len(c.guests) == 0 {
		return false
	}
	c.outlived, c.held = true, false
	for _, g := range c.guests {
		c.guestFact(g.N, at, callcenter.TransferEnded{Outcome: callcenter.TransferAbandoned})
	}
	c.publish()
	return true
}

// agentGone: the agent hung up. Whom he asked in has the caller then.
func (c *call) agentGone(ctx context.Context, at time.Time) {
	if !c.outlived && (c.heir() != nil || c.expected() != nil) {
		c.handOver(ctx, callcenter.ByAgent, at)
		return
	}
	c.part(ctx, callcenter.ByAgent, at)
}

func (c *call) afterTalk() callcenter.Stage {
	if c.cfg.Rate && !c.dismissed {
		return callcenter.Rating
	}
	return callcenter.Leaving
}

// part ends the talk: the agent into wrap-up, the facts, then the lines.
func (c *call) part(ctx context.Context, by callcenter.Side, at time.Time) {
	if token := c.leg; token != "" {
		c.endSegment(ctx, c.promise, by, false, at)
		c.stopRecording(ctx, token)
		c.hangUpLeg(ctx)
	}
	outcome := callcenter.TransferCancelled
	if by == callcenter.ByCaller {
		outcome = callcenter.TransferAbandoned
	}
	c.dismiss(ctx, by, outcome, at)
	if by == callcenter.ByAgent && (c.cfg.Rate || c.cfg.Farewell) {
		c.takeOut(ctx)
	}
	c.sendListenersAway(ctx)
	c.dissolve(ctx)
	c.engaged, c.joined, c.held = false, false, false
	c.publish()
}

// endSegment ends the part of whoever that promise was for. A number outside has none.
func (c *call) endSegment(ctx context.Context, p callcenter.Promise, by callcenter.Side, transfer bool, at time.Time) {
	var wrapUp time.Duration
	if p.Agent.ID != "" {
		wrapUp = c.wrapUp(p.Agent)
		until := time.Now().Add(wrapUp) // however late the queue hears of it
		_ = c.owe(ctx, "finish", func(ctx context.Context) error { return c.floor.queue.Finish(ctx, p.Token, time.Until(until)) })
	}
	c.fact(string(p.Token), at, callcenter.SegmentEnded{Token: p.Token, Agent: p.Agent.ID, By: by, WrapUp: wrapUp, Transfer: transfer})
}

// wrapUp is the agent's own, else the topic's, else the house's.
func (c *call) wrapUp(agent callcenter.Agent) time.Duration {
	if agent.WrapUp > 0 {
		return agent.WrapUp
	}
	if topic := c.topic().WrapUp; topic > 0 {
		return topic
	}
	return c.cfg.WrapUp()
}

// record records the segment. A talk is not refused for want of a recording, but
// somebody must know.
func (c *call) record(ctx context.Context, token callcenter.Token) {
	if !c.cfg.Record {
		return
	}
	name := string(token)
	err := c.try(ctx, "record", func(ctx context.Context) error { return c.floor.switchboard.Record(ctx, c.id, name) })
	switch {
	case err == nil:
		c.recordings[name] = time.Now()
		c.fact(name, time.Now(), callcenter.RecordingStarted{Token: token, Name: name})
		c.pauseToo(ctx, name)
	case !callcenter.Is(err, callcenter.NotFound) && ctx.Err() == nil:
		c.recordingFailed("the recording could not be started")
	}
}

// hangUpLeg ends the agent's line, unless it has ended by itself.
func (c *call) hangUpLeg(ctx context.Context) {
	if c.leg == "" {
		return
	}
	line := callcenter.LineID(c.leg)
	_, gone := c.box.lost(line)
	c.box.forget(line)
	c.leg = ""
	c.publish()
	if !gone {
		c.stray(ctx, line)
	}
}

// stray ends a line that has no business with the call any more; its last word is
// waited for at the end, because a line hung up while it rings may yet answer.
func (c *call) stray(ctx context.Context, line callcenter.LineID) {
	if callcenter.Token(line).Call() != c.id {
		return
	}
	c.ended[line] = true
	err := c.owe(ctx, "hang up agent", func(ctx context.Context) error {
		return c.floor.switchboard.Hangup(ctx, line, callcenter.CauseNormal)
	})
	if callcenter.Is(err, callcenter.NotFound) {
		delete(c.ended, line)
	}
}
