package flow

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// A caller who waits may ask to be called back: the key once, his number is read out,
// the key again. Any other key, or none, and he goes on waiting. An agent who is found
// meanwhile comes first.

// mayAsk tells whether the offer makes sense to him.
func (c *call) mayAsk() bool {
	return c.cfg.BackKey != "" && !c.Caller.Anonymous() && !c.isBack()
}

// pressed is a key of a waiting caller.
func (c *call) pressed(ctx context.Context, key string) *ending {
	switch {
	case c.asking && key == c.cfg.BackKey:
		return c.promiseBack(ctx)
	case c.asking:
		c.stopAsking()
		c.hush(ctx)
	case !c.placed || key != c.cfg.BackKey || c.isBack(): // perhaps meant for the menu
	case !c.mayAsk():
		c.hush(ctx)
		_ = c.say(ctx, c.language(), callcenter.BackImpossible)
	default:
		c.hush(ctx)
		prompts := append([]callcenter.Prompt{callcenter.BackNumber}, digits(c.Caller.Local())...)
		c.asking = c.say(ctx, c.language(), append(prompts, callcenter.BackConfirm)...) == nil
		c.telling = c.saying // an agent who is found ends it
	}
	return nil
}

// askedBack is the end of a saying: from the end of the question on he has some time.
func (c *call) askedBack() {
	if c.asking && c.askUntil.IsZero() {
		c.askUntil = time.Now().Add(c.cfg.RatingWait)
	}
}

func (c *call) stopAsking() { c.asking, c.askUntil = false, time.Time{} }

// promiseBack ends the call with a promise. What he was promised is durable before he
// hears of it; his line says so even before, so that who adopts it in between promises
// the same once more.
func (c *call) promiseBack(ctx context.Context) *ending {
	c.stopAsking()
	c.hush(ctx)
	c.memory.Asked = true
	c.turn(callcenter.Leaving)
	c.remember(ctx)
	if err := c.floor.owe(ctx, c.owed()); err != nil {
		if ctx.Err() != nil {
			return suspended
		}
		c.log.Error("call-back not promised", zap.Error(err))
		c.memory.Asked = false
		c.turn(callcenter.Waiting)
		c.remember(ctx)
		_ = c.say(ctx, c.language(), callcenter.BackImpossible)
		return nil
	}
	c.leaveQueue(ctx, callcenter.AskedBack, time.Now())
	return c.takeLeave(ctx)
}

// takeLeave says goodbye to who was promised a call. Who does not wait for it was
// promised all the same.
func (c *call) takeLeave(ctx context.Context) *ending {
	if _, end := c.hear(ctx, c.language(), callcenter.BackPromised, callcenter.Goodbye); end != nil {
		return end
	}
	return &ending{outcome: callcenter.AskedBack, by: callcenter.BySystem, at: time.Now()}
}

// owed is the call-back that goes on in the place of this call.
func (c *call) owed() Owed {
	return Owed{
		Call: callcenter.DeriveID(c.memory.Entered, "called back: "+c.id.String()),
		Of:   c.id, Caller: c.Caller, Called: c.Called,
		Topic: c.memory.Topic, Language: c.memory.Language, Entered: c.memory.Entered,
	}
}
