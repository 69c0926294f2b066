package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// A caller whom another hotline hands over was asked there what it is about: where it
// says so he is not asked again. One whose matter we had sent to it before is going round
// in a circle. He is not asked either, nobody sends him back without a word, and nothing
// but a person ends his waiting.

// about is the topic he is handed over for; false: he is asked.
func (c *call) about() (callcenter.TopicName, bool) {
	if c.Channel == "" {
		return "", false
	}
	c.memory.Loop = c.memory.Loop || c.heard().Loop
	if _, known := c.cfg.Topic(c.About); known {
		return c.About, true
	}
	return c.cfg.Menu().Default, c.memory.Loop
}

// roundAgain keeps a caller who is going round in a circle waiting for whoever is there,
// whatever the topic's limits say. False: he is none.
func (c *call) roundAgain(ctx context.Context) bool {
	if !c.memory.Loop {
		return false
	}
	_ = c.owe(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, c.id, callcenter.Moved) })
	if topic := c.cfg.Menu().Default; topic != c.memory.Topic {
		c.changeTopic(ctx, topic, time.Now())
	}
	c.refused, c.askAt = "", time.Now().Add(jitter(c.cfg.RetryEvery))
	return true
}

// handOverTo is what another hotline is told of the caller; nil: the number is none's.
func (c *call) handOverTo(number callcenter.Outside) *callcenter.HandOver {
	if number.Channel == "" {
		return nil
	}
	return &callcenter.HandOver{
		Channel: number.Channel, Record: c.id, Reference: c.memory.Reference, Topic: c.memory.Topic, Caller: c.Caller,
	}
}

// returns: the caller came from that hotline. Whoever talks with him must talk with it too.
func (c *call) returns(number callcenter.Outside) bool {
	return number.Channel != "" && (number.Channel == c.Channel || c.memory.Loop)
}
