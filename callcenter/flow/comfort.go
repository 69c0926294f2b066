package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// comfort is what a waiting caller hears: "please wait" once, then music. It is
// called again whenever something ended, and does nothing while something is on.
func (c *call) comfort(ctx context.Context) {
	if c.saying != "" || c.line == "" {
		return
	}
	if c.cfg.Announce && !c.reminded {
		c.reminded = true
		if c.say(ctx, c.language(), callcenter.PleaseWait) == nil {
			return
		}
	}
	c.play(ctx)
}

// positionAfter is when the position is said next; zero: never.
func (c *call) positionAfter(now time.Time) time.Time {
	if !c.cfg.Announce || c.cfg.PositionEvery <= 0 {
		return time.Time{}
	}
	return now.Add(c.cfg.PositionEvery)
}

// sayPosition says how many are ahead and how long it may take, and nothing rather than
// something wrong; then that he may be called back instead.
func (c *call) sayPosition(ctx context.Context) {
	if c.saying != "" || c.asking {
		return
	}
	var place callcenter.Place
	err := c.try(ctx, "place", func(ctx context.Context) (err error) {
		place, err = c.floor.queue.Place(ctx, c.id)
		return err
	})
	if err != nil || !place.Known || c.offered() {
		return
	}
	prompts := []callcenter.Prompt{callcenter.PositionNext}
	if place.Ahead > 0 {
		prompts = append([]callcenter.Prompt{callcenter.PositionBefore}, spell(place.Ahead)...)
		prompts = append(prompts, callcenter.PositionAfter)
	}
	if minutes := minutesOf(place.Wait); minutes > 0 {
		prompts = append(append(prompts, callcenter.ExpectBefore), spell(minutes)...)
		prompts = append(prompts, callcenter.ExpectAfter)
	}
	if c.mayAsk() {
		prompts = append(prompts, callcenter.BackOffer)
	}
	c.placed = true
	if c.say(ctx, c.language(), prompts...) != nil {
		c.play(ctx)
		return
	}
	c.telling = c.saying
}

// minutesOf rounds up: who is told three minutes and waits two does not complain.
func minutesOf(wait time.Duration) int { return int((wait + time.Minute - 1) / time.Minute) }

// offered tells that a promise is in the mailbox: it comes before any prompt.
func (c *call) offered() bool {
	c.box.mu.Lock()
	defer c.box.mu.Unlock()
	return c.box.promise != nil
}
