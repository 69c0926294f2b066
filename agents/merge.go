package agents

import (
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// How a shift begins or ends, in facts.
const (
	howREST       = "rest"
	howPhone      = "phone"
	howClosed     = "closed"     // the account or the seat was closed
	howForced     = "forced"     // by a supervisor
	howSuperseded = "superseded" // a later shift of the agent, or of another at his seat
)

// merge takes a shift that another controller wrote, if it is newer than what is
// known. The shift it puts an end to is told as ended: by whoever notices, as
// the same fact.
func (a *Agents) merge(s Shift) {
	a.mu.Lock()
	old, known := a.shifts[s.Agent]
	if known && !s.newer(old) {
		a.mu.Unlock()
		return
	}
	s.Pending = false // who made it tells the queue
	g := a.set(s)
	a.mu.Unlock()
	if old.open() && old.ID != s.ID {
		a.journal.Tell(a.fact(old, s.ID.Time(), "", callcenter.ShiftEnded{Agent: old.Agent, How: howSuperseded}))
	}
	a.keepDiary(g)
}

// adopt makes a change of ours the current one, in memory and in the local file,
// and owes it to Postgres. Its fact is durable already.
func (a *Agents) adopt(s Shift) {
	a.mu.Lock()
	a.unsaved[s.Agent] = true
	g := a.set(s)
	a.mu.Unlock()
	a.keepDiary(g)
	a.wakeWriter()
}

// set replaces a shift in memory. The caller holds mu. A phone that the shift calls
// unreachable and Asterisk reachable is doubted: a ring failed there, or two controllers
// changed the shift at once and one of them had not yet seen the phone.
func (a *Agents) set(s Shift) (generation uint64) {
	_, doubted := a.doubted[s.Seat]
	if s.open() && !s.Reachable && a.phones[s.Seat] && !doubted {
		a.doubted[s.Seat] = time.Now()
	}
	a.shifts[s.Agent] = s
	a.generation++
	a.touched[s.Agent] = a.generation
	a.changed()
	return a.generation
}

// keepDiary returns when the generation is in the local file. If the disk
// refuses, the change stands: the journal has it.
func (a *Agents) keepDiary(generation uint64) {
	err := a.disk.keep(generation, func() (uint64, diary) {
		a.mu.Lock()
		defer a.mu.Unlock()
		d := diary{Shifts: make(map[callcenter.AgentID]Shift, len(a.shifts)), Revoked: map[callcenter.ID]time.Time{}}
		for id, s := range a.shifts {
			d.Shifts[id] = s
		}
		for id, expires := range a.revoked {
			if expires.After(time.Now()) {
				d.Revoked[id] = expires
			} else {
				delete(a.revoked, id)
			}
		}
		return a.generation, d
	})
	if err != nil {
		a.log.Error("local copy of shifts", zap.Error(err))
	}
}
