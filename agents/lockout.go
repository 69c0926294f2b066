package agents

import (
	"sync"
	"time"

	"hotline/callcenter"
)

// The lockout: after this many failures in a row each further one closes the
// account to sign-ins for twice as long as the last. Unknown badges are locked
// like known ones, so the answer does not tell which exist.
const (
	freeFailures = 5
	firstLock    = time.Minute
	longestLock  = 30 * time.Minute
	forgetAfter  = time.Hour // without a failure
	mostTracked  = 10_000    // badges; a flood of invented ones must not fill memory
)

type failures struct {
	count int
	last  time.Time
	until time.Time
}

// lockout remembers failed sign-ins of this controller.
type lockout struct {
	mu sync.Mutex
	of map[callcenter.AgentID]failures
}

func newLockout() *lockout { return &lockout{of: map[callcenter.AgentID]failures{}} }

// wait is how long the badge is still locked.
func (l *lockout) wait(id callcenter.AgentID, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.of[id].until.Sub(now))
}

// failed counts a wrong password.
func (l *lockout) failed(id callcenter.AgentID, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.of[id]
	if now.Sub(f.last) > forgetAfter {
		f = failures{}
	}
	f.count++
	f.last = now
	if over := f.count - freeFailures; over >= 0 {
		f.until = now.Add(min(longestLock, firstLock<<min(over, 10)))
	}
	if _, known := l.of[id]; !known && len(l.of) >= mostTracked {
		l.forget(now)
	}
	l.of[id] = f
}

func (l *lockout) succeeded(id callcenter.AgentID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, id)
}

// forget makes room: what has expired, else whoever failed longest ago.
func (l *lockout) forget(now time.Time) {
	var oldest callcenter.AgentID
	for id, f := range l.of {
		if now.Sub(f.last) > forgetAfter {
			delete(l.of, id)
		} else if o, set := l.of[oldest]; !set || f.last.Before(o.last) {
			oldest = id
		}
	}
	if len(l.of) >= mostTracked {
		delete(l.of, oldest)
	}
}
