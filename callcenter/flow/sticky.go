package flow

import (
	"context"

	"hotline/callcenter"
)

// lookUpOwner asks who is responsible for the caller's open matter, while he is
// greeted: it costs him no time. Not known when he enters the queue: nobody is. Where
// nothing is said first there is no time to ask.
func (c *call) lookUpOwner() {
	greeted := c.cfg.Welcome || c.cfg.Notice || c.cfg.AskMenu
	if !greeted || c.cfg.Owner == nil || c.cfg.StickyFor <= 0 || c.Caller.Anonymous() {
		return
	}
	answer := make(chan callcenter.AgentID, 1)
	c.ownerKnown = answer
	c.floor.beside(func(ctx context.Context) {
		owner, _ := c.cfg.Owner(ctx, c.Caller)
		answer <- owner
	})
}

// owner is the answer, if it has come.
func (c *call) owner() callcenter.AgentID {
	select {
	case c.sticky = <-c.ownerKnown:
	default: // has not come, or came before, or nobody was asked
	}
	return c.sticky
}
