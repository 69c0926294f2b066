package journal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// OfCalls is the condition for facts about calls, in SQL.
const OfCalls = `kind NOT LIKE 'shift.%' AND kind NOT LIKE 'matter.%' AND kind NOT LIKE 'audit.%'`

const (
	rebuildBatch = 500 // subjects in a transaction

	selectCalls = `
SELECT DISTINCT subject FROM journal WHERE subject > $1 AND ` + OfCalls + `
ORDER BY subject LIMIT $2`
	selectCallFacts = `
SELECT subject, kind, occurrence, at, controller, data, party FROM journal
WHERE subject BETWEEN $1 AND $2 AND ` + OfCalls
	countCalls = `SELECT count(*) FROM call WHERE id = ANY($1::uuid[])`

	selectMatters = `SELECT DISTINCT subject FROM journal WHERE kind LIKE 'matter.%' ORDER BY subject`

	// A shift may be known by its calls alone.
	selectShifts = `
SELECT subject FROM journal WHERE kind LIKE 'shift.%'
UNION SELECT shift FROM promise WHERE shift IS NOT NULL
UNION SELECT shift FROM segment WHERE shift IS NOT NULL
ORDER BY subject`

	selectStates = `
SELECT a.shift, a.agent, a.presence, coalesce(a.reason, ''), coalesce(a.token, ''), lower(a.during), upper(a.during)
FROM unnest($1::uuid[]) AS n (shift) JOIN agent_state a ON a.shift = n.shift ORDER BY a.shift, lower(a.during)`
)

// children are the tables folded from calls that hang on others, in the order in which
// rows are deleted from them that no fact accounts for.
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

// Rebuild folds everything again, some subjects at a time and on all the connections,
// while facts go on coming: the locks are the shippers'. Rows that are right stay as
// they are.
func Rebuild(ctx context.Context, conns []*pgx.Conn, keys Keys) (Rebuilt, error) {
	b := &rebuilder{conns: conns, keys: keys, tables: tables()}
	err := b.inTurns(ctx, pagesOf(selectCalls), b.calls)
	if err == nil {
		err = b.all(ctx, selectMatters, b.matters)
	}
	if err == nil {
		err = b.all(ctx, selectShifts, b.shifts)
	}
	return b.done, err
}

type rebuilder struct {
	conns  []*pgx.Conn
	keys   Keys
	tables []table
	done   Rebuilt // changed by who may write
}

// all folds subjects that are few enough to be listed at once.
func (b *rebuilder) all(ctx context.Context, sql string, fold folding) error {
	rows, err := b.conns[0].Query(ctx, sql)
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return b.inTurns(ctx, piecesOf(ids), fold)
}

// calls reads a batch of calls and folds them, with the matters that came up in them.
func (b *rebuilder) calls(ctx context.Context, a *attempt, ids []callcenter.ID) (*folded, error) {
	known, err := a.loadCalls(ctx, ids)
	if err != nil {
		return nil, err
	}
	w := &folded{ids: ids, bare: known == 0, write: changes{}, done: Rebuilt{Calls: len(ids)}}
	matters := map[callcenter.ID]bool{}
	for _, id := range ids {
		facts := a.cache.call(id).facts
		record := fold.OfCall(id, facts)
		w.done.Facts += len(facts)
		if record.Call.Facts == 0 {
			continue
		}
		rows, err := rowsOf(record)
		if err != nil {
			return nil, err
		}
		w.write.differing(rows, nil)
		for _, e := range record.Edits {
			if !e.Matter.IsZero() {
				matters[e.Matter] = true // opened by this call or an earlier one
			}
		}
	}
	return w, b.foldMatters(ctx, a, inLockOrder(matters), w)
}

// loadCalls reads the facts of calls that follow each other, and how many of the calls
// there are already.
func (a *attempt) loadCalls(ctx context.Context, ids []callcenter.ID) (known int, err error) {
	for _, id := range ids {
		a.cache.call(id)
	}
	var written map[callcenter.ID]Writings
	batch := new(pgx.Batch)
	batch.Queue(selectCallFacts, [16]byte(ids[0]), [16]byte(ids[len(ids)-1])).Query(func(rows pgx.Rows) error {
		return ScanFacts(rows, func(f fold.Fact) {
			if state := a.cache.calls[f.Subject]; state != nil { // else it came up just now, and is not ours to fold
				state.facts = append(state.facts, f)
			}
		})
	})
	a.queueLoadWritings(batch, ids, &written)
	batch.Queue(countCalls, uuids(ids)).QueryRow(func(row pgx.Row) error { return row.Scan(&known) })
	if err := a.conn.SendBatch(ctx, batch).Close(); err != nil {
		return 0, err
	}
	a.addWritings(ids, written)
	return known, nil
}

func (b *rebuilder) matters(ctx context.Context, a *attempt, ids []callcenter.ID) (*folded, error) {
	w := &folded{write: changes{}, done: Rebuilt{Matters: len(ids)}}
	return w, b.foldMatters(ctx, a, ids, w)
}

func (b *rebuilder) foldMatters(ctx context.Context, a *attempt, ids []callcenter.ID, w *folded) error {
	a.matters, w.matters = ids, ids
	for _, id := range ids {
		a.fresh[id] = []fold.Fact{{}} // fold it, whatever it is
	}
	return a.foldMatters(ctx, w.write)
}

func (b *rebuilder) shifts(ctx context.Context, a *attempt, ids []callcenter.ID) (*folded, error) {
	if err := a.load(ctx, nil, ids); err != nil {
		return nil, err
	}
	before, err := a.statesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	w := &folded{shifts: ids, write: changes{}, done: Rebuilt{Shifts: len(ids)}}
	for _, id := range ids {
		shift := a.cache.shift(id).timeline.Fold()
		was := before[id]
		w.states.add(shift, was.States, was.Agent != shift.Agent)
		if err := w.write.add("shift", shift); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// statesOf reads the states that shifts have, with their agent: none, if they differ in it.
func (a *attempt) statesOf(ctx context.Context, ids []callcenter.ID) (map[callcenter.ID]fold.Shift, error) {
	found := map[callcenter.ID]fold.Shift{}
	rows, err := a.conn.Query(ctx, selectStates, uuids(ids))
	if err != nil {
		return nil, err
	}
	var shift callcenter.ID
	var agent callcenter.AgentID
	var one fold.State
	var to *time.Time
	_, err = pgx.ForEachRow(rows, []any{&shift, &agent, &one.Presence, &one.Reason, &one.Token, &one.From, &to}, func() error {
		s := found[shift]
		if len(s.States) > 0 && s.Agent != agent {
			agent = ""
		}
		state := one
		state.From = one.From.UTC()
		if to != nil {
			state.To = to.UTC()
		}
		s.Agent, s.States = agent, append(s.States, state)
		found[shift] = s
		return nil
	})
	return found, err
}
