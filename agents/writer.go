package agents

import (
	"context"
	"errors"
	"maps"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// wakeWriter says that something is owed to Postgres.
func (a *Agents) wakeWriter() {
	select {
	case a.owing <- struct{}{}:
	default:
	}
}

// runWriter writes behind what changed here; what Postgres could not take is tried again.
func (a *Agents) runWriter(ctx context.Context) error {
	for {
		select {
		case <-a.owing:
		case <-ctx.Done():
			return nil
		}
		if err := a.writeBehind(ctx); err != nil {
			a.log.Debug("postgres cannot be written", zap.Error(err))
			if !callcenter.Pause(ctx, retryInterval) {
				return nil
			}
			a.wakeWriter()
		}
	}
}

func (a *Agents) writeBehind(ctx context.Context) error {
	a.mu.Lock()
	var shifts []Shift
	for id := range a.unsaved {
		shifts = append(shifts, a.shifts[id])
	}
	revoked := maps.Clone(a.unrevoked)
	a.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	if len(shifts) > 0 {
		if err := a.store.saveShifts(ctx, shifts); err != nil {
			return err
		}
	}
	if len(revoked) > 0 {
		if err := a.store.saveRevoked(ctx, revoked); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range shifts {
		if now := a.shifts[s.Agent]; now.ID == s.ID && now.Revision == s.Revision {
			delete(a.unsaved, s.Agent)
		}
	}
	maps.DeleteFunc(a.unrevoked, func(id callcenter.ID, _ time.Time) bool { _, saved := revoked[id]; return saved })
	return nil
}
