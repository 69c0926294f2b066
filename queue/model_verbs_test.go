package queue

import (
	"math"
	"time"

	"hotline/callcenter"
)

// The verbs of the model. What they return is the kind of refusal, Internal for none.
const fine = callcenter.Internal

func (m *model) enqueue(owner string, w callcenter.Waiter, topic callcenter.Topic) callcenter.ErrorKind {
	id := w.Call.String()
	c := m.calls[id]
	if c != nil && (c.state == "waiting" || c.state == "promised" || c.state == "over") {
		c.owner = owner
		return fine
	}
	if (c == nil || c.state == "left") && m.refuses(topic) {
		return callcenter.Conflict
	}
	var freed *modelAgent
	attempt := 0
	if c != nil {
		attempt = c.attempt
		if c.state == "talking" {
			freed = m.release(c)
		}
	}
	entered := w.Entered.UnixMilli()
	c = &modelCall{id: id, owner: owner, topic: topic, entered: entered, attempt: attempt, apart: map[string]int64{}, party: w.Party}
	if first, kept := m.keptPlace[w.Party]; kept && w.Party != "" {
		c.entered = min(entered, first)
		delete(m.keptPlace, w.Party)
	}
	for _, s := range w.Standing {
		c.standing += testWorth[s].Milliseconds()
	}
	c.score = c.entered - w.Priority.Milliseconds() - c.standing
	if topic.MaxWait > 0 {
		c.deadline = entered + topic.MaxWait.Milliseconds()
	}
	for _, a := range w.Excluded {
		c.apart[string(a)] = m.now + m.cool
	}
	first, _ := profileOf(topic.Steps[0].Require)
	back := m.comesBack(w, freed)
	if a := m.agents[string(w.Sticky)]; a != nil && (back || a.serving()) && fits(a.skills, first) && m.now < entered+w.StickyFor.Milliseconds() {
		c.sticky, c.until = a.id, entered+w.StickyFor.Milliseconds()
	}
	c.waiter = w
	m.calls[id] = c
	m.settleCall(c)
	m.rest(freed)
	return fine
}

// comesBack: the desk of the sticky agent was lost, and he is waited for without a phone.
func (m *model) comesBack(w callcenter.Waiter, freed *modelAgent) bool {
	a := m.agents[string(w.Sticky)]
	if a == nil || !w.Awaited || a.intent != callcenter.WantsCalls || m.now >= w.Entered.UnixMilli()+w.StickyFor.Milliseconds() {
		return false
	}
	a.reachable = false
	if a != freed {
		m.settleAgent(a)
	}
	return true
}

func (m *model) rest(a *modelAgent) {
	switch {
	case a == nil:
	case a.intent == callcenter.WantsOut:
		delete(m.agents, a.id)
	default:
		m.settleAgent(a)
	}
}

func (m *model) leave(id string, outcome callcenter.Outcome) {
	c := m.calls[id]
	if c == nil || c.state == "talking" || c.state == "left" {
		return
	}
	if c.party != "" && outcome == callcenter.Abandoned {
		m.keptPlace[c.party] = c.entered
	}
	var a *modelAgent
	if c.state == "promised" {
		a = m.release(c)
	}
	m.forget(c)
	if a != nil {
		m.settleAgent(a)
	}
}

// bound finds the call a token binds now.
func (m *model) bound(t callcenter.Token) *modelCall {
	c := m.calls[t.Call().String()]
	if c == nil || c.attempt != attemptOf(t) || c.state != "promised" && c.state != "talking" {
		return nil
	}
	return c
}

func (m *model) accept(t callcenter.Token) callcenter.ErrorKind {
	c := m.bound(t)
	if c == nil {
		return callcenter.Conflict
	}
	if c.state == "promised" {
		a := m.agents[c.agent]
		c.state, c.due, a.engaged, a.misses = "talking", math.MaxInt64, true, 0
		a.talks++
	}
	return fine
}

func (m *model) decline(t callcenter.Token, reason callcenter.DeclineReason) callcenter.ErrorKind {
	c := m.bound(t)
	if c == nil {
		return fine
	}
	if c.state == "talking" {
		return callcenter.Conflict
	}
	a := m.release(c)
	switch reason {
	case callcenter.DeclinedNoAnswer, callcenter.DeclinedRejected:
		a.misses++
		if a.misses >= m.limit && a.serving() && !m.isLast(a) {
			a.off = true
		}
	case callcenter.DeclinedUnreachable:
		a.reachable = false
	case callcenter.DeclinedCallerGone:
		m.forget(c)
		m.settleAgent(a)
		return fine
	}
	m.back(c, a)
	return fine
}

func (m *model) finish(t callcenter.Token, wrapUp time.Duration) callcenter.ErrorKind {
	c := m.bound(t)
	if c == nil {
		return fine
	}
	if c.state == "promised" {
		return callcenter.Conflict
	}
	a := m.release(c)
	m.forget(c)
	a.wrapUp = m.now + wrapUp.Milliseconds()
	a.idle = a.wrapUp
	m.rest(a)
	return fine
}

func (m *model) signIn(agent callcenter.Agent, intent callcenter.Intent, reachable bool) {
	a := m.agents[string(agent.ID)]
	if a == nil {
		a = &modelAgent{id: string(agent.ID), idle: m.now, due: math.MaxInt64}
		m.agents[a.id] = a
	}
	a.card = agent
	a.skills, a.intent, a.reachable, a.off, a.misses, a.idling = agent.Skills, intent, reachable, false, 0, false
	m.settleAgent(a)
}

func (m *model) signOut(id string) {
	a := m.agents[id]
	switch {
	case a == nil:
	case a.engaged:
		a.intent = callcenter.WantsOut
	case a.call != nil:
		c := m.calls[a.call.id]
		m.release(c)
		delete(m.agents, id)
		m.back(c, a)
	default:
		delete(m.agents, id)
	}
}

func (m *model) setIntent(id string, intent callcenter.Intent) callcenter.ErrorKind {
	a := m.agents[id]
	if a == nil {
		return callcenter.NotFound
	}
	a.intent = intent
	if intent == callcenter.WantsCalls {
		a.off, a.misses = false, 0
	}
	m.settleAgent(a)
	return fine
}

func (m *model) setReachable(id string, reachable bool) callcenter.ErrorKind {
	a := m.agents[id]
	if a == nil {
		return callcenter.NotFound
	}
	a.reachable = reachable
	if c := a.call; c != nil && !reachable && !a.engaged {
		m.release(c)
		m.back(c, a)
		return fine
	}
	m.settleAgent(a)
	return fine
}

func (m *model) setWrapUp(id string, until int64) callcenter.ErrorKind {
	a := m.agents[id]
	switch {
	case a == nil:
		return callcenter.NotFound
	case a.wrapUp <= m.now && until <= m.now:
		return fine
	case a.wrapUp <= m.now:
		return callcenter.Conflict
	}
	a.wrapUp = max(until, m.now)
	a.idle = a.wrapUp
	m.settleAgent(a)
	return fine
}
