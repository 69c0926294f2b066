package queue

import (
	"time"

	"hotline/callcenter"
)

// work is who a promise or a talk holds.
type work struct {
	token callcenter.Token
	agent callcenter.AgentID
}

// rest is how long an agent's wrap-up lasts by the word of the owner of his talk: until
// Redis has it, and for a moment after, nobody else can tell it.
type rest struct {
	until int64     // ms of the server's clock
	heard time.Time // when presence has read it from the index; zero: Redis does not have it yet
}

// hearing is how long after a change presence knows of it: it is read once a second.
const hearing = 3 * time.Second

// rests notes a talk that ends, and names its agent; empty: nobody told.
func (m *memory) rests(token callcenter.Token, until int64) callcenter.AgentID {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.works[token.Place()]
	if w.token != token {
		return ""
	}
	m.rested[w.agent] = rest{until: until}
	return w.agent
}

// restKept notes that Redis has the end of his wrap-up.
func (m *memory) restKept(agent callcenter.AgentID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, known := m.rested[agent]; known {
		m.rested[agent] = rest{r.until, time.Now().Add(hearing)}
	}
}

// restMoved notes that he extended or ended it.
func (m *memory) restMoved(agent callcenter.AgentID, until int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rested[agent] = rest{until, time.Now().Add(hearing)}
}

// rest gives a restored agent the wrap-up that presence may not have heard of.
func (m *memory) rest(id callcenter.AgentID, agent restored) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, known := m.rested[id]; known {
		agent["wrap_up_until"], agent["idle_since"] = r.until, r.until
	}
}

// bound notes whom a promise holds that was made to somebody else.
func (m *memory) bound(p callcenter.Promise) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.binds(p.Token, p.Agent.ID)
}

// binds notes who works with whom.
func (m *memory) binds(token callcenter.Token, agent callcenter.AgentID) {
	m.works[token.Place()] = work{token, agent}
}
