package agents

import (
	"sync"
	"time"

	"hotline/callcenter"
)

// lastSeen is when each session last made a request of this controller. A controller
// that has not seen a session yet begins to count: a restart signs nobody out.
type lastSeen struct {
	mu sync.Mutex
	at map[callcenter.ID]time.Time
}

// idle reports that nothing was asked in the session for too long, and counts this
// request otherwise. Who has a shift at a seat is never idle: he may wait half the
// night for a call, and must be there for it.
func (a *Agents) idle(s Session, now time.Time) bool {
	working := a.shift(s.Staff.ID).open()
	a.seen.mu.Lock()
	defer a.seen.mu.Unlock()
	last, known := a.seen.at[s.ID]
	if known && !working && now.Sub(last) > a.idleLimit {
		delete(a.seen.at, s.ID)
		return true
	}
	a.seen.at[s.ID] = now
	return false
}

// left reports that the session is idle now, and counts nothing.
func (a *Agents) left(s Session, now time.Time) bool {
	working := a.shift(s.Staff.ID).open()
	a.seen.mu.Lock()
	defer a.seen.mu.Unlock()
	last, known := a.seen.at[s.ID]
	return known && !working && now.Sub(last) > a.idleLimit
}

// forget lets go of sessions that have run out.
func (l *lastSeen) forget(before time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, at := range l.at {
		if at.Before(before) {
			delete(l.at, id)
		}
	}
}
