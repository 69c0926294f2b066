package queue

import (
	"maps"
	"strings"
	"sync"
	"time"

	"hotline/callcenter"
)

// memory is what an owner was told of the index that no line, no journal and no floor
// knows: it tells it again when Redis has lost it (promise 1 of the house). It ends
// with the process; who adopts a call is told of its place anew.
type memory struct {
	mu         sync.Mutex
	places     map[callcenter.ID]place
	attempts   map[callcenter.ID]int
	kept       map[string]keptPlace // by party
	counts     map[callcenter.AgentID]counts
	admissions map[callcenter.TopicName]admission
	works      map[callcenter.ID]work // by place
	rested     map[callcenter.AgentID]rest
}

// place is where a call stands when it is not where its arrival alone puts it: moved to
// the head, transferred, back in the place of an earlier call, or with its first asked.
type place struct {
	entered, score, deadline int64 // ms; deadline 0: none
	sticky                   string
	stickyUntil              int64
}

type keptPlace struct {
	entered int64
	till    time.Time
}

// counts are an agent's since he signed in: strategies choose by them.
type counts struct {
	shift callcenter.ID
	talks int
	rung  int64
}

// admission is what an operator set for a topic, and which of all such changes it was.
type admission struct {
	Topic     callcenter.TopicName `json:"topic"`
	Admission callcenter.Admission `json:"admission"`
	Change    int64                `json:"change"`
}

func newMemory() *memory {
	return &memory{
		places: map[callcenter.ID]place{}, attempts: map[callcenter.ID]int{}, kept: map[string]keptPlace{},
		counts: map[callcenter.AgentID]counts{}, admissions: map[callcenter.TopicName]admission{},
		works: map[callcenter.ID]work{}, rested: map[callcenter.AgentID]rest{},
	}
}

// note takes in a row that is for remembering only.
func (m *memory) note(row []any, keepFor time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch kind, _ := row[0].(string); {
	case kind == "place" && len(row) == 8:
		if id, err := callcenter.ParseID(text(row[1])); err == nil {
			m.places[id] = place{number(row[2]), number(row[3]), number(row[4]), text(row[5]), number(row[6])}
			m.attempts[id] = int(number(row[7]))
		}
	case kind == "gone" && len(row) == 2:
		if id, err := callcenter.ParseID(text(row[1])); err == nil {
			m.forget(id)
		}
	case kind == "kept" && len(row) == 3:
		m.kept[text(row[1])] = keptPlace{number(row[2]), time.Now().Add(keepFor)}
	case kind == "taken" && len(row) == 2:
		delete(m.kept, text(row[1]))
	case kind == "talks" && len(row) == 4:
		agent := callcenter.AgentID(text(row[1]))
		c := m.counts[agent]
		c.talks = int(number(row[2]))
		m.counts[agent] = c
		m.binds(callcenter.Token(text(row[3])), agent)
	case kind == "admission" && len(row) == 4:
		m.admit(admission{callcenter.TopicName(text(row[1])), callcenter.Admission(text(row[2])), number(row[3])})
	}
}

func (m *memory) admit(a admission) {
	if a.Change > m.admissions[a.Topic].Change {
		m.admissions[a.Topic] = a
	}
}

// admitAll takes in "<admission> <change>" by topic, as Redis has it.
func (m *memory) admitAll(set map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for topic, text := range set {
		value, change, is := strings.Cut(text, " ")
		if is {
			m.admit(admission{callcenter.TopicName(topic), callcenter.Admission(value), number(change)})
		}
	}
}

// promised notes whom a call was promised to, and how often it was.
func (m *memory) promised(p callcenter.Promise) {
	m.mu.Lock()
	defer m.mu.Unlock()
	place := p.Token.Place()
	m.attempts[place] = max(m.attempts[place], attemptOf(p.Token))
	m.binds(p.Token, p.Agent.ID)
	delete(m.rested, p.Agent.ID)
	c := m.counts[p.Agent.ID]
	if c.shift != p.Agent.Shift {
		c = counts{shift: p.Agent.Shift}
	}
	c.rung = max(c.rung, p.Made.UnixMilli())
	m.counts[p.Agent.ID] = c
}

// gone forgets a call that is out of the queue.
func (m *memory) gone(call callcenter.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(call)
}

func (m *memory) forget(call callcenter.ID) {
	delete(m.places, call)
	delete(m.attempts, call)
	delete(m.works, call)
}

// tidy forgets kept places whose time has passed, wrap-ups that presence knows of, and
// calls of yesterday: others adopted them, or their end was never told.
func (m *memory) tidy(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := func(id callcenter.ID) bool { return now.Sub(id.Time()) > forgetAfter }
	maps.DeleteFunc(m.places, func(id callcenter.ID, _ place) bool { return old(id) })
	maps.DeleteFunc(m.attempts, func(id callcenter.ID, _ int) bool { return old(id) })
	maps.DeleteFunc(m.works, func(id callcenter.ID, _ work) bool { return old(id) })
	maps.DeleteFunc(m.kept, func(_ string, k keptPlace) bool { return now.After(k.till) })
	maps.DeleteFunc(m.rested, func(_ callcenter.AgentID, r rest) bool { return !r.heard.IsZero() && now.After(r.heard) })
}
