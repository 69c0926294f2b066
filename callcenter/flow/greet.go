package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// pickUp answers. It takes Asterisk longer than finding an agent takes us, so an agent's
// phone is rung meanwhile; whatever is to be heard waits for it (answered).
func (c *call) pickUp(ctx context.Context) {
	if c.Answered {
		return
	}
	stage, done := c.memory.Stage, make(chan any, 1)
	c.answering = done
	c.floor.beside(func(context.Context) {
		defer func() { done <- recover() }() // a fault is the call's own
		_ = c.insist(ctx, func() error {
			return c.attempt(ctx, "answer", stage, func(ctx context.Context) error {
				return c.floor.switchboard.Answer(ctx, c.line)
			})
		})
	})
}

// answered waits for the answer, if one is under way.
func (c *call) answered(ctx context.Context) {
	if c.answering == nil {
		return
	}
	select {
	case fault := <-c.answering:
		c.answering = nil
		if fault != nil {
			panic(fault)
		}
	case <-ctx.Done():
	}
}

// greet answers, welcomes, and says that the talk will be recorded. A key pressed
// here is kept for the menu: who knows the menu need not hear it. The welcome is cut
// by it; the notice is still said, for it is the law that it was offered, and only a
// key pressed during the notice itself cuts it.
func (c *call) greet(ctx context.Context) *ending {
	c.arrived()
	c.lookUp()
	c.pickUp(ctx)
	if c.cfg.Welcome && !c.adopted {
		key, end := c.hear(ctx, callcenter.Mandarin, callcenter.Welcome)
		if end != nil {
			return end
		}
		c.typed = key
	}
	if c.cfg.Notice {
		key, end := c.hear(ctx, callcenter.Mandarin, callcenter.RecordingNotice)
		if end != nil {
			return end
		}
		c.fact("", time.Now(), callcenter.NoticePlayed{
			Prompt: callcenter.RecordingNotice, Language: callcenter.Mandarin, Whole: key == "",
		})
		if key != "" {
			c.typed = key
		}
	}
	return nil
}
