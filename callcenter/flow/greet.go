package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// greet answers, welcomes, and says that the talk will be recorded. A key pressed
// here is kept for the menu: who knows the menu need not hear it. The welcome is cut
// by it; the notice is still said, for it is the law that it was offered, and only a
// key pressed during the notice itself cuts it.
func (c *call) greet(ctx context.Context) *ending {
	c.arrived()
	if !c.Answered {
		_ = c.insist(ctx, func() error {
			return c.try(ctx, "answer", func(ctx context.Context) error {
				return c.floor.switchboard.Answer(ctx, c.line)
			})
		})
	}
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
