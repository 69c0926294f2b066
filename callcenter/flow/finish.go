package flow

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// farewell says the last words to a caller who talked with an agent, or was adopted
// while he was told something last.
func (c *call) farewell(ctx context.Context) *ending {
	if c.memory.Asked { // adopted: whether it was promised is not known
		if err := c.floor.owe(ctx, c.owed()); err != nil {
			c.log.Error("call-back not promised", zap.Error(err))
		}
		return c.takeLeave(ctx)
	}
	outcome := callcenter.Completed
	if !c.talked {
		outcome = callcenter.TimedOut
	}
	var words []callcenter.Prompt
	if c.thanks {
		words = append(words, callcenter.ThanksRating)
	}
	if c.cfg.Farewell {
		words = append(words, callcenter.Goodbye)
	}
	if len(words) > 0 {
		if _, end := c.hear(ctx, c.language(), words...); end != nil {
			return end
		}
	}
	return &ending{outcome: outcome, by: callcenter.BySystem, at: time.Now()}
}

// finish always runs, whatever ended the call: the place and the agent are given
// back, no line is left, and the call is ended in the journal exactly once. What it
// does can be done twice, so a fault in it is met by doing it again.
func (c *call) finish(ctx context.Context, end ending) {
	if end.at.IsZero() {
		end.at = time.Now()
	}
	letGo := func() *ending { c.letGo(ctx, end); return &end }
	if c.guarded("finish", letGo) == nil {
		c.guarded("finish again", letGo)
	}
	if ctx.Err() != nil { // whoever adopts what is left of it ends it
		return
	}
	c.fact("", end.at, callcenter.CallEnded{Outcome: end.outcome, Reason: end.reason, By: end.by})
	if end.outcome == callcenter.AskedBack { // not before: his phone is free now
		c.floor.callBack(c.owed())
	}
	c.mark(MarkEnded, c.Created)
	c.finished = true
	c.show(nil)
	c.sorted.Store(true)
	c.guarded("linger", func() *ending { c.linger(ctx); return &end })
}

// letGo ends what the call still holds.
func (c *call) letGo(ctx context.Context, end ending) {
	c.stopDialling(ctx)
	c.stopMoving(ctx)
	c.giveBack(ctx, end)
	c.leaveQueue(ctx, end.outcome, end.at)
	c.hush(ctx)
	c.hangUpCaller(ctx)
	c.dissolve(ctx)
}

// giveBack frees an agent the call still holds: only a fault leaves one.
func (c *call) giveBack(ctx context.Context, end ending) {
	c.arrivedSent(callcenter.TransferAbandoned, "", end.at)
	switch {
	case c.leg == "" && len(c.guests) == 0:
	case c.joined || c.leg == "":
		c.part(ctx, callcenter.BySystem, end.at)
	default:
		c.decline(ctx, callcenter.DeclinedCallerGone, end.at)
	}
}

// hangUpCaller ends the caller's line. While Asterisk is away the call stays ours,
// so that its line is not adopted as a new call when Asterisk is back.
func (c *call) hangUpCaller(ctx context.Context) {
	if c.left != nil || c.line == "" {
		return
	}
	c.ended[c.line] = true
	err := c.insist(ctx, func() error {
		return c.try(ctx, "hang up caller", func(ctx context.Context) error {
			return c.floor.switchboard.Hangup(ctx, c.line, callcenter.CauseNormal)
		})
	})
	if err != nil {
		delete(c.ended, c.line)
	}
}

// linger waits for the last word of the lines and the recording: an agent's phone
// hung up while it rang may answer yet, and a recording is written after its bridge.
func (c *call) linger(ctx context.Context) {
	until := time.Now().Add(c.cfg.Linger)
	for !c.settled() && time.Now().Before(until) {
		ev, end := c.next(ctx, until)
		if end != nil {
			return
		}
		if ev.what == ordered {
			c.refuse([]order{ev.order})
		}
	}
	for range c.recordings {
		c.recordingFailed("nothing was heard of the recording after the call")
	}
}

// settled tells that nothing more is to be heard of the call's lines and recording.
func (c *call) settled() bool { return len(c.ended) == 0 && len(c.recordings) == 0 }
