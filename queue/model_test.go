package queue

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"hotline/callcenter"
)

// The model says what the scripts say in the plainest way: it looks at every call and
// every agent each time. Times are milliseconds. What stands stays where it was last
// settled until its due time is swept, as in Redis.
type modelCall struct {
	id, owner, state, agent, sticky, stands string // states: waiting, promised, talking, over, left
	topic                                   callcenter.Topic
	entered, score, deadline, until, due    int64 // until: sticky
	attempt                                 int
	apart                                   map[string]int64
	declined                                int // attempt that was declined last
	declinedBy                              string
	party                                   string
	standing                                int64
	waiter                                  callcenter.Waiter // as its owner knows it
}

// never is when nothing changes by itself.
const never = math.MaxInt64

type modelAgent struct {
	id                              string
	skills                          map[callcenter.Skill]int
	intent                          callcenter.Intent
	reachable, off, engaged, idling bool // idling: in the index of the free
	wrapUp, idle, due, rung         int64
	talks                           int
	misses                          int
	works, took                     int64
	card                            callcenter.Agent
	call                            *modelCall
}

type model struct {
	now, promise, cool int64
	thin               int64
	open               bool
	limit              int
	profiles           []string
	calls              map[string]*modelCall
	agents             map[string]*modelAgent
	admission          map[callcenter.TopicName]callcenter.Admission
	changes            map[callcenter.TopicName]int64 // which of all changes that was
	keptPlace          map[string]int64
	reserve            map[callcenter.Skill]int
}

func fits(skills map[callcenter.Skill]int, profile string) bool {
	for part := range strings.SplitSeq(profile, "&") {
		skill, level, _ := strings.Cut(part, ">=")
		if has, ok := skills[callcenter.Skill(skill)]; !ok || int64(has) < number(level) {
			return false
		}
	}
	return true
}

func (a *modelAgent) serving() bool {
	return a.intent == callcenter.WantsCalls && a.reachable && !a.off
}

// others counts the agents who fit a profile, but for one.
func (m *model) others(profile string, but *modelAgent, serving bool) (n int) {
	for _, a := range m.agents {
		if a != but && fits(a.skills, profile) && (a.serving() || !serving) {
			n++
		}
	}
	return n
}

func (m *model) waste(a *modelAgent) (sum int) {
	for _, p := range m.profiles {
		if fits(a.skills, p) {
			sum += 1000 / (1 + m.others(p, a, false))
		}
	}
	return sum
}

func (m *model) bind(c *modelCall, a *modelAgent) {
	c.state, c.agent, c.stands, c.due = "promised", a.id, "", m.now+m.promise
	c.attempt++
	a.noteWork()
	a.call, a.engaged, a.idling, a.rung = c, false, false, m.now
}

func (c *modelCall) end() { c.state, c.agent, c.stands, c.due = "over", "", "", never }

func (m *model) settleCall(c *modelCall) {
	if c.deadline > 0 && m.now >= c.deadline {
		c.end()
		return
	}
	c.state, c.agent, c.due = "waiting", "", never
	for _, s := range c.topic.Steps {
		if at := c.entered + s.After.Milliseconds(); s.After > 0 && at > m.now {
			c.due = at
			break
		}
		c.stands, _ = profileOf(s.Require)
	}
	if m.now < c.until {
		c.stands, c.due = "@"+c.sticky, c.until
	}
	if c.deadline > 0 {
		c.due = min(c.due, c.deadline)
	}
	var able []*modelAgent
	for _, a := range m.agents {
		if till := c.apart[a.id]; till > m.now {
			c.due = min(c.due, till)
		} else if a.idling && m.rung(a, c) && !m.kept(a, c.stands, 0) {
			able = append(able, a)
		}
	}
	for _, till := range c.apart { // of somebody who signed out
		if till > m.now {
			c.due = min(c.due, till)
		}
	}
	if len(able) > 0 && m.open {
		m.bind(c, slices.MinFunc(able, func(a, b *modelAgent) int {
			return cmp.Or(cmp.Compare(m.key(a, c), m.key(b, c)), cmp.Compare(a.idle, b.idle), cmp.Compare(a.id, b.id))
		}))
	}
}

func (m *model) rung(a *modelAgent, c *modelCall) bool {
	return c.stands == "@"+a.id || c.stands[0] != '@' && fits(a.skills, c.stands)
}

func before(a, b *modelCall) int {
	return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.id, b.id))
}

func (m *model) settleAgent(a *modelAgent) {
	if a.call == nil && a.wrapUp > m.now {
		a.due = a.wrapUp
	}
	if a.call != nil || !a.serving() || a.wrapUp > m.now {
		a.idling = false
		return
	}
	if a.idling {
		return
	}
	order := m.order(func(c *modelCall) bool { return m.rung(a, c) && !m.kept(a, c.stands, 1) })
	for _, c := range order[:min(len(order), 8)] { // looking past those he is kept apart from is bounded
		if c.apart[a.id] <= m.now {
			m.bind(c, a)
			return
		}
	}
	a.idling = true
	m.releaseKept()
}

// order is those of who waits, in the one order.
func (m *model) order(of func(*modelCall) bool) []*modelCall {
	order := slices.SortedFunc(maps.Values(m.calls), before)
	return slices.DeleteFunc(order, func(c *modelCall) bool { return c.state != "waiting" || !of(c) })
}

// release ends a promise or a talk.
func (m *model) release(c *modelCall) *modelAgent {
	a := m.agents[c.agent]
	c.declined, c.declinedBy = c.attempt, c.agent
	c.agent, a.call, a.engaged = "", nil, false
	return a
}

func (m *model) forget(c *modelCall) {
	c.state, c.stands, c.score, c.due = "left", "", 0, never
}

func (m *model) isLast(a *modelAgent) bool {
	return slices.ContainsFunc(m.profiles, func(p string) bool { return fits(a.skills, p) && m.others(p, a, true) == 0 })
}

func (m *model) sweep() {
	type item struct {
		at     int64
		member string
	}
	var items []item
	for _, c := range m.calls {
		items = append(items, item{c.due, "c:" + c.id})
	}
	for _, a := range m.agents {
		items = append(items, item{a.due, "a:" + a.id})
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.member, b.member)) })
	for _, i := range items {
		c, a := m.calls[i.member[2:]], m.agents[i.member[2:]]
		switch {
		case i.at > m.now:
			return
		case a != nil:
			a.due = never
			m.settleAgent(a)
		case c.due > m.now: // an earlier one changed it
		case c.state == "waiting":
			m.settleCall(c)
		case c.state == "promised":
			m.back(c, m.release(c))
		}
	}
}

// back puts a caller back to his place and his agent where he belongs.
func (m *model) back(c *modelCall, a *modelAgent) {
	c.apart[a.id] = m.now + m.cool
	m.settleCall(c)
	if m.agents[a.id] == a {
		m.settleAgent(a)
	}
}
