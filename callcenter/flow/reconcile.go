package flow

import (
	"context"
	"slices"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Reconcile compares the floor with everything Asterisk holds of our application,
// after each (re)connect, because Asterisk does not replay. Calls we know look at
// their snapshot, others are adopted, and those Asterisk did not list look for
// themselves, since one may have arrived after the list was made. Orphans are lines
// without a caller: agents' lines left of a call, and lines of no call at all.
func (f *Floor) Reconcile(found []callcenter.Snapshot, orphans []callcenter.LineID) {
	listed := make(map[callcenter.ID]bool, len(found))
	for _, s := range found {
		listed[s.Call] = true
		f.Adopt(s)
	}
	for _, line := range orphans {
		switch id := callcenter.Token(line).Call(); {
		case id.IsZero(): // nobody's: a seat waiting for an answer nobody will give
			f.beside(func(ctx context.Context) { f.hangUp(ctx, line) })
		case !listed[id] && f.find(id) == nil:
			listed[id] = true
			f.orphaned(id, linesOf(id, orphans))
		}
	}
	f.reconciled.Store(true)
	f.mu.RLock()
	defer f.mu.RUnlock()
	for id, c := range f.calls {
		if !listed[id] {
			c.box.put(func() { c.box.doubtful = true })
		}
	}
}

func linesOf(id callcenter.ID, lines []callcenter.LineID) []callcenter.LineID {
	var own []callcenter.LineID
	for _, line := range lines {
		if callcenter.Token(line).Call() == id {
			own = append(own, line)
		}
	}
	return own
}

// orphaned ends a call of which only agents' lines are left. What they were doing is
// read from Asterisk; a line it cannot explain is ended all the same.
func (f *Floor) orphaned(id callcenter.ID, lines []callcenter.LineID) {
	arrival := callcenter.Arrival{Call: id, Created: id.Time()}
	f.begin(arrival, func(c *call) func(context.Context) *ending {
		return func(ctx context.Context) *ending {
			s, _ := c.examine(ctx)
			if ctx.Err() != nil {
				return suspended
			}
			if slices.ContainsFunc(s.Legs, func(l callcenter.Leg) bool { return !l.Back.IsZero() }) {
				return c.backToJournal(ctx, s)
			}
			for _, line := range lines {
				if _, explained := legOf(s, callcenter.Token(line)); !explained {
					s.Legs = append(s.Legs, callcenter.Leg{Token: callcenter.Token(line), State: callcenter.LegRinging})
				}
			}
			return c.bury(ctx, s)
		}
	})
}

// backToJournal lets an agent go who was rung, or waits, for a call-back whose caller has
// no line: the journal alone knows enough of it, and whoever reads it there rings again.
// Until the queue has heard of it the call stays here, so that nothing said late takes
// away what was made anew.
func (c *call) backToJournal(ctx context.Context, s callcenter.Snapshot) *ending {
	for _, leg := range s.Legs {
		c.stray(ctx, callcenter.LineID(leg.Token))
		_ = c.insist(ctx, func() error {
			return c.try(ctx, "finish", func(ctx context.Context) error { // Conflict: it was never accepted
				return unless(callcenter.Conflict, c.floor.queue.Finish(ctx, leg.Token, 0))
			})
		})
	}
	_ = c.insist(ctx, func() error {
		return c.try(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, c.id, "") })
	})
	return suspended
}

func unless(kind callcenter.ErrorKind, err error) error {
	if callcenter.Is(err, kind) {
		return nil
	}
	return err
}

func (f *Floor) hangUp(ctx context.Context, line callcenter.LineID) {
	bound, cancel := context.WithTimeout(ctx, f.cfg.RequestTimeout)
	defer cancel()
	err := f.switchboard.Hangup(bound, line, callcenter.CauseNormal)
	if err != nil && ctx.Err() == nil && !callcenter.Is(err, callcenter.NotFound) {
		f.log.Warn("orphan not hung up", zap.String("line", string(line)), zap.Error(err))
	}
}
