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
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(query, `
		SELECT id FROM call WHERE controller = $1 AND arrived_at < $2 AND ended_at IS NULL ORDER BY arrived_at`, controller, before)
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
