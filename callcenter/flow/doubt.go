package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// What a call waits for may never be told: Asterisk drops what is said to a line that
// moves, and an event stream can be deaf for seconds without breaking. So whoever waits
// asks after a while.
const (
	sayingDoubt = 3 * time.Second        // how long a saying lasts before it is asked for, and then twice as long each time
	sayingGrace = 500 * time.Millisecond // for the word of a saying's end that is on its way
	goneDoubt   = 2 * time.Second        // for the word of the end of a line that Asterisk called gone
)

// onLine is a request about the caller's line. Of a line that is on its way elsewhere
// Asterisk says what it says of one that is gone: if its end is not told, the call looks.
func (c *call) onLine(ctx context.Context, what string, verb func(context.Context) error) error {
	err := c.try(ctx, what, verb)
	if callcenter.Is(err, callcenter.NotFound) && c.goneDoubt.IsZero() {
		c.goneDoubt = time.Now().Add(goneDoubt)
	}
	return err
}

// doubts is when the call asks about what it was not told; zero: never.
func (c *call) doubts() time.Time {
	if c.finished || c.left != nil {
		return time.Time{}
	}
	var moved time.Time
	if c.moving != nil {
		moved = c.moving.until
	}
	if c.saying == "" {
		return earliest(c.goneDoubt, moved)
	}
	return earliest(c.goneDoubt, moved, c.sayingDoubt, c.sayingUntil)
}

// ask settles the doubts whose time has come; true: the saying is over.
func (c *call) ask(ctx context.Context) (event, bool) {
	now := time.Now()
	if past(c.goneDoubt, now) {
		c.goneDoubt = time.Time{}
		c.resync(ctx, false, true, nil)
		return event{}, false
	}
	if c.moving != nil && past(c.moving.until, now) {
		c.stopMoving(ctx)
		return event{}, false
	}
	switch {
	case c.saying == "":
	case past(c.sayingUntil, now):
		lost := c.sayingDoubt.IsZero()
		if !lost { // it has no end
			c.hush(ctx)
		}
		c.saying = ""
		return event{what: said, at: now, lost: lost}, true
	case past(c.sayingDoubt, now):
		c.askSaying(ctx)
	}
	return event{}, false
}

// askSaying asks whether what is being said still is.
func (c *call) askSaying(ctx context.Context) {
	var goesOn bool
	err := c.try(ctx, "saying", func(ctx context.Context) (err error) {
		goesOn, err = c.floor.switchboard.Saying(ctx, c.saying)
		return err
	})
	if err == nil && !goesOn {
		c.sayingDoubt, c.sayingUntil = time.Time{}, time.Now().Add(sayingGrace)
		return
	}
	c.sayingDoubt = time.Now().Add(2 * time.Since(c.sayingSince))
}
