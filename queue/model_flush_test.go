package queue

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// Redis loses everything, in the model: who waits is back in his place, who talks or rings
// goes on, kept places, head moves, what operators set and what strategies count by stand.
// What is forgotten: calls that left, and how long works took.
func (m *model) flush() {
	m.open = false
	maps.DeleteFunc(m.calls, func(_ string, c *modelCall) bool { return c.state == "left" })
	for _, a := range m.agents {
		a.call, a.engaged, a.idling, a.works, a.took, a.due = nil, false, false, 0, 0, a.wrapUp
	}
}

// restore is one owner's contribution: first who rings or talks, then who waits.
func (m *model) restore(owner string) {
	rank := map[string]int{"promised": 0, "talking": 0, "waiting": 1, "over": 1}
	calls := slices.SortedFunc(maps.Values(m.calls), func(a, b *modelCall) int {
		return cmp.Or(cmp.Compare(rank[a.state], rank[b.state]), cmp.Compare(a.id, b.id))
	})
	for _, c := range calls {
		if c.owner != owner || c.state == "left" {
			continue
		}
		c.declined, c.stands = 0, ""
		for agent, till := range c.apart {
			if till > m.now {
				c.apart[agent] = m.now + m.cool
			} else {
				delete(c.apart, agent)
			}
		}
		talks := c.state == "talking"
		if bound := rank[c.state] == 0 && m.bindAgain(c); !bound && talks {
			delete(m.calls, c.id)
		} else if !bound {
			m.settleCall(c)
		}
	}
}

// bindAgain: who rings or talks is his agent's again, unless that is another's by now. Who
// talks is not rung.
func (m *model) bindAgain(c *modelCall) bool {
	a := m.agents[c.agent]
	var other *modelCall
	if a != nil && a.call != nil && c.state == "talking" && !a.engaged {
		other = a.call
		m.release(other)
		other.apart[a.id] = m.now + m.cool
	}
	if a == nil || a.call != nil {
		return false
	}
	a.call, a.engaged, a.idling = c, c.state == "talking", false
	if other != nil {
		m.settleCall(other)
	}
	return true
}

// contribution is what an owner's floor and presence say: the waiters as they were
// enqueued, for whatever the queue did with them is the queue's to remember.
func (x *trial) contribution(i int) Contribution {
	var told Contribution
	for _, id := range slices.Sorted(maps.Keys(x.model.agents)) {
		a := x.model.agents[id]
		s := callcenter.AgentState{
			Agent: a.card, Intent: a.intent, Reachable: a.reachable, NotAnswering: a.off, Misses: a.misses, IdleSince: time.UnixMilli(a.idle),
		}
		if a.wrapUp > 0 {
			s.WrapUpUntil = time.UnixMilli(a.wrapUp)
		}
		told.Agents = append(told.Agents, s)
	}
	for _, id := range slices.Sorted(maps.Keys(x.model.calls)) {
		c := x.model.calls[id]
		if c.owner != x.queues[i].cfg.Owner || c.state == "left" {
			continue
		}
		w := c.waiter
		w.Excluded = nil
		for agent, till := range c.apart {
			if till > x.model.now {
				w.Excluded = append(w.Excluded, callcenter.AgentID(agent))
			}
		}
		p, _ := x.heard[i].promise(w.Call)
		switch c.state {
		case "promised", "talking":
			told.Engaged = append(told.Engaged, Engagement{Waiter: w, Promise: p, Accepted: c.state == "talking"})
		default:
			told.Waiting = append(told.Waiting, WaitingCall{Waiter: w})
		}
	}
	return told
}

// Int draws which of two.
func (x *trial) Int(name string) int { return pick(x, name, []int{0, 1}) }

// listen hears what owners are told by message; without it a message is lost.
func (x *trial) listen() {
	for _, q := range x.queues {
		messages := x.client.SSubscribe(x.ctx, q.keys.channel(q.cfg.Owner))
		if _, err := messages.Receive(x.ctx); err != nil {
			x.Fatalf("subscribe: %v", err)
		}
		x.messages = append(x.messages, messages)
	}
}

// hear takes in every message sent before now: Redis answers in order.
func (x *trial) hear() {
	for i, messages := range x.messages {
		if err := messages.Ping(x.ctx); err != nil {
			x.Fatalf("ping: %v", err)
		}
		for heard := false; !heard; {
			got, err := messages.Receive(x.ctx)
			if err != nil {
				x.Fatalf("receive: %v", err)
			}
			switch m := got.(type) {
			case *redis.Pong:
				heard = true
			case *redis.Message:
				x.queues[i].message(m.Payload)
			}
		}
	}
}
