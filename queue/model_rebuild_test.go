package queue

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// ended is a talk that ended while there was no queue.
type ended struct {
	owner  int
	call   *modelCall
	agent  string
	token  callcenter.Token
	wrapUp time.Duration
}

// flush loses everything and lets both owners rebuild it together, or one alone, and the
// other comes when matching has long opened.
func (x *trial) flush() {
	*x.wire = flakyWire{}
	first := x.Int("first")
	late := rapid.IntRange(0, 2).Draw(x.T, "late") == 0
	for _, q := range x.queues {
		q.memory.tidy(time.Now().Add(2 * hearing)) // presence has read what there was
	}
	told := []Contribution{x.contribution(0), x.contribution(1)}
	if err := x.client.FlushDB(x.ctx).Err(); err != nil {
		x.Fatalf("flush: %v", err)
	}
	if err := x.queues[first].Sweep(x.ctx); !isRebuilding(err) {
		x.Fatalf("a verb after a flush: %v", err)
	}
	var over []ended
	for i := range x.queues {
		if i == first || !late {
			over = append(over, x.ends(i, &told[i], true)...)
		}
	}
	var aside []*modelCall
	if late {
		aside = x.aside(1 - first)
	}
	x.model.flush()
	if late {
		x.model.know(x.queues[first].memory)
	}
	for i, q := range x.queues {
		q.cfg.Contribute = func(context.Context) (Contribution, error) { return told[i], nil }
		q.cfg.RebuildGrace = time.Hour
		q.owners.Store(&[]Owner{{Name: "a", Live: !late || first == 0}, {Name: "b", Live: !late || first == 1}})
	}
	x.rebuild(first, late)
	tokens := slices.Clone(x.tokens)
	x.tokens = slices.DeleteFunc(x.tokens, func(t callcenter.Token) bool { return x.model.calls[t.Call().String()] == nil })
	x.pass(x.queues[first], 0)
	x.finishAgain(over)
	if late {
		x.comesLate(1-first, aside, tokens, &told[1-first])
	}
}

// rebuild is done by both owners, or by the first alone.
func (x *trial) rebuild(first int, late bool) {
	if !late {
		for _, i := range []int{first, 1 - first} {
			if err := x.queues[i].join(x.ctx); !errors.Is(err, errRebuilding) && i == first {
				x.Fatalf("opened before both had told: %v", err)
			}
			x.model.restore(x.queues[i].cfg.Owner)
		}
	} else {
		x.model.restore(x.queues[first].cfg.Owner)
	}
	x.joins(first)
	if !late {
		x.joins(1 - first)
	}
	x.model.open = true
}

func (x *trial) joins(i int) {
	if err := x.queues[i].join(x.ctx); err != nil {
		x.Fatalf("join: %v", err)
	}
}

// ends lets a talk of that owner's end now. He is refused, and does not tell of it when the
// queue is rebuilt; early: nobody can know of the wrap-up yet.
func (x *trial) ends(i int, told *Contribution, early bool) (over []ended) {
	for _, e := range slices.Clone(told.Engaged) {
		if !e.Accepted || rapid.IntRange(0, 2).Draw(x.T, "ends") > 0 {
			continue
		}
		id := e.Call.String()
		end := ended{i, x.model.calls[id], string(e.Promise.Agent.ID), e.Promise.Token, time.Duration(pick(x, "wrap_up", []int{0, 5, 30})) * time.Second}
		if err := x.queues[i].Finish(x.ctx, end.token, end.wrapUp); !isRebuilding(err) {
			x.Fatalf("finish while there is no queue: %v", err)
		}
		told.Engaged = slices.DeleteFunc(told.Engaged, func(o Engagement) bool { return o.Call == e.Call })
		delete(x.model.calls, id)
		if a := x.model.agents[end.agent]; early && a != nil {
			a.wrapUp = x.model.now + end.wrapUp.Milliseconds()
			a.idle = a.wrapUp
		}
		over = append(over, end)
	}
	return over
}

// finishAgain: their owners still owe the ends of those talks.
func (x *trial) finishAgain(over []ended) {
	for _, e := range over {
		x.do(fine, func() error { return x.queues[e.owner].Finish(x.ctx, e.token, e.wrapUp) })
		x.model.finishLost(e)
		x.tokens = slices.DeleteFunc(x.tokens, func(t callcenter.Token) bool { return t.Call() == e.token.Call() })
	}
}

// finishLost: nobody put the talk back, and its agent rests all the same.
func (m *model) finishLost(e ended) {
	e.call.state, e.call.agent, e.call.stands, e.call.score, e.call.due = "left", "", "", 0, never
	m.calls[e.call.id] = e.call
	a := m.agents[e.agent]
	if a == nil || a.call != nil {
		return
	}
	a.idling, a.wrapUp = false, m.now+e.wrapUp.Milliseconds()
	a.idle = a.wrapUp
	m.rest(a)
}

// aside takes the calls of an owner away of whom nobody else knows.
func (x *trial) aside(i int) (calls []*modelCall) {
	for _, c := range x.model.calls {
		if c.owner == x.queues[i].cfg.Owner && c.state != "left" {
			calls = append(calls, c)
		}
	}
	for _, c := range calls {
		delete(x.model.calls, c.id)
	}
	return calls
}

// know leaves of what no line and no journal knows what one owner remembers.
func (m *model) know(of *memory) {
	for id, a := range m.agents {
		told := restored{}
		of.count(callcenter.AgentState{Agent: a.card}, told)
		talks, _ := told["talks"].(int)
		a.rung, _ = told["rung"].(int64)
		a.talks = talks
		m.agents[id] = a
	}
	clear(m.admission)
	clear(m.changes)
	clear(m.keptPlace)
	m.hear(of)
}

// hear adds what another remembers.
func (m *model) hear(of *memory) {
	kept, admissions := of.keptNow()
	for _, told := range admissions {
		if told.Change > m.changes[told.Topic] {
			m.changes[told.Topic] = told.Change
			m.admit(told.Topic, told.Admission)
		}
	}
	for _, told := range kept {
		if party := told["party"].(string); m.keptPlace[party] == 0 {
			m.keptPlace[party] = told["entered"].(int64)
		}
	}
}

// lateVerbs are what happens while one owner is away of whose calls nobody knows.
var lateVerbs = []string{"enqueue", "enqueue", "enqueue", "accept", "accept", "decline", "finish", "talk", "time", "sign_in", "intent", "reachable", "admission", "leave"}

// comesLate: matching has opened without one of the owners; then he tells what he knows.
func (x *trial) comesLate(i int, aside []*modelCall, tokens []callcenter.Token, told *Contribution) {
	all := x.calls
	unknown := func(id string) bool { return slices.ContainsFunc(aside, func(c *modelCall) bool { return c.id == id }) }
	x.calls = slices.DeleteFunc(slices.Clone(all), func(id callcenter.ID) bool { return unknown(id.String()) })
	x.awake, x.verbs = []*Queue{x.queues[1-i]}, lateVerbs
	for range rapid.IntRange(0, 6).Draw(x.T, "meanwhile") {
		if len(x.calls) > 0 {
			x.verb()
			x.hear()
			x.collect()
			x.compare()
		}
	}
	x.awake, x.verbs, x.calls = x.queues, drawVerbs, all
	for _, c := range aside {
		x.model.calls[c.id] = c
	}
	*told = x.contribution(i)
	over := x.ends(i, told, false)
	x.model.come(x.queues[i].memory)
	x.joins(i)
	x.model.restore(x.queues[i].cfg.Owner)
	x.tokens = append(x.tokens, slices.DeleteFunc(tokens, func(t callcenter.Token) bool {
		return !unknown(t.Call().String()) || x.model.calls[t.Call().String()] == nil
	})...)
	x.finishAgain(over)
	x.pass(x.queues[i], 0)
}

// come takes in what a late owner remembers.
func (m *model) come(of *memory) {
	for _, id := range slices.Sorted(maps.Keys(m.agents)) {
		a, told := m.agents[id], restored{}
		of.count(callcenter.AgentState{Agent: a.card}, told)
		talks, _ := told["talks"].(int)
		rung, _ := told["rung"].(int64)
		a.talks, a.rung = max(a.talks, talks), max(a.rung, rung)
	}
	m.hear(of)
}
