package flow

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// talk lasts until one of the two leaves. The agent's work ends first of all: the
// next caller's ring waits for nothing else.
func (c *call) talk(ctx context.Context) *ending {
	for c.leg != "" {
		ev, end := c.next(ctx, time.Time{})
		if end == suspended {
			return end
		}
		if end != nil {
			c.part(ctx, callcenter.ByCaller, end.at)
			return end
		}
		switch ev.what {
		case legGone:
			c.part(ctx, callcenter.ByAgent, ev.at)
		case legHeld:
			_ = c.hold(ctx, ev.at)
		case legResumed:
			_ = c.resume(ctx, ev.at)
		case ordered:
			ev.order.answer(c.obey(ctx, ev.order.Command))
		case promised:
			c.log.Warn("promised while talking", zap.String("token", string(ev.promise.Token)))
		}
	}
	c.turn(c.afterTalk())
	return nil
}

func (c *call) afterTalk() callcenter.Stage {
	if c.cfg.Rate {
		return callcenter.Rating
	}
	return callcenter.Leaving
}

// part ends the segment: the agent into wrap-up, the facts, then the lines.
func (c *call) part(ctx context.Context, by callcenter.Side, at time.Time) {
	token, wrapUp := c.leg, c.wrapUp()
	_ = c.owe(ctx, "finish", func(ctx context.Context) error { return c.floor.queue.Finish(ctx, token, wrapUp) })
	c.fact(string(token), at, callcenter.SegmentEnded{Token: token, Agent: c.promise.Agent.ID, By: by, WrapUp: wrapUp})
	c.stopRecording(ctx)
	c.hangUpLeg(ctx)
	c.dissolve(ctx)
	c.engaged, c.joined, c.held = false, false, false
	c.publish()
}

// wrapUp is the agent's own, else the topic's, else the house's.
func (c *call) wrapUp() time.Duration {
	if own := c.promise.Agent.WrapUp; own > 0 {
		return own
	}
	if topic := c.topic().WrapUp; topic > 0 {
		return topic
	}
	return c.cfg.WrapUp
}

// record records the segment. A talk is not refused for want of a recording, but
// somebody must know.
func (c *call) record(ctx context.Context) {
	if !c.cfg.Record {
		return
	}
	name := string(c.leg)
	err := c.try(ctx, "record", func(ctx context.Context) error { return c.floor.switchboard.Record(ctx, c.id, name) })
	switch {
	case err == nil:
		c.recording, c.recordingSince = name, time.Now()
		c.fact(name, time.Now(), callcenter.RecordingStarted{Token: c.leg, Name: name})
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
