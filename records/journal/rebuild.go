package journal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

const (
	rebuildBatch = 500 // subjects in a transaction

	selectCalls = `
SELECT DISTINCT subject FROM journal WHERE subject > $1 AND kind NOT LIKE 'shift.%' AND kind NOT LIKE 'matter.%' AND kind NOT LIKE 'audit.%'
ORDER BY subject LIMIT $2`
	selectMatters = `SELECT DISTINCT subject FROM journal WHERE subject > $1 AND kind LIKE 'matter.%' ORDER BY subject LIMIT $2`

	// A shift may be known by its calls alone.
	selectShifts = `
SELECT subject FROM (
	SELECT subject FROM journal WHERE subject > $1 AND kind LIKE 'shift.%'
	UNION SELECT shift FROM promise WHERE shift > $1
	UNION SELECT shift FROM segment WHERE shift > $1) s
ORDER BY subject LIMIT $2`
)

// children are the tables folded from calls that hang on others: deleted before they
// are written again, so that no row stays that no fact accounts for.
func children() []string {
	return []string{
		"tally", "consultation_search", "consultation_text", "consultation_secret", "consultation_edit", "consultation_draft", "callback", "block", "green_channel", "legal_hold",
		"recording_file", "recording", "rating", "hold", "transfer", "segment", "promise", "queue_passage",
	}
}

// FoldedTables lists the tables folded from facts and from nothing else.
func FoldedTables() []string {
	return append(children(), "consultation", "matter", "call", "agent_state", "shift")
}

// Rebuilt counts what was folded again.
type Rebuilt struct{ Calls, Matters, Shifts, Facts int }

// Rebuild folds everything again, some calls at a time, while facts go on coming: the
// locks are the shippers'.
func Rebuild(ctx context.Context, conn *pgx.Conn, keys Keys) (Rebuilt, error) {
	b := rebuilder{conn: conn, keys: keys, tables: tables()}
	err := b.each(ctx, selectCalls, b.calls)
	if err == nil {
		err = b.each(ctx, selectMatters, b.matters)
	}
	if err == nil {
		err = b.each(ctx, selectShifts, b.shifts)
	}
	return b.done, err
}

type rebuilder struct {
	conn   *pgx.Conn
	keys   Keys
	tables []table
	done   Rebuilt
}

// each goes through subjects in their order, a transaction for some at a time.
func (b *rebuilder) each(ctx context.Context, sql string, work func(context.Context, *attempt, []callcenter.ID) error) error {
	var last callcenter.ID
	for {
		rows, err := b.conn.Query(ctx, sql, [16]byte(last), rebuildBatch)
		if err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
		if err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		last = ids[len(ids)-1]
		fresh := newCache()
		a := &attempt{conn: b.conn, keys: b.keys, cache: &fresh, now: time.Now(), fresh: map[callcenter.ID][]fold.Fact{}}
		err = pgx.BeginFunc(ctx, b.conn, func(pgx.Tx) error { return work(ctx, a, ids) })
		if err != nil {
			return fmt.Errorf("rebuild around %s: %w", last, err)
		}
	}
}

func (b *rebuilder) lock(ctx context.Context, ids []callcenter.ID) error {
	set := map[callcenter.ID]bool{}
	for _, id := range ids {
		set[id] = true
	}
	_, err := b.conn.Exec(ctx, lockSubjects, lockKeys(inLockOrder(set)))
	return err
}

func (b *rebuilder) calls(ctx context.Context, a *attempt, ids []callcenter.ID) error {
	if err := b.lock(ctx, ids); err != nil {
		return err
	}
	if err := a.load(ctx, ids, nil); err != nil {
		return err
	}
	write := changes{}
	matters := map[callcenter.ID]bool{}
	for _, id := range ids {
		facts := a.cache.call(id).facts
		record := fold.OfCall(id, facts)
		b.done.Facts += len(facts)
		if record.Call.Facts == 0 {
			continue
		}
		rows, err := rowsOf(record)
		if err != nil {
			return err
		}
		write.differing(rows, nil)
		for _, e := range record.Edits {
			if !e.Matter.IsZero() {
				matters[e.Matter] = true // opened by this call or an earlier one
			}
		}
	}
	a.matters = inLockOrder(matters)
	for id := range matters {
		a.fresh[id] = []fold.Fact{{}} // fold it, whatever it is
	}
	if err := a.foldMatters(ctx, write); err != nil {
		return err
	}
	batch := new(pgx.Batch)
	for _, table := range children() {
		batch.Queue(`DELETE FROM `+table+` WHERE call = ANY($1::uuid[])`, uuids(ids))
	}
	write.queue(batch, b.tables)
	b.done.Calls += len(ids)
	return b.conn.SendBatch(ctx, batch).Close()
}

func (b *rebuilder) matters(ctx context.Context, a *attempt, ids []callcenter.ID) error {
	if err := b.lock(ctx, ids); err != nil {
		return err
	}
	a.matters = ids
	for _, id := range ids {
		a.fresh[id] = []fold.Fact{{}}
	}
	write := changes{}
	if err := a.foldMatters(ctx, write); err != nil {
		return err
	}
	batch := new(pgx.Batch)
	write.queue(batch, b.tables)
	b.done.Matters += len(ids)
	return b.conn.SendBatch(ctx, batch).Close()
}

func (b *rebuilder) shifts(ctx context.Context, a *attempt, ids []callcenter.ID) error {
	if err := b.lock(ctx, ids); err != nil {
		return err
	}
	if err := a.load(ctx, nil, ids); err != nil {
		return err
	}
	write, states := changes{}, states{}
	for _, id := range ids {
		shift := a.cache.shift(id).timeline.Fold()
		states.add(shift, nil, true)
		if err := write.add("shift", shift); err != nil {
			return err
		}
	}
	batch := new(pgx.Batch)
	write.queue(batch, b.tables)
	states.queue(batch)
	b.done.Shifts += len(ids)
	return b.conn.SendBatch(ctx, batch).Close()
}
