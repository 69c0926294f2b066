package flow

import (
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// guest is a leg beside the agent's: another agent, an interpreter, a number outside.
//
//	sought ──► ringing ──► joined ──► gone
//	   └──────────┴──► failed, dropped, or nobody is left to talk with
//
// An agent is sought through the queue, in a place of the call's own beside the
// caller's, so that nobody else is promised to him. A number outside rings at once.
type guest struct {
	callcenter.Guest
	token   callcenter.Token   // also his line; empty while he is sought
	promise callcenter.Promise // an agent's
	engaged bool               // the promise was accepted
	joined  bool
	after   callcenter.LineID // the other hotline moves that line to his
	until   time.Time         // while sought: when the queue is asked again; while ringing: when his phone has stopped
}

func (g *guest) place(call callcenter.ID) callcenter.ID { return call.Place(g.N) }

func (g *guest) outside() bool { return g.Target.Outside != "" }

// pending: he was asked for and has not joined.
func (g *guest) pending() bool { return !g.joined }

// guestOf finds the guest a line belongs to.
func (c *call) guestOf(line callcenter.LineID) *guest {
	i := slices.IndexFunc(c.guests, func(g *guest) bool { return g.token != "" && callcenter.LineID(g.token) == line })
	if i < 0 {
		return nil
	}
	return c.guests[i]
}

// guestAt finds the guest of a place in the queue.
func (c *call) guestAt(place callcenter.ID) *guest {
	i := slices.IndexFunc(c.guests, func(g *guest) bool { return g.place(c.id) == place })
	if i < 0 {
		return nil
	}
	return c.guests[i]
}

// guestBy finds an agent among the guests.
func (c *call) guestBy(agent callcenter.AgentID) *guest {
	i := slices.IndexFunc(c.guests, func(g *guest) bool { return agent != "" && g.promise.Agent.ID == agent })
	if i < 0 {
		return nil
	}
	return c.guests[i]
}

// last is the guest a desk means that names none: the one asked for last.
func (c *call) last(n int) *guest {
	for _, g := range slices.Backward(c.guests) {
		if n == 0 || g.N == n {
			return g
		}
	}
	return nil
}

// heir is who has the caller when the agent leaves: not an interpreter, who speaks for
// the caller and not to him.
func (c *call) heir() *guest {
	for _, g := range c.guests {
		if g.joined && g.Kind != callcenter.InterpreterLeg {
			return g
		}
	}
	return nil
}

// expected is the first guest who is still to answer.
func (c *call) expected() *guest {
	i := slices.IndexFunc(c.guests, (*guest).pending)
	if i < 0 {
		return nil
	}
	return c.guests[i]
}

// noteGuests keeps in the call's memory who was asked in.
func (c *call) noteGuests(ctx context.Context) {
	c.memory.Guests = nil
	for _, g := range c.guests {
		c.memory.Guests = append(c.memory.Guests, g.Guest)
	}
	if c.left == nil {
		c.remember(ctx)
		return
	}
	c.publish()
}

// forgetGuest takes him off the list; what he holds was given back.
func (c *call) forgetGuest(ctx context.Context, g *guest) {
	c.guests = slices.DeleteFunc(c.guests, func(other *guest) bool { return other == g })
	c.noteGuests(ctx)
}

// watchGuests is when something is due for a guest by itself; zero: nothing is.
func (c *call) watchGuests() (first time.Time) {
	for _, g := range c.guests {
		if g.pending() {
			first = earliest(first, g.until)
		}
	}
	return first
}

func (c *call) guestFact(n int, at time.Time, data callcenter.Payload) { c.fact(tally(n), at, data) }
