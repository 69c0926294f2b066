package flow

import (
	"context"
	"slices"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

const askedAtMost = 2

// rate asks the caller for a digit from 1 to 5, and once more. Hanging up, or no
// answer, is a valid answer; asked and answered are facts of their own.
func (c *call) rate(ctx context.Context) *ending {
	c.remember(ctx)
	token := string(c.memory.Token)
	c.fact(token, time.Now(), callcenter.RatingAsked{Agent: c.memory.Agent, Scale: c.cfg.RatingScale})
	for ; c.memory.Told < askedAtMost; c.memory.Told++ {
		score, end := c.askRating(ctx)
		if end != nil {
			return end
		}
		if score > 0 {
			c.answered1to5(ctx, token, score)
			break
		}
	}
	c.turn(callcenter.Leaving)
	return nil
}

// askRating says the question and waits for a digit that is an answer.
func (c *call) askRating(ctx context.Context) (score int, end *ending) {
	key, end := c.hear(ctx, c.language(), callcenter.AskRating)
	until := time.Now().Add(c.cfg.RatingWait)
	for end == nil {
		if len(key) == 1 && "1" <= key && key <= "5" {
			return int(key[0] - '0'), nil
		}
		if key, end = c.listen(ctx, time.Until(until)); key == "" {
			break
		}
	}
	return 0, end
}

// answered1to5 keeps the answer before it thanks for it: no one can tell it again.
func (c *call) answered1to5(ctx context.Context, token string, score int) {
	fact := callcenter.Fact{
		Subject: c.id, Occurrence: token, At: time.Now(), By: c.cfg.Controller,
		Data: callcenter.RatingAnswered{Score: score, Dissatisfied: slices.Contains(c.cfg.Dissatisfied, score)},
	}
	bound, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
	defer cancel()
	if err := c.floor.journal.Commit(bound, fact); err != nil && ctx.Err() == nil {
		c.log.Error("rating is not durable yet", zap.Error(err))
	}
	c.thanks = true
}
