package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// offer rings the agent the queue promised. It ends with the two joined (the stage
// is talking), with the caller back in his place, or with the call.
func (c *call) offer(ctx context.Context, p callcenter.Promise) *ending {
	c.promisedAs(ctx, p)
	c.promise, c.promisedAt = p, time.Now()
	c.mark(MarkPromised, c.memory.Entered)
	c.fact(string(p.Token), c.promisedAt, callcenter.PromiseMade{
		Token: p.Token, Agent: p.Agent.ID, Shift: p.Agent.Shift, Seat: p.Agent.Seat, Topic: p.Topic, Step: p.Step,
	})
	c.leg = p.Token
	c.box.watch(callcenter.LineID(c.leg))
	c.publish()
	if err := c.ring(ctx, p); err != nil {
		if ctx.Err() != nil {
			return suspended
		}
		c.decline(ctx, callcenter.DeclinedFailed, time.Now())
		return nil
	}
	if c.telling != "" && c.telling == c.saying { // the position is no longer true
		c.hush(ctx)
	}
	return c.ringing(ctx)
}

// title is what the agent's phone shows beside the number.
func (c *call) title() string {
	if c.isBack() {
		return "回拨 " + c.topic().Title
	}
	return c.topic().Title
}

// ringPatience is how long a promised agent is kept while Asterisk is away. Kept apart for
// a fault that is neither's, caller and agent would miss each other for a minute after it is
// back; kept for much longer, he is missed by the callers of another Asterisk.
const ringPatience = 10 * time.Second

// ring rings the phone of whoever was promised.
func (c *call) ring(ctx context.Context, p callcenter.Promise) (err error) {
	_ = c.insist(ctx, func() error {
		err = c.try(ctx, "ring", func(ctx context.Context) error {
			return c.floor.switchboard.Ring(ctx, callcenter.Ring{
				Promise: p, Caller: c.Caller, Title: c.title(), Back: c.memory.Back, Timeout: c.cfg.RingTimeout,
			})
		})
		if time.Since(c.promisedAt) > ringPatience {
			return nil
		}
		return err
	})
	return err
}

// ringing waits for the agent. Asterisk ends the ringing; our own watch stands
// behind it.
func (c *call) ringing(ctx context.Context) *ending {
	c.keepPlace(ctx)
	lastRing := time.Now().Add(c.cfg.RingTimeout + c.cfg.RingGrace)
	for {
		c.comfort(ctx)
		ev, end := c.next(ctx, lastRing)
		if end == suspended {
			return end
		}
		if end != nil {
			c.decline(ctx, callcenter.DeclinedCallerGone, end.at)
			return end
		}
		switch ev.what {
		case legRinging:
			c.mark(MarkRang, c.promisedAt)
		case legAnswered:
			if _, gone := c.box.lost(c.line); !gone { // else it is read next
				return c.connect(ctx, ev.at)
			}
		case legGone:
			c.decline(ctx, whyNot(ev.cause), ev.at)
			return nil
		case withdrawn:
			c.decline(ctx, ev.reason, ev.at)
			return nil
		case promised: // the queue has given up this one before we did
			c.decline(ctx, callcenter.DeclinedExpired, ev.at)
			return c.offer(ctx, ev.promise)
		case due:
			if !time.Now().Before(lastRing) {
				c.decline(ctx, callcenter.DeclinedNoAnswer, ev.at)
				return nil
			}
		case ordered:
			if ev.order.Verb == CallOff {
				if end := c.calledOff(ev.order); end != nil {
					c.decline(ctx, callcenter.DeclinedCallerGone, end.at)
					return end
				}
				continue
			}
			c.rejectByDesk(ctx, ev.order)
		}
	}
}

// whyNot reads the cause an agent's line ended with before anybody answered.
func whyNot(cause int) callcenter.DeclineReason {
	switch cause {
	case callcenter.CauseRejected:
		return callcenter.DeclinedRejected
	case callcenter.CauseBusy:
		return callcenter.DeclinedBusy
	case callcenter.CauseNoAnswer, callcenter.CauseNormal, 0:
		return callcenter.DeclinedNoAnswer
	case callcenter.CauseNoUser, callcenter.CauseUnreachable, 1, 3, 27:
		return callcenter.DeclinedUnreachable // 1, 3: no route; 27: destination out of order
	}
	return callcenter.DeclinedFailed
}

// decline ends the promise and the ringing: the agent's phone never rings for a
// caller who is elsewhere. The caller is back in his place.
func (c *call) decline(ctx context.Context, reason callcenter.DeclineReason, at time.Time) {
	token, agent, accepted := c.leg, c.promise.Agent.ID, c.engaged
	c.engaged = false
	c.hangUpLeg(ctx)
	err := c.owe(ctx, "decline", func(ctx context.Context) error {
		if accepted { // a bound promise can only be finished
			return c.floor.queue.Finish(ctx, token, 0)
		}
		return c.floor.queue.Decline(ctx, token, reason)
	})
	c.fact(string(token), at, callcenter.PromiseDeclined{Token: token, Agent: agent, Reason: reason})
	if reason == callcenter.DeclinedCallerGone {
		return
	}
	if reason != callcenter.DeclinedExpired && reason != callcenter.DeclinedFailed { // no fault of the agent's
		c.memory.Excluded = excluding(c.memory.Excluded, agent)
		c.remember(ctx)
	}
	if accepted || err != nil || reason == callcenter.DeclinedExpired { // it may know nothing of him
		c.enqueue(ctx)
	}
}

const longestExclusion = 8 // agents; the queue's own cool-down is what counts, this survives a rebuild

func excluding(agents []callcenter.AgentID, agent callcenter.AgentID) []callcenter.AgentID {
	kept := make([]callcenter.AgentID, 0, len(agents)+1)
	for _, a := range agents {
		if a != agent {
			kept = append(kept, a)
		}
	}
	kept = append(kept, agent)
	return kept[max(0, len(kept)-longestExclusion):]
}
