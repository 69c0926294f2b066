package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// OpenCalls are the calls whose arrival that controller told before that time and
// whose end nobody has told: what it still looks after, or what died with Asterisk.
// They are as the journal knows them; nothing of Asterisk is in them.
func (r *Reads) OpenCalls(ctx context.Context, controller string, before time.Time) ([]callcenter.Snapshot, error) {
	return r.openCalls(ctx, `
		SELECT id FROM call WHERE controller = $1 AND arrived_at < $2 AND back IS NULL AND ended_at IS NULL ORDER BY arrived_at`, controller, before)
}

// OpenCallBacks are the call-backs that controller owes. Before their caller is dialled
// the journal alone knows of them.
func (r *Reads) OpenCallBacks(ctx context.Context, controller string) ([]callcenter.Snapshot, error) {
	return r.openCalls(ctx, `
		SELECT id FROM call WHERE controller = $1 AND back IS NOT NULL AND ended_at IS NULL ORDER BY arrived_at`, controller)
}

func (r *Reads) openCalls(ctx context.Context, sql string, args ...any) ([]callcenter.Snapshot, error) {
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(query, sql, args...)
	if err != nil {
		return nil, failed("read open calls", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
	if err != nil {
		return nil, failed("read open calls", err)
	}
	all, err := r.factsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	open := make([]callcenter.Snapshot, 0, len(ids))
	for _, id := range ids {
		record := fold.OfCall(id, all[id])
		snapshot := snapshotOf(record)
		recallBack(&snapshot, all[id])
		// Whose number it is may have been forgotten: then the call is anonymous.
		if number, err := r.NumberOf(ctx, record.Call.Party); err == nil {
			snapshot.Caller = number
		}
		open = append(open, snapshot)
	}
	return open, nil
}

// snapshotOf is where a call stood when its last fact was told.
func snapshotOf(r fold.Record) callcenter.Snapshot {
	c := r.Call
	s := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: c.ID, Line: c.Line, Called: c.Called, Created: c.ArrivedAt, Answered: true}}
	s.Stage, s.Topic, s.Language, s.Key, s.Entered = callcenter.InMenu, c.Topic, c.Language, c.MenuKey, c.QueuedAt
	for _, p := range r.Passages {
		s.Stage = callcenter.Waiting
		if !p.LeftAt.IsZero() {
			s.Stage = callcenter.Leaving
		}
	}
	for _, segment := range r.Segments {
		s.Token, s.Agent = segment.Token, segment.Agent
		if segment.EndedAt.IsZero() {
			s.Stage = callcenter.Speaking
		}
	}
	for _, rating := range r.Ratings {
		if rating.Token == s.Token && s.Stage != callcenter.Speaking {
			s.Stage = callcenter.Rating
		}
	}
	return s
}

// recallBack adds what a call-back must know: whose it is, and when it was last tried.
func recallBack(s *callcenter.Snapshot, facts []fold.Fact) {
	for _, f := range facts {
		switch d := f.Data.(type) {
		case callcenter.CallArrived:
			s.Back, s.For = d.Back, d.For
		case callcenter.CallerDialled:
			s.Tries = max(s.Tries, d.Try)
		case callcenter.CallerUnreached:
			if f.At.After(s.NotBefore) {
				s.NotBefore = f.At
			}
		}
	}
}
