package queue

import (
	"cmp"
	"context"
	"errors"
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
		if c.owner != owner {
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
		if a := m.agents[c.agent]; rank[c.state] == 0 && a != nil {
			a.call, a.engaged = c, c.state == "talking"
		} else {
			m.settleCall(c)
		}
	}
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

// flush loses everything and lets both owners rebuild it together.
func (x *trial) flush() {
	*x.wire = flakyWire{}
	first := x.Int("first")
	order := []int{first, 1 - first}
	told := []Contribution{x.contribution(0), x.contribution(1)}
	if err := x.client.FlushDB(x.ctx).Err(); err != nil {
		x.Fatalf("flush: %v", err)
	}
	if err := x.queues[first].Sweep(x.ctx); !isRebuilding(err) {
		x.Fatalf("a verb after a flush: %v", err)
	}
	x.model.flush()
	for i, q := range x.queues {
		q.cfg.Contribute = func(context.Context) (Contribution, error) { return told[i], nil }
		q.cfg.RebuildGrace = time.Hour
		q.owners.Store(&[]Owner{{Name: "a", Live: true}, {Name: "b", Live: true}})
	}
	for _, i := range order {
		if err := x.queues[i].join(x.ctx); !errors.Is(err, errRebuilding) && i == first {
			x.Fatalf("opened before both had told: %v", err)
		}
		x.model.restore(x.queues[i].cfg.Owner)
	}
	for _, i := range order {
		if err := x.queues[i].join(x.ctx); err != nil {
			x.Fatalf("join: %v", err)
		}
	}
	x.model.open = true
	x.tokens = slices.DeleteFunc(x.tokens, func(t callcenter.Token) bool { return x.model.calls[t.Call().String()] == nil })
	x.pass(x.queues[first], 0)
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
