package journal

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/records/fold"
)

// folding reads subjects and folds them.
type folding func(context.Context, *attempt, []callcenter.ID) (*folded, error)

// folded is what a transaction has to write.
type folded struct {
	ids, matters, shifts []callcenter.ID
	bare                 bool // of these calls there is nothing yet
	write                changes
	states               states
	done                 Rebuilt
}

// listing names the next subjects; none: those were all.
type listing func(context.Context, *pgx.Conn) ([]callcenter.ID, error)

// pagesOf lists by a query that goes on after a subject.
func pagesOf(sql string) listing {
	var last callcenter.ID
	return func(ctx context.Context, conn *pgx.Conn) ([]callcenter.ID, error) {
		rows, err := conn.Query(ctx, sql, [16]byte(last), rebuildBatch)
		if err != nil {
			return nil, err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
		if len(ids) > 0 {
			last = ids[len(ids)-1]
		}
		return ids, err
	}
}

// shiftsAtOnce: a shift has more rows than a call.
const shiftsAtOnce = rebuildBatch / 10

func piecesOf(ids []callcenter.ID) listing {
	return func(context.Context, *pgx.Conn) ([]callcenter.ID, error) {
		n := min(shiftsAtOnce, len(ids))
		piece := ids[:n]
		ids = ids[n:]
		return piece, nil
	}
}

// turns lets one transaction read and fold while another writes. Each locks after the
// one before it has, so that none waits for a lock of one that waits for its turn; and
// writes after the one before it has committed, so that what a row refers to is there.
type turns struct {
	*rebuilder
	next listing
	fold folding

	choosing sync.Mutex
	last     chan struct{} // closed when the last chosen has committed
}

// inTurns folds all that next lists.
func (b *rebuilder) inTurns(ctx context.Context, next listing, fold folding) error {
	t := &turns{rebuilder: b, next: next, fold: fold, last: make(chan struct{})}
	close(t.last)
	group, ctx := errgroup.WithContext(ctx)
	for _, conn := range b.conns {
		group.Go(func() error {
			for {
				more, err := t.one(ctx, conn)
				if err != nil {
					return fmt.Errorf("rebuild: %w", err)
				}
				if !more {
					return nil
				}
			}
		})
	}
	return group.Wait()
}

// one is one transaction; false: there was nothing left to do.
func (t *turns) one(ctx context.Context, conn *pgx.Conn) (more bool, err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after a commit: no effect
	ids, before, after, err := t.choose(ctx, conn)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	fresh := newCache()
	a := &attempt{conn: conn, keys: t.keys, cache: &fresh, now: time.Now(), fresh: map[callcenter.ID][]fold.Fact{}}
	w, err := t.fold(ctx, a, ids)
	if err != nil {
		return false, fmt.Errorf("around %s: %w", ids[0], err)
	}
	select {
	case <-before:
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
	batch := new(pgx.Batch)
	w.queue(batch, t.tables)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return false, fmt.Errorf("around %s: %w", ids[0], err)
	}
	if err := tx.Commit(ctx); err != nil {
		return false, err
	}
	t.done.add(w.done)
	close(after)
	return true, nil
}

// choose names and locks the next subjects.
func (t *turns) choose(ctx context.Context, conn *pgx.Conn) (ids []callcenter.ID, before, after chan struct{}, err error) {
	t.choosing.Lock()
	defer t.choosing.Unlock()
	if ids, err = t.next(ctx, conn); err != nil || len(ids) == 0 {
		return nil, nil, nil, err
	}
	set := map[callcenter.ID]bool{}
	for _, id := range ids {
		set[id] = true
	}
	if _, err := conn.Exec(ctx, lockSubjects, lockKeys(inLockOrder(set))); err != nil {
		return nil, nil, nil, err
	}
	before, after = t.last, make(chan struct{})
	t.last = after
	return ids, before, after, nil
}

func (r *Rebuilt) add(one Rebuilt) {
	r.Calls, r.Matters, r.Shifts, r.Facts = r.Calls+one.Calls, r.Matters+one.Matters, r.Shifts+one.Shifts, r.Facts+one.Facts
}

// queue writes what differs. Calls of which there is nothing yet need no comparison.
func (w *folded) queue(batch *pgx.Batch, tables []table) {
	subjects := map[string][]callcenter.ID{"call": w.ids, "matter": w.matters, "shift": w.shifts}
	if !w.bare && len(w.ids) > 0 {
		known := map[string]table{}
		for _, t := range tables {
			known[t.name] = t
		}
		for _, name := range children() {
			batch.Queue(known[name].unaccounted, w.write.rows(name), uuids(w.ids))
		}
	}
	for _, t := range tables {
		if len(w.write[t.name]) == 0 {
			continue
		}
		if w.bare && t.of == "call" {
			batch.Queue(t.upsert, w.write.rows(t.name))
			continue
		}
		batch.Queue(t.differing, w.write.rows(t.name), uuids(subjects[t.of]))
	}
	w.states.queue(batch)
}
