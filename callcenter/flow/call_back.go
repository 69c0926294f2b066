package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// A call-back waits like any call, but nobody hears it wait: its caller has no line.
// When its turn comes the agent is rung first, and when he has answered the caller is
// dialled. From then on it is a call like any other.

func (c *call) isBack() bool { return !c.memory.Back.IsZero() }

// spent: he was tried as often as we may.
func (c *call) spent() bool {
	return c.memory.For != "" && c.memory.Tries > 0 || c.memory.Tries >= c.cfg.BackTries
}

// callBack is the call-back until its caller is joined with an agent, or its end.
func (c *call) callBack(ctx context.Context) *ending {
	for c.at(callcenter.Waiting) || c.at(callcenter.Dialling) {
		var end *ending
		switch {
		case c.at(callcenter.Dialling):
			end = c.reach(ctx)
		case c.line == "":
			end = c.awaitTurn(ctx)
		default: // he is on the line, and his agent went
			end = c.wait(ctx)
		}
		if end != nil {
			return end
		}
	}
	return nil
}

// awaitTurn waits until an agent has answered for it.
func (c *call) awaitTurn(ctx context.Context) *ending {
	c.queued = true
	c.publish()
	c.askAt, c.refused = later(time.Now(), c.memory.NotBefore), ""
	for c.at(callcenter.Waiting) {
		ev, end := c.next(ctx, c.askAt)
		if end != nil {
			return end
		}
		switch ev.what {
		case promised:
			end = c.offerBack(ctx, ev.promise)
		case over:
			return &ending{outcome: ev.outcome, by: callcenter.BySystem, at: ev.at}
		case moved:
			c.move(ctx, ev.topic, ev.at)
		case due:
			end = c.enqueueAgain(ctx)
		case ordered:
			end = c.calledOff(ev.order)
		}
		if end != nil {
			return end
		}
	}
	return nil
}

// calledOff ends a call-back whose caller called himself; any other order is refused.
func (c *call) calledOff(o order) *ending {
	if o.Verb != CallOff || !c.isBack() || c.line != "" {
		o.refuse()
		return nil
	}
	o.answer(nil)
	return &ending{outcome: callcenter.CalledAgain, by: callcenter.ByCaller, at: time.Now()}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// offerBack rings the agent. What somebody picked from the worklist is his: if he does
// not answer, it stays in the worklist.
func (c *call) offerBack(ctx context.Context, p callcenter.Promise) *ending {
	end := c.offer(ctx, p)
	if end == nil && c.memory.For != "" && c.at(callcenter.Waiting) {
		return &ending{outcome: callcenter.Failed, reason: "agent", by: callcenter.ByAgent, at: time.Now()}
	}
	return end
}

// dial dials the caller: his agent has answered and hears that he is being called.
func (c *call) dial(ctx context.Context) *ending {
	c.memory.Tries++
	c.memory.NotBefore = time.Time{}
	c.turn(callcenter.Dialling)
	try := c.memory.Tries
	c.fact(tryName(try), time.Now(), callcenter.CallerDialled{Try: try, Token: c.leg, Agent: c.promise.Agent.ID})
	c.dialled = callcenter.BackLine(c.id, try)
	c.box.watch(c.dialled)
	memory := c.memory
	err := c.try(ctx, "dial", func(ctx context.Context) error {
		return c.floor.switchboard.Dial(ctx, callcenter.Dial{
			Line: c.dialled, Number: c.Caller, Memory: memory, Timeout: c.cfg.DialTimeout,
		})
	})
	switch {
	case ctx.Err() != nil:
		return suspended
	case err != nil:
		return c.unreached(ctx, callcenter.CauseUnreachable, time.Now())
	}
	c.written = &memory
	prompts := []callcenter.Prompt{callcenter.BackCalling}
	for range ringbacks {
		prompts = append(prompts, callcenter.Ringback)
	}
	_ = c.sayTo(ctx, callcenter.LineID(c.leg), callcenter.Mandarin, prompts...)
	return nil
}

const ringbacks = 12 // of five seconds: longer than anybody is dialled

// reach waits for the caller to pick up.
func (c *call) reach(ctx context.Context) *ending {
	last := time.Now().Add(c.cfg.DialTimeout + c.cfg.RingGrace)
	for {
		ev, end := c.next(ctx, last)
		if end != nil {
			return end
		}
		switch ev.what {
		case dialAnswered:
			return c.reached(ctx)
		case dialGone:
			return c.unreached(ctx, ev.cause, ev.at)
		case legGone:
			return c.agentLeft(ctx, ev.at)
		case over: // he called himself meanwhile
			c.stopDialling(ctx)
			c.freeAgent(ctx, ev.at)
			return &ending{outcome: ev.outcome, by: callcenter.ByCaller, at: ev.at}
		case due:
			if !time.Now().Before(last) {
				return c.unreached(ctx, callcenter.CauseNoAnswer, ev.at)
			}
		case ordered:
			if end := c.orderedDialling(ctx, ev.order); end != nil {
				return end
			}
		}
	}
}

// orderedDialling: a desk can hang up, and the caller may call himself meanwhile.
func (c *call) orderedDialling(ctx context.Context, o order) *ending {
	if o.Verb == HangUp {
		o.answer(c.obey(ctx, o.Command))
		return nil
	}
	end := c.calledOff(o)
	if end != nil {
		c.stopDialling(ctx)
		c.freeAgent(ctx, end.at)
	}
	return end
}

// reached: he hears who calls, and that the talk is recorded, and is joined.
func (c *call) reached(ctx context.Context) *ending {
	c.hush(ctx)
	c.line, c.dialled, c.Line, c.Answered = c.dialled, "", c.dialled, true
	words := []callcenter.Prompt{callcenter.BackHello}
	if c.cfg.Notice {
		words = append(words, callcenter.RecordingNotice)
	}
	key, end := c.hear(ctx, c.language(), words...)
	if end == suspended {
		return end
	}
	if end != nil {
		c.decline(ctx, callcenter.DeclinedCallerGone, end.at)
		return end
	}
	if c.cfg.Notice {
		c.fact("", time.Now(), callcenter.NoticePlayed{Prompt: callcenter.RecordingNotice, Language: c.language(), Whole: key == ""})
	}
	c.turn(callcenter.Waiting) // until he is joined: without his agent he waits as others do
	return c.join(ctx, time.Now())
}

// unreached frees the agent without a miss. The caller is tried again later, as often
// as the rule says; then somebody finds him in the worklist.
func (c *call) unreached(ctx context.Context, cause int, at time.Time) *ending {
	c.fact(tryName(c.memory.Tries), at, callcenter.CallerUnreached{Try: c.memory.Tries, Cause: cause})
	c.triedInVain(cause, at)
	c.stopDialling(ctx)
	c.freeAgent(ctx, at)
	if ctx.Err() != nil {
		return suspended
	}
	if c.spent() {
		return &ending{outcome: callcenter.Unreached, by: callcenter.BySystem, at: at}
	}
	c.memory.NotBefore = at.Add(c.cfg.BackEvery)
	c.turn(callcenter.Waiting)
	return nil
}

// freeAgent tells him that nobody comes, and lets him go without a miss or a wrap-up.
func (c *call) freeAgent(ctx context.Context, at time.Time) {
	c.hush(ctx)
	if _, gone := c.box.lost(callcenter.LineID(c.leg)); !gone && c.sayTo(ctx, callcenter.LineID(c.leg), callcenter.Mandarin, callcenter.BackUnreached) == nil {
		for c.saying != "" && ctx.Err() == nil {
			if ev, end := c.next(ctx, time.Time{}); end != nil || ev.what == legGone {
				break
			}
		}
		c.saying = ""
	}
	if ctx.Err() == nil {
		c.decline(ctx, callcenter.DeclinedCallerGone, at)
	}
}

// agentLeft: he hung up while the caller was dialled. The next one has it.
func (c *call) agentLeft(ctx context.Context, at time.Time) *ending {
	c.stopDialling(ctx)
	c.turn(callcenter.Waiting)
	c.decline(ctx, callcenter.DeclinedRejected, at)
	if c.spent() {
		return &ending{outcome: callcenter.Unreached, reason: "agent", by: callcenter.ByAgent, at: at}
	}
	return nil
}

func (c *call) stopDialling(ctx context.Context) {
	if c.dialled == "" {
		return
	}
	line := c.dialled
	c.dialled = ""
	_, gone := c.box.lost(line)
	c.box.forget(line)
	if !gone {
		c.stray(ctx, line)
	}
}
