package flow

import (
	"context"
	"strconv"
	"time"

	"hotline/callcenter"
)

func tally(n int) string { return strconv.Itoa(n) }

// askIn brings somebody in: a number outside is dialled, an agent is sought in the queue.
// An agent who is named and not free now is not waited for.
func (c *call) askIn(ctx context.Context, way callcenter.Way, command Command) (*guest, error) {
	c.memory.Count++
	c.failed = nil
	g := &guest{Guest: callcenter.Guest{
		N: c.memory.Count, Way: way, Kind: callcenter.ConsultLeg, Target: command.Target, By: command.Agent, Request: command.Request,
	}}
	number, outside := c.outside(command.Target.Outside)
	switch {
	case outside:
		g.Kind = callcenter.OutsideLeg
	case c.isInterpreter(command):
		g.Kind = callcenter.InterpreterLeg
	}
	c.guests = append(c.guests, g)
	c.memory.Urgent = c.memory.Urgent || number.Emergency
	var err error
	if outside {
		err = c.dialGuest(ctx, g, number, "")
	} else {
		c.publish() // a place in the queue that nobody has is tidied away
		err = c.seek(ctx, g)
	}
	if err != nil {
		c.forgetGuest(ctx, g)
		return nil, err
	}
	c.transferStarted(g.Guest, number.Emergency, time.Now())
	c.noteGuests(ctx)
	return g, nil
}

func (c *call) transferStarted(g callcenter.Guest, urgent bool, at time.Time) {
	c.guestFact(g.N, at, callcenter.TransferStarted{
		Way: g.Way, By: g.By, Kind: g.Kind, Agent: g.Target.Agent, Topic: g.Target.Topic, Outside: g.Target.Outside, Urgent: urgent,
	})
}

// isInterpreter: the promise said that one is needed, and whoever speaks the caller's
// language is asked to join them.
func (c *call) isInterpreter(command Command) bool {
	topic, known := c.cfg.Topic(command.Target.Topic)
	return command.Verb == Invite && known && c.interpreter(c.promise) && topic.Language == c.language()
}

// outside is a number of the list, by its name.
func (c *call) outside(name string) (callcenter.Outside, bool) {
	if name == "" || c.cfg.Outside == nil {
		return callcenter.Outside{}, false
	}
	return c.cfg.Outside(name)
}

func (c *call) dialGuest(ctx context.Context, g *guest, number callcenter.Outside, replaces string) error {
	line := callcenter.OutsideLine(c.id, g.N)
	g.token, g.until = callcenter.Token(line), time.Now().Add(c.cfg.OutsideTimeout+c.cfg.RingGrace)
	g.promise = callcenter.Promise{Token: g.token, Call: c.id}
	c.box.watch(line)
	err := c.try(ctx, "dial", func(ctx context.Context) error {
		return c.floor.switchboard.Dial(ctx, callcenter.Dial{
			Line: line, Number: callcenter.ParseNumber(number.Number, callcenter.LocalAreaCode), Timeout: c.cfg.OutsideTimeout,
			Kind: g.Kind, Outside: number.Name, Urgent: number.Emergency, Hand: c.handOverTo(number), Replaces: replaces,
		})
	})
	if err != nil && !callcenter.Is(err, callcenter.Conflict) { // it may ring all the same
		c.box.forget(line)
		c.stray(ctx, line)
	}
	return err
}

// seek takes a place in the queue for the guest. A caller who has waited already is
// not behind those who came after him, and neither is who is sought for him.
func (c *call) seek(ctx context.Context, g *guest) error {
	waiter := c.guestWaiter(g)
	err := c.try(ctx, "seek", func(ctx context.Context) error { return c.floor.queue.Enqueue(ctx, waiter) })
	if err != nil {
		return err
	}
	if g.Target.Agent != "" && !c.box.promisedTo(waiter.Call) {
		c.giveUpPlace(ctx, g)
		return callcenter.Errorf(callcenter.Conflict, "该话务员现在不能接听")
	}
	g.until = time.Time{}
	return nil
}

func (c *call) guestWaiter(g *guest) callcenter.Waiter {
	w := callcenter.Waiter{Call: g.place(c.id), Topic: g.Target.Topic, Entered: time.Now()}
	if g.Target.Agent != "" {
		w.Topic, w.Only = c.memory.Topic, g.Target.Agent
	}
	topic, _ := c.cfg.Topic(w.Topic)
	w.Priority = topic.Priority + c.memory.Credit + time.Since(c.memory.Entered)
	return w
}

// giveUpPlace takes the guest out of the queue; who is promised to him is freed without a miss.
func (c *call) giveUpPlace(ctx context.Context, g *guest) {
	place := g.place(c.id)
	_ = c.owe(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, place, callcenter.Abandoned) })
}

// ringGuest rings the agent the queue found.
func (c *call) ringGuest(ctx context.Context, g *guest, p callcenter.Promise) {
	if g.token != "" { // the queue has given up the one before before we did
		c.declineGuest(ctx, g, callcenter.DeclinedExpired, time.Now())
	}
	g.promise, g.token, g.until = p, p.Token, time.Now().Add(c.cfg.RingTimeout+c.cfg.RingGrace)
	c.fact(string(p.Token), time.Now(), callcenter.PromiseMade{
		Token: p.Token, Agent: p.Agent.ID, Shift: p.Agent.Shift, Seat: p.Agent.Seat, Topic: p.Topic, Step: p.Step,
	})
	c.box.watch(callcenter.LineID(g.token))
	c.publish()
	err := c.try(ctx, "ring", func(ctx context.Context) error {
		return c.floor.switchboard.Ring(ctx, callcenter.Ring{
			Promise: p, Caller: c.Caller, Title: c.topic().Title, Timeout: c.cfg.RingTimeout, Kind: g.Kind,
		})
	})
	if err != nil && ctx.Err() == nil {
		c.declineGuest(ctx, g, callcenter.DeclinedFailed, time.Now())
		c.lost(ctx, g, callcenter.DeclinedFailed, time.Now())
	}
}

// declineGuest ends his promise and his ringing.
func (c *call) declineGuest(ctx context.Context, g *guest, reason callcenter.DeclineReason, at time.Time) {
	token, agent, accepted := g.token, g.promise.Agent.ID, g.engaged
	c.hangUpGuest(ctx, g)
	if agent == "" {
		return
	}
	_ = c.owe(ctx, "decline", func(ctx context.Context) error {
		if accepted { // a bound promise can only be finished
			return c.floor.queue.Finish(ctx, token, 0)
		}
		return c.floor.queue.Decline(ctx, token, reason)
	})
	c.fact(string(token), at, callcenter.PromiseDeclined{Token: token, Agent: agent, Reason: reason})
}

// hangUpGuest ends his line, unless it has ended by itself.
func (c *call) hangUpGuest(ctx context.Context, g *guest) {
	if g.token == "" {
		return
	}
	line := callcenter.LineID(g.token)
	_, gone := c.box.lost(line)
	c.box.forget(line)
	g.token, g.engaged = "", false
	if !gone {
		c.stray(ctx, line)
	}
}
