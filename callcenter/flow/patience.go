package flow

import (
	"context"
	"math/rand/v2"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// try makes one bounded request. A line that is gone is no fault: its end is on
// the way. Anything else is logged here and the call goes on without it.
func (c *call) try(ctx context.Context, what string, verb func(context.Context) error) error {
	return c.attempt(ctx, what, c.memory.Stage, verb)
}

// attempt is try for those beside the call's goroutine, who must not read where it stands.
func (c *call) attempt(ctx context.Context, what string, stage callcenter.Stage, verb func(context.Context) error) error {
	if ctx.Err() != nil { // stopped: the call is no longer ours to touch
		return context.Cause(ctx)
	}
	bound, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
	defer cancel()
	err := verb(bound)
	if err != nil && ctx.Err() == nil && !callcenter.Is(err, callcenter.NotFound) {
		c.log.Warn("request of a call", zap.String("verb", what), zap.String("stage", string(stage)), zap.Error(err))
	}
	return err
}

// insist repeats an attempt while it is Unavailable: while Asterisk is away nothing
// of a call can move anyway, and when it is back the line is either there or
// NotFound. It gives up when the caller is known to be gone or the controller stops.
func (c *call) insist(ctx context.Context, attempt func() error) error {
	wait := c.cfg.RetryEvery
	for {
		err := attempt()
		if !callcenter.Is(err, callcenter.Unavailable) || ctx.Err() != nil {
			return err
		}
		if _, gone := c.box.lost(c.line); gone {
			return err
		}
		if !callcenter.Pause(ctx, jitter(wait)) {
			return err
		}
		wait = min(2*wait, 8*c.cfg.RetryEvery)
	}
}

// owe makes a request to the queue now, and if the queue is away again and again
// beside the call, which does not wait: an agent or a place must not stay taken.
func (c *call) owe(ctx context.Context, what string, verb func(context.Context) error) error {
	err := c.try(ctx, what, verb)
	if !callcenter.Is(err, callcenter.Unavailable) || ctx.Err() != nil {
		return err
	}
	c.floor.beside(func(ctx context.Context) {
		for callcenter.Pause(ctx, jitter(c.cfg.RetryEvery)) {
			bound, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
			err := verb(bound)
			cancel()
			if !callcenter.Is(err, callcenter.Unavailable) {
				return
			}
		}
	})
	return err
}

// jitter spreads what many calls do at once over half to one and a half times d.
func jitter(d time.Duration) time.Duration {
	return d/2 + time.Duration(rand.Float64()*float64(d))
}
