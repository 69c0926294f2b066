package agents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

func (p postgres) shifts(ctx context.Context) ([]Shift, error) {
	rows, err := p.pool.Query(ctx, `
		SELECT id, agent, seat, intent, reason, since, reachable, not_answering, misses, revision, controller
		FROM agents.shift`)
	if err != nil {
		return nil, fmt.Errorf("read shifts: %w", err)
	}
	got, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Shift, err error) {
		return s, row.Scan(&s.ID, &s.Agent, &s.Seat, &s.Intent, &s.Reason, &s.Since, &s.Reachable,
			&s.NotAnswering, &s.Misses, &s.Revision, &s.Controller)
	})
	if err != nil {
		return nil, fmt.Errorf("read shifts: %w", err)
	}
	return got, nil
}

// saveShift writes a shift unless a newer one stands there: the order of
// Shift.newer, in SQL.
const saveShift = `
	INSERT INTO agents.shift (id, agent, seat, intent, reason, since, reachable, not_answering, misses, revision, controller)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	ON CONFLICT (agent) DO UPDATE SET
		id = excluded.id, seat = excluded.seat, intent = excluded.intent, reason = excluded.reason,
		since = excluded.since, reachable = excluded.reachable, not_answering = excluded.not_answering,
		misses = excluded.misses, revision = excluded.revision, controller = excluded.controller
	WHERE (excluded.id, excluded.revision, excluded.controller) > (shift.id, shift.revision, shift.controller)`

func (p postgres) saveShifts(ctx context.Context, shifts []Shift) error {
	batch := &pgx.Batch{}
	for _, s := range shifts {
		batch.Queue(saveShift, s.ID, s.Agent, s.Seat, s.Intent, s.Reason, s.Since, s.Reachable,
			s.NotAnswering, s.Misses, s.Revision, s.Controller)
	}
	if err := p.pool.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save %d shifts: %w", len(shifts), err)
	}
	return nil
}
