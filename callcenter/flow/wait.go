package flow

import (
	"context"
	"errors"
	"time"

	"hotline/callcenter"
)

// wait keeps the caller company until an agent is joined with him, or he leaves, or
// is told to. The queue may answer Enqueue with a promise before it returns, so a
// free agent's phone rings before the caller has heard a word of "please wait".
func (c *call) wait(ctx context.Context) *ending {
	c.enter(ctx)
	if c.leg != "" { // adopted while a phone rings
		if end := c.ringing(ctx); end != nil {
			return end
		}
	}
	position := c.positionAfter(time.Now())
	for c.at(callcenter.Waiting) {
		if !c.offered() && c.refused == "" {
			c.keepPlace(ctx)
			c.comfort(ctx)
		}
		ev, end := c.next(ctx, earliest(position, c.askAt, c.askUntil))
		if end != nil {
			return end
		}
		switch ev.what {
		case promised:
			c.stopAsking()
			end = c.offer(ctx, ev.promise)
		case digit:
			end = c.pressed(ctx, ev.digit)
		case said:
			c.askedBack()
		case over:
			end = c.turnAway(ctx, ev.outcome)
		case moved:
			c.move(ctx, ev.topic, ev.at)
		case due:
			end = c.enqueueAgain(ctx)
			if !c.askUntil.IsZero() && !time.Now().Before(c.askUntil) {
				c.stopAsking()
			}
			if !position.IsZero() && !time.Now().Before(position) {
				c.sayPosition(ctx)
				position = c.positionAfter(time.Now())
			}
		case ordered:
			ev.order.refuse()
		}
		if end != nil {
			return end
		}
	}
	return nil
}

// enter takes the place the arrival in the queue gives.
func (c *call) enter(ctx context.Context) {
	c.queued = true
	c.calledAgain()
	topic := c.topic()
	c.fact(string(topic.Name), c.memory.Entered, callcenter.QueueEntered{Topic: topic.Name, Priority: topic.Priority, Transfer: c.talked})
	c.publish()
	if c.leg == "" {
		c.enqueue(ctx)
	}
}

// keepPlace writes where the caller stands on his line. Without a menu all of it can
// be derived from the line itself, and nothing is written.
func (c *call) keepPlace(ctx context.Context) {
	if c.cfg.AskMenu {
		c.remember(ctx)
	}
}

// enqueue asks the queue for the place; if the queue is away it is asked again soon.
func (c *call) enqueue(ctx context.Context) {
	waiter := c.waiter()
	err := c.try(ctx, "enqueue", func(ctx context.Context) error { return c.floor.queue.Enqueue(ctx, waiter) })
	c.askAt, c.refused = time.Time{}, ""
	switch {
	case err == nil:
	case callcenter.Is(err, callcenter.Conflict):
		c.refused = callcenter.Closed
		if away, told := errors.AsType[callcenter.TurnedAway](err); told {
			c.refused = away.Outcome
		}
		c.askAt = time.Now()
	case callcenter.Is(err, callcenter.NotFound) && waiter.Topic != c.cfg.Menu().Default:
		c.memory.Topic = c.cfg.Menu().Default // an unknown queue is the default queue
		c.enqueue(ctx)
	default:
		c.askAt = time.Now().Add(jitter(c.cfg.RetryEvery))
	}
}

// enqueueAgain asks again when its time has come; a topic that takes nobody is told.
func (c *call) enqueueAgain(ctx context.Context) *ending {
	if c.askAt.IsZero() || time.Now().Before(c.askAt) {
		return nil
	}
	if c.refused == "" {
		c.enqueue(ctx)
	}
	if c.refused != "" {
		return c.turnAway(ctx, c.refused)
	}
	return nil
}

// turnAway tells the caller last why nobody comes.
func (c *call) turnAway(ctx context.Context, outcome callcenter.Outcome) *ending {
	if c.sentBack(ctx, outcome, time.Now()) || c.roundAgain(ctx) {
		return nil
	}
	why := callcenter.NobodyHere
	if outcome == callcenter.TimedOut {
		why = callcenter.WaitedTooLong
	}
	c.leaveQueue(ctx, outcome, time.Now())
	c.turn(callcenter.Leaving)
	c.hush(ctx)
	over := &ending{outcome: outcome, by: callcenter.BySystem}
	if c.talked {
		over.outcome, over.reason = callcenter.Completed, string(outcome)
	}
	if c.cfg.Announce {
		if _, end := c.hear(ctx, c.language(), why); end == suspended {
			return suspended
		}
	}
	over.at = time.Now()
	return over
}

// move goes on waiting for another topic, at the place the same arrival gives there.
func (c *call) move(ctx context.Context, topic callcenter.TopicName, at time.Time) {
	if topic == c.memory.Topic {
		return
	}
	c.changeTopic(ctx, topic, at)
}

// promisedAs: the promise may be here before the word that somebody moved the call, and
// says where to.
func (c *call) promisedAs(ctx context.Context, p callcenter.Promise) {
	if p.Topic != "" && c.memory.Topic != "" {
		c.move(ctx, p.Topic, time.Now())
	}
}

func (c *call) changeTopic(ctx context.Context, topic callcenter.TopicName, at time.Time) {
	c.fact(string(c.memory.Topic), at, callcenter.QueueLeft{Topic: c.memory.Topic, Outcome: callcenter.Moved})
	c.memory.Topic = topic
	c.fact(string(topic), at, callcenter.QueueEntered{Topic: topic, Priority: c.topic().Priority})
	c.remember(ctx)
	c.publish()
}

// leaveQueue closes the queue passage, once.
func (c *call) leaveQueue(ctx context.Context, outcome callcenter.Outcome, at time.Time) {
	if !c.queued {
		return
	}
	c.queued = false
	if outcome != callcenter.Completed { // a joined caller left it by Accept
		_ = c.owe(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, c.id, outcome) })
	}
	c.fact(string(c.memory.Topic), at, callcenter.QueueLeft{Topic: c.memory.Topic, Outcome: outcome})
}
