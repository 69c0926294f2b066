package agents

import (
	"context"
	"errors"
	"time"

	"hotline/callcenter"
)

const (
	withholdTimeout = time.Second      // of asking what an agent has left undone
	withholdBefore  = 5 * time.Second  // so long before his wrap-up ends he is asked about
	withholdBy      = 30 * time.Second // his wrap-up is extended, again and again
	withholdSince   = 12 * time.Hour   // what is older holds nobody up
)

// unfinished is what he must do before he takes another call. Whoever cannot tell says
// nothing: callers wait.
func (a *Agents) unfinished(ctx context.Context, agent callcenter.AgentID) string {
	if a.undone == nil {
		return ""
	}
	ctx, cancel := context.WithTimeoutCause(ctx, withholdTimeout, errors.New("nobody said what is left undone"))
	defer cancel()
	return a.undone(ctx, agent, time.Now().Add(-withholdSince))
}

// mayBeReady refuses the wish for calls of who has left something undone.
func (a *Agents) mayBeReady(ctx context.Context, agent callcenter.AgentID) error {
	if why := a.unfinished(ctx, agent); why != "" {
		return callcenter.Errorf(callcenter.Conflict, "%s", why)
	}
	return nil
}

// withhold keeps those in wrap-up who have left something undone. What was extended is a
// deadline like any other: whichever controller sees it first extends it, once.
func (a *Agents) withhold(ctx context.Context) {
	if a.undone == nil {
		return
	}
	now := time.Now()
	var asked []callcenter.AgentID
	a.mu.Lock()
	for id, st := range a.index.word {
		ends := st.WrapUpUntil.Sub(now)
		if a.shifts[id].open() && (ends > 0 && ends < withholdBefore || a.withheld[id] != "") {
			asked = append(asked, id)
		}
	}
	a.mu.Unlock()
	for _, id := range asked {
		why := a.unfinished(ctx, id)
		if why != "" {
			_ = a.moveWrapUp(ctx, id, func(now, until time.Time) (time.Time, error) {
				if until.Sub(now) > withholdBefore {
					return until, errEnough
				}
				return until.Add(withholdBy), nil
			})
		}
		a.mu.Lock()
		if why == "" {
			delete(a.withheld, id)
		} else {
			a.withheld[id] = why
		}
		a.mu.Unlock()
	}
}

var errEnough = errors.New("his wrap-up lasts long enough")
