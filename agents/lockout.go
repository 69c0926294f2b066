package agents

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

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
	count  int
	last   time.Time
	until  time.Time
	shared bool // the centre knows of them
}

// lock closes the account from now, if there were too many.
func (f *failures) lock(now time.Time) {
	if over := f.count - freeFailures; over >= 0 {
		f.until = now.Add(min(longestLock, firstLock<<min(over, 10)))
	}
}

// lockout remembers failed sign-ins: this controller's at once, the others' as soon as
// Postgres tells of them.
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
	f.lock(now)
	if _, known := l.of[id]; !known && len(l.of) >= mostTracked {
		l.forget(now)
	}
	l.of[id] = f
}

// succeeded forgets what there was, and says whether there was anything.
func (l *lockout) succeeded(id callcenter.AgentID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.of[id]
	delete(l.of, id)
	return known
}

// counted takes the centre's count of an account whose failure has just been added.
func (l *lockout) counted(id callcenter.AgentID, count int, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, known := l.of[id]
	if !known {
		return // he has signed in meanwhile
	}
	f.shared = true
	if count > f.count {
		f.count = count
		f.lock(now)
	}
	l.of[id] = f
}

// hear takes what the centre knows. What it knew and does not any more was forgotten,
// because somebody signed in.
func (l *lockout) hear(all map[callcenter.AgentID]failures) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, f := range l.of {
		if _, known := all[id]; f.shared && !known {
			delete(l.of, id)
		}
	}
	for id, f := range all {
		ours := l.of[id]
		if f.count > ours.count {
			f.lock(f.last)
			if ours.until.After(f.until) {
				f.until = ours.until
			}
			ours = f
		}
		ours.shared = true
		l.of[id] = ours
	}
}

// failed counts a wrong password or code, here and for the centre. Whoever asks has
// perhaps gone; the count must not depend on his waiting.
func (a *Agents) failed(ctx context.Context, id callcenter.AgentID) {
	a.lockout.failed(id, time.Now())
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), shareTimeout, errors.New("postgres did not count a failed sign-in in time"))
	defer cancel()
	count, err := a.store.addFailure(ctx, id)
	if err != nil {
		a.log.Debug("failed sign-in counted here alone", zap.Error(err))
		return
	}
	a.lockout.counted(id, count, time.Now())
}

// succeeded forgets the failures of an account, here and for the centre.
func (a *Agents) succeeded(ctx context.Context, id callcenter.AgentID) {
	if !a.lockout.succeeded(id) {
		return
	}
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), shareTimeout, errors.New("postgres did not forget failed sign-ins in time"))
	defer cancel()
	if err := a.store.clearFailures(ctx, id); err != nil {
		a.log.Debug("failed sign-ins forgotten here alone", zap.Error(err))
	}
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
