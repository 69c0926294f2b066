package queue

import (
	"slices"
	"strings"

	"hotline/callcenter"
)

// What topics and operators decide, in the model.

// key is what the topic's strategy chooses by; less is sooner. A sticky agent is the only one.
func (m *model) key(a *modelAgent, c *modelCall) int64 {
	switch c.topic.Strategy {
	case callcenter.LongestIdle:
		return 0
	case callcenter.FewestCalls:
		return int64(a.talks)
	case callcenter.RoundRobin:
		return a.rung
	case callcenter.BestLevel:
		skill, _, _ := strings.Cut(c.stands, ">=")
		return -int64(a.skills[callcenter.Skill(skill)])
	}
	return int64(m.waste(a))
}

// line is who waits for a topic, in order.
func (m *model) line(topic callcenter.TopicName) []*modelCall {
	return m.order(func(c *modelCall) bool { return c.topic.Name == topic })
}

func (m *model) nobodyFits(topic callcenter.Topic) bool {
	for _, a := range m.agents {
		if slices.ContainsFunc(topic.Steps, func(s callcenter.Step) bool { return s.Fits(a.skills) }) {
			return false
		}
	}
	return topic.LeaveWhenEmpty
}

func (m *model) refuses(topic callcenter.Topic) bool {
	full := topic.MaxLength > 0 && len(m.line(topic.Name)) >= topic.MaxLength
	return m.admission[topic.Name] != "" || full || m.nobodyFits(topic)
}

func (m *model) setAdmission(topic callcenter.Topic, admission callcenter.Admission) {
	m.admit(topic.Name, admission)
	m.turnAway(topic)
}

func (m *model) admit(topic callcenter.TopicName, admission callcenter.Admission) {
	m.admission[topic] = admission
	if admission == callcenter.Open {
		delete(m.admission, topic)
	}
}

func (m *model) turnAway(topic callcenter.Topic) {
	if m.admission[topic.Name] == callcenter.Shut || m.nobodyFits(topic) {
		for _, c := range m.line(topic.Name) {
			c.end()
		}
	}
}

// head gives the call the first place of its topic.
func (m *model) head(c *modelCall) {
	if line := m.line(c.topic.Name); len(line) > 0 && line[0] != c {
		c.score = min(c.score, line[0].score-1)
	}
}

// waits refuses what only a waiting call can do.
func (m *model) waits(id string) (*modelCall, callcenter.ErrorKind) {
	c := m.calls[id]
	switch {
	case c == nil || c.state == "left":
		return nil, callcenter.NotFound
	case c.state != "waiting":
		return nil, callcenter.Conflict
	}
	return c, fine
}

func (m *model) toHead(id string) callcenter.ErrorKind {
	c, refused := m.waits(id)
	if c != nil {
		m.head(c)
		m.settleCall(c)
	} else if known := m.calls[id]; known != nil && (known.state == "promised" || known.state == "over") {
		return fine
	}
	return refused
}

func (m *model) putBack(t callcenter.Token) callcenter.ErrorKind {
	c := m.bound(t)
	if c == nil {
		return fine
	}
	if c.state == "talking" {
		return callcenter.Conflict
	}
	a := m.release(c)
	m.head(c)
	m.back(c, a)
	return fine
}

func (m *model) pull(id, agent string) callcenter.ErrorKind {
	c, a := m.calls[id], m.agents[agent]
	switch {
	case c == nil || c.state == "left" || a == nil:
		return callcenter.NotFound
	case c.state == "promised" && c.agent == agent:
		return fine
	case c.state != "waiting" || a.call != nil || !a.serving() || a.wrapUp > m.now:
		return callcenter.Conflict
	}
	m.bind(c, a)
	return fine
}

func (m *model) transfer(id string, topic callcenter.Topic) callcenter.ErrorKind {
	c, refused := m.waits(id)
	switch {
	case refused == callcenter.Conflict && m.calls[id].topic.Name == topic.Name:
		return fine
	case c == nil:
		return refused
	case c.topic.Name == topic.Name:
		return fine
	case m.admission[topic.Name] != "":
		return callcenter.Conflict
	}
	c.topic, c.sticky, c.until, c.deadline = topic, "", 0, 0
	c.waiter.Topic, c.waiter.Priority = topic.Name, topic.Priority
	c.score = c.entered - topic.Priority.Milliseconds() - c.standing
	if topic.MaxWait > 0 {
		c.deadline = m.now + topic.MaxWait.Milliseconds()
	}
	m.settleCall(c)
	return fine
}

// lastChange is which of all changes the owner remembers of a topic.
func (m *memory) lastChange(topic callcenter.TopicName) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.admissions[topic].Change
}
