package journal

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// run takes the batch into Postgres. Missed shifts: nothing was written, and the same
// batch is to be tried again with those locked too.
func (a *attempt) run(ctx context.Context, tables []table) (missed []callcenter.ID, err error) {
	if err := a.insert(ctx); err != nil {
		return nil, err
	}
	stale := a.staleCalls()
	if len(stale) > 0 {
		if err := a.load(ctx, stale, nil); err != nil {
			return nil, err
		}
	}
	write := changes{}
	engaged, missed, err := a.foldCalls(write, stale)
	if err != nil || len(missed) > 0 {
		return missed, err
	}
	if err := a.foldMatters(ctx, write); err != nil {
		return nil, err
	}
	var states states
	if err := a.foldShifts(ctx, write, &states, engaged); err != nil {
		return nil, err
	}
	batch := new(pgx.Batch)
	write.queue(batch, tables)
	states.queue(batch)
	if err := a.queueWritings(batch); err != nil {
		return nil, err
	}
	batch.Queue("commit")
	return nil, a.conn.SendBatch(ctx, batch).Close()
}

// staleCalls are those that learned something and of which memory is not to be believed.
func (a *attempt) staleCalls() (stale []callcenter.ID) {
	for _, id := range a.calls {
		if state := a.cache.call(id); len(a.fresh[id]) > 0 && state.count != a.counts[id] {
			*state = callState{}
			stale = append(stale, id)
		}
	}
	return stale
}

// foldCalls folds the calls that learned something. It returns what they now do to
// shifts where that changed, by shift.
func (a *attempt) foldCalls(write changes, stale []callcenter.ID) (engaged map[callcenter.ID][]fold.Engagement, missed []callcenter.ID, err error) {
	engaged = map[callcenter.ID][]fold.Engagement{}
	for _, id := range a.calls {
		if len(a.fresh[id]) == 0 {
			continue
		}
		state := a.cache.call(id)
		if !slices.Contains(stale, id) { // else loaded, with these
			state.facts = append(state.facts, a.fresh[id]...)
		}
		if a.forgotten(id) {
			forgetWritings(state.facts)
			forgetWritings(a.fresh[id])
		}
		record := fold.OfCall(id, state.facts)
		if record.Call.Facts == 0 {
			continue // only kinds of a newer program: perhaps no call at all
		}
		a.keepDrafts(record)
		now, err := rowsOf(record)
		if err != nil {
			return nil, nil, fmt.Errorf("fold call %s: %w", id, err)
		}
		write.differing(now, state.rows)
		engagements := record.Engagements()
		for _, e := range engagements {
			if !slices.Contains(a.shifts, e.Shift) {
				missed = append(missed, e.Shift)
			}
			if !slices.Contains(state.engagements, e) {
				engaged[e.Shift] = append(engaged[e.Shift], e)
			}
		}
		state.rows, state.engagements, state.count, state.touched = now, engagements, record.Call.Facts, a.now
	}
	return engaged, missed, nil
}

// foldShifts folds the shifts that learned something, from their own facts or a call's.
func (a *attempt) foldShifts(ctx context.Context, write changes, states *states, engaged map[callcenter.ID][]fold.Engagement) error {
	var changed, stale []callcenter.ID
	for _, id := range a.shifts {
		if len(a.fresh[id]) == 0 && len(engaged[id]) == 0 {
			continue
		}
		changed = append(changed, id)
		digest, exists := a.digest[id]
		if known := a.cache.shifts[id]; exists && (known == nil || known.folded.Digest != digest) || !exists && known != nil {
			delete(a.cache.shifts, id)
			stale = append(stale, id)
		}
	}
	if err := a.load(ctx, nil, stale); err != nil {
		return err
	}
	for _, id := range changed {
		state := a.cache.shift(id)
		all := slices.Contains(stale, id)
		for _, f := range a.fresh[id] {
			state.timeline.Tell(f)
		}
		for _, e := range engaged[id] {
			state.timeline.Engage(e)
		}
		folded := state.timeline.Fold()
		states.add(folded, state.folded.States, all)
		if err := write.add("shift", folded); err != nil {
			return err
		}
		state.folded, state.touched = folded, a.now
	}
	return nil
}
