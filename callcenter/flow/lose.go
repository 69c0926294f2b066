package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// lose is the agent's desk gone without a word: a page that was closed, a laptop that
// lost its network. His part ends, and the caller hears music and waits for him at the
// place of his first arrival; after a while whoever is free has him. Whom the agent had
// asked in has the caller at once. The talk ends in the queue when the caller waits there
// again: in between somebody else's call would be given to a phone that is not there.
func (c *call) lose(ctx context.Context) error {
	if len(c.guests) > 0 || c.outlived {
		return c.hangUpByDesk(ctx, callcenter.LineID(c.leg), callcenter.CauseNormal)
	}
	now, token, agent := time.Now(), c.leg, c.promise.Agent.ID
	c.fact(string(token), now, callcenter.SegmentEnded{Token: token, Agent: agent, By: callcenter.BySystem})
	c.stopRecording(ctx, token)
	c.hangUpLeg(ctx)
	c.memory.Lost = true
	c.bringBack(ctx, agent)
	return nil
}
