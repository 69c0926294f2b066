package agents

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// runReader follows Postgres: by LISTEN, and by a poll for when it is deaf.
func (a *Agents) runReader(ctx context.Context) error {
	changed := make(chan string, 64)
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		for {
			err := a.store.listen(ctx, func(table string) {
				select {
				case changed <- table:
				default: // plenty of work is waiting already; the poll catches the rest
				}
			})
			a.log.Debug("postgres is not listened to", zap.Error(err))
			if !callcenter.Pause(ctx, retryInterval) {
				return
			}
		}
	}()
	defer func() { <-listening }()
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	for {
		var table string
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
		case table = <-changed:
			table = a.gather(table, changed)
		}
		a.refreshSoon(ctx, table)
	}
}

// gather takes what else has been announced, so that a burst is one read.
func (a *Agents) gather(table string, changed <-chan string) string {
	for {
		select {
		case another := <-changed:
			if another != table {
				table = ""
			}
		default:
			return table
		}
	}
}

func (a *Agents) refreshSoon(ctx context.Context, table string) {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	if err := a.refresh(ctx, table); err != nil && ctx.Err() != context.Canceled {
		a.log.Debug("postgres cannot be read", zap.Error(err))
		return
	}
	a.tidy(ctx)
	a.seen.forget(time.Now().Add(-a.sessionLife))
}

// refresh reads a table, "" for all, and merges it.
func (a *Agents) refresh(ctx context.Context, table string) error {
	if table != "shift" && table != "revoked_session" && table != "sign_in_failure" {
		p, err := a.store.people(ctx)
		if err != nil {
			return err
		}
		a.meet(p)
	}
	if table == "" || table == "shift" {
		shifts, err := a.store.shifts(ctx)
		if err != nil {
			return err
		}
		for _, s := range shifts {
			a.merge(s)
		}
	}
	if table == "" || table == "revoked_session" {
		revoked, err := a.store.revoked(ctx)
		if err != nil {
			return err
		}
		a.mu.Lock()
		maps.Copy(a.revoked, revoked)
		a.mu.Unlock()
	}
	if table == "" || table == "sign_in_failure" {
		failed, err := a.store.failures(ctx)
		if err != nil {
			return err
		}
		a.lockout.hear(failed)
	}
	return nil
}

// meet takes the people as they are now. Who is on shift with other skills than
// before is told to the queue again.
func (a *Agents) meet(p people) {
	a.mu.Lock()
	before := a.people
	a.people = p
	for id, s := range a.shifts {
		was, is := before.Staff[id], p.Staff[id]
		if s.open() && before.Staff != nil &&
			(was.Name != is.Name || was.WrapUp != is.WrapUp || !maps.Equal(was.Skills, is.Skills)) {
			s.Pending = true
			a.shifts[id] = s
			delete(a.index.word, id) // its word carries the old skills
		}
	}
	a.mu.Unlock()
	if reflect.DeepEqual(before, p) {
		return
	}
	if err := a.disk.keepPeople(p); err != nil {
		a.log.Error("local copy of staff", zap.Error(err))
	}
}
