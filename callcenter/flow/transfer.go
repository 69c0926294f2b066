package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// handOver is the agent leaving the call to whom he asked in: to somebody who is there,
// else to who is still to answer. His own work is over.
func (c *call) handOver(ctx context.Context, by callcenter.Side, at time.Time) {
	token := c.leg
	c.endSegment(ctx, c.promise, by, true, at)
	c.stopRecording(ctx, token)
	c.hangUpLeg(ctx)
	c.engaged, c.joined = false, false
	if g := c.heir(); g != nil {
		c.lead(ctx, g)
		return
	}
	if !c.held && c.left == nil {
		_ = c.try(ctx, "part", func(ctx context.Context) error { return c.floor.switchboard.Part(ctx, c.id, c.line) })
		c.held = true
	}
	c.play(ctx)
	for _, g := range c.guests {
		g.Way = callcenter.Transferring
	}
	c.noteGuests(ctx)
}

// lead makes a guest the one the caller talks with.
func (c *call) lead(ctx context.Context, g *guest) {
	c.leg, c.promise, c.engaged, c.joined, c.abroad = g.token, g.promise, g.engaged, true, g.Target.Outside
	if a := g.promise.Agent.ID; a != "" {
		c.memory.Token, c.memory.Agent, c.memory.Told = g.token, a, 0
	}
	if c.held && c.left == nil {
		err := c.try(ctx, "join", func(ctx context.Context) error { return c.floor.switchboard.Join(ctx, c.id, c.line) })
		if err == nil {
			c.held, c.music = false, false
		}
	}
	c.guestFact(g.N, time.Now(), callcenter.TransferEnded{Outcome: callcenter.TransferCompleted})
	c.forgetGuest(ctx, g)
}

// sendTo is a transfer to a topic: the agent leaves at once, and the caller waits there
// as he waited before, but no longer than he has to.
func (c *call) sendTo(ctx context.Context, command Command) {
	now := time.Now()
	c.memory.Count++
	c.memory.Sent = &callcenter.Sent{N: c.memory.Count, By: command.Agent, From: c.memory.Topic}
	c.transferStarted(callcenter.Guest{
		N: c.memory.Count, Way: callcenter.Transferring, Kind: callcenter.AgentLeg, Target: command.Target, By: command.Agent,
	}, false, now)
	token := c.leg
	c.endSegment(ctx, c.promise, callcenter.ByAgent, true, now)
	c.stopRecording(ctx, token)
	c.hangUpLeg(ctx)
	c.waitAgain(ctx, command.Target.Topic)
}

// bringBack makes the caller wait for the agent who sent him on, and after a while for anybody.
func (c *call) bringBack(ctx context.Context, agent callcenter.AgentID) {
	c.memory.Return = agent
	c.waitAgain(ctx, c.memory.Topic)
}

// waitAgain is the caller back in the queue. His arrival there counts from his first.
func (c *call) waitAgain(ctx context.Context, topic callcenter.TopicName) {
	c.takeOut(ctx)
	c.dissolve(ctx)
	c.engaged, c.joined, c.held = false, false, false
	c.memory.Credit += time.Since(c.memory.Entered)
	c.memory.Entered, c.memory.Topic = time.Now(), topic
	c.turn(callcenter.Waiting)
	c.remember(ctx)
}

// arrivedSent tells that a transfer to a topic has come to its end.
func (c *call) arrivedSent(outcome callcenter.TransferOutcome, reason string, at time.Time) {
	if sent := c.memory.Sent; sent != nil {
		c.guestFact(sent.N, at, callcenter.TransferEnded{Outcome: outcome, Reason: reason})
		c.memory.Sent = nil
	}
}

// sentBack: nobody comes for a caller who was sent to a topic. He goes back to where he
// was sent from; false: he was not sent.
func (c *call) sentBack(ctx context.Context, outcome callcenter.Outcome, at time.Time) bool {
	sent := c.memory.Sent
	if sent == nil {
		return false
	}
	c.arrivedSent(callcenter.TransferFailed, string(outcome), at)
	c.leaveQueue(ctx, callcenter.Moved, at)
	c.bringBack(ctx, sent.By)
	if sent.From != c.memory.Topic {
		c.memory.Topic = sent.From
		c.remember(ctx)
	}
	c.enter(ctx)
	return true
}

// dismiss ends everything beside the caller's line and the agent's.
func (c *call) dismiss(ctx context.Context, by callcenter.Side, outcome callcenter.TransferOutcome, at time.Time) {
	for _, g := range c.guests {
		became := outcome
		if g.joined {
			c.endGuest(ctx, g, by, at)
			became = callcenter.TransferJoined
		} else {
			c.refuseGuest(ctx, g, at)
		}
		c.guestFact(g.N, at, callcenter.TransferEnded{Outcome: became})
	}
	c.guests, c.memory.Guests = nil, nil
}

// refuseGuest gives up a guest who has not joined: no fault of his.
func (c *call) refuseGuest(ctx context.Context, g *guest, at time.Time) {
	if g.token != "" {
		c.declineGuest(ctx, g, callcenter.DeclinedCallerGone, at)
	}
	if !g.outside() {
		c.giveUpPlace(ctx, g)
	}
}
