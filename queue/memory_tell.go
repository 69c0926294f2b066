package queue

import (
	"time"

	"hotline/callcenter"
)

// place gives a restored call what was remembered of it.
func (m *memory) place(id callcenter.ID, call restored) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n, known := m.attempts[id]; known {
		call["attempt"] = max(n, call["attempt"].(int))
	}
	p, known := m.places[id]
	if !known {
		return
	}
	call["entered"], call["score"] = p.entered, p.score
	delete(call, "deadline")
	if p.deadline > 0 {
		call["deadline"] = p.deadline
	}
	if p.sticky != "" {
		call["sticky"], call["sticky_until"] = p.sticky, p.stickyUntil
	}
}

// count gives a restored agent his counts, if they are of this shift.
func (m *memory) count(s callcenter.AgentState, agent restored) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, known := m.counts[s.ID]; known && c.shift == s.Shift {
		agent["talks"], agent["rung"] = c.talks, c.rung
	}
}

// keptNow are the kept places whose time has not passed, and what operators set.
func (m *memory) keptNow() (kept []restored, admissions []admission) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for party, k := range m.kept {
		if left := time.Until(k.till).Milliseconds(); left > 0 {
			kept = append(kept, restored{"party": party, "entered": k.entered, "left": left})
		}
	}
	for _, a := range m.admissions {
		admissions = append(admissions, a)
	}
	return kept, admissions
}
