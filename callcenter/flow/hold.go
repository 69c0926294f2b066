package flow

import (
	"context"
	"strconv"
	"time"

	"hotline/callcenter"
)

// hold takes the caller out of the bridge and gives him music, whether the agent's
// phone or his desk asked. The count on the line pairs a hold with its resume also
// when another controller sees the second. The recording is of the bridge and goes on:
// until the caller is back it has the agent alone, and no music.
func (c *call) hold(ctx context.Context, at time.Time) error {
	if c.held || c.left != nil {
		return nil
	}
	err := c.onLine(ctx, "part", func(ctx context.Context) error {
		return c.floor.switchboard.Part(ctx, c.id, c.line)
	})
	if err != nil {
		return err
	}
	c.held = true
	c.memory.Told++
	c.play(ctx)
	c.fact(c.holding(), at, callcenter.SegmentHeld{Token: c.leg, By: callcenter.ByAgent})
	c.remember(ctx)
	return nil
}

// resume puts the caller back with the agent.
func (c *call) resume(ctx context.Context, at time.Time) error {
	if !c.held || c.left != nil {
		return nil
	}
	err := c.onLine(ctx, "join", func(ctx context.Context) error {
		return c.floor.switchboard.Join(ctx, c.id, c.line)
	})
	if err != nil {
		return err
	}
	c.held, c.music = false, false
	c.fact(c.holding(), at, callcenter.SegmentResumed{Token: c.leg})
	c.publish()
	return nil
}

// holding is the occurrence of the hold the segment is in or was last in.
func (c *call) holding() string { return string(c.leg) + "#" + strconv.Itoa(c.memory.Told) }
