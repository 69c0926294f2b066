package controller

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/prompts"
	"hotline/records"
)

func (c *Controller) openPrompts() (*prompts.Keeper, error) {
	return prompts.Open(prompts.Config{
		Pool: c.pool, Sounds: c.parts.cfg.Asterisk.Sounds, Note: records.NoteChange, Log: c.parts.log.Named("prompts"),
	})
}

// Dictations are recordings by telephone, for the pages.
func (c *Controller) Dictations() *prompts.Dictations { return c.parts.dictations }

// dictate rings a seat that speaks a prompt.
func (c *Controller) dictate(ctx context.Context, line callcenter.LineID, seat callcenter.SeatID, ring, most time.Duration) error {
	own := c.crew.post(c.parts.cfg.App())
	if own == nil {
		return callcenter.Errorf(callcenter.Unavailable, "未连接到电话交换机")
	}
	if !c.parts.agents.HasSeat(seat) {
		return callcenter.Errorf(callcenter.NotFound, "没有登记话机 %s", seat)
	}
	return own.switchboard.Dictate(ctx, line, seat, ring, most)
}
