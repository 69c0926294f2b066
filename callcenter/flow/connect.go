package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// connect joins caller and agent: accept first, so that no other caller can be
// given this agent, and only for a caller who is still there.
func (c *call) connect(ctx context.Context, answered time.Time) *ending {
	if !c.accepted(ctx) {
		return nil
	}
	if c.line == "" {
		return c.dial(ctx)
	}
	return c.join(ctx, answered)
}

// join lets them talk.
func (c *call) join(ctx context.Context, answered time.Time) *ending {
	c.hush(ctx)
	c.answered(ctx)
	err := c.try(ctx, "join", func(ctx context.Context) error {
		return c.floor.switchboard.Join(ctx, c.id, c.line, callcenter.LineID(c.leg))
	})
	c.bridged = true
	if ctx.Err() != nil {
		return suspended
	}
	if err != nil {
		return c.unjoined(ctx)
	}
	c.mark(MarkJoined, answered)
	c.music, c.joined, c.talked = false, true, true
	p := c.promise
	c.leaveQueue(ctx, callcenter.Completed, time.Now())
	c.segmentStarted(time.Now())
	c.calledBack(p.Agent.ID)
	c.memory.Token, c.memory.Agent = c.leg, p.Agent.ID
	c.turn(callcenter.Speaking)
	c.arrivedSent(callcenter.TransferCompleted, "", time.Now())
	c.memory.Return, c.memory.Lost = "", false
	c.record(ctx, c.leg)
	c.remember(ctx)
	return nil
}

// segmentStarted is told at the join, and again at an adoption: the first counts.
func (c *call) segmentStarted(at time.Time) {
	p := c.promise
	c.fact(string(p.Token), at, callcenter.SegmentStarted{
		Token: p.Token, Kind: callcenter.AgentLeg, Agent: p.Agent.ID, Shift: p.Agent.Shift, Seat: p.Agent.Seat,
		Language: c.language(), Interpreter: c.interpreter(p),
	})
}

func (c *call) interpreter(p callcenter.Promise) bool {
	steps := c.topic().Steps
	step := p.Step
	if c.memory.Return != "" || c.memory.For != "" { // the first was for one agent alone
		step--
	}
	return step >= 0 && step < len(steps) && steps[step].Interpreter
}

// accepted binds the promise. One that is no longer valid (we slept, or the queue gave
// the agent away) ends the agent's line; the caller waits on.
func (c *call) accepted(ctx context.Context) bool {
	err := c.bind(ctx, c.leg)
	if err == nil {
		c.engaged = true
		c.publish()
		return true
	}
	_, callerGone := c.box.lost(c.line)
	switch {
	case ctx.Err() != nil: // the adopter accepts
	case callerGone:
		c.decline(ctx, callcenter.DeclinedCallerGone, time.Now())
	case callcenter.Is(err, callcenter.Unavailable):
		c.decline(ctx, callcenter.DeclinedFailed, time.Now())
	default:
		c.decline(ctx, callcenter.DeclinedExpired, time.Now())
	}
	return false
}

// bind accepts a promise. While the queue is away who picked up is given a moment.
func (c *call) bind(ctx context.Context, token callcenter.Token) error {
	until := time.Now().Add(c.cfg.AcceptPatience)
	for {
		err := c.try(ctx, "accept", func(ctx context.Context) error { return c.floor.queue.Accept(ctx, token) })
		_, callerGone := c.box.lost(c.line)
		_, agentGone := c.box.lost(callcenter.LineID(token))
		again := callcenter.Is(err, callcenter.Unavailable) && time.Now().Before(until) && !callerGone && !agentGone
		if !again || !callcenter.Pause(ctx, jitter(c.cfg.RetryEvery)) {
			return err
		}
	}
}

// unjoined sorts out who was missing at the join.
func (c *call) unjoined(ctx context.Context) *ending {
	snapshot, err := c.examine(ctx)
	if ctx.Err() != nil {
		return suspended
	}
	if callcenter.Is(err, callcenter.NotFound) {
		c.missing()
		c.decline(ctx, callcenter.DeclinedCallerGone, c.left.at)
		return c.left
	}
	reason := callcenter.DeclinedFailed
	if _, there := legOf(snapshot, c.leg); err == nil && !there {
		reason = callcenter.DeclinedRejected // picked up and put down again
	}
	c.decline(ctx, reason, time.Now())
	return nil
}
