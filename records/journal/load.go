package journal

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

const (
	// SelectFacts reads subjects' facts; ScanFacts reads its rows.
	SelectFacts = `SELECT subject, kind, occurrence, at, controller, data, party FROM journal WHERE subject = ANY($1::uuid[])`

	selectPromises = `SELECT shift, token, agent, coalesce(seat, ''), made_at, ended_at FROM promise WHERE shift = ANY($1::uuid[])`
	selectSegments = `SELECT shift, token, agent, coalesce(seat, ''), started_at, ended_at, wrap_up_ms FROM segment WHERE shift = ANY($1::uuid[])`
)

// ScanFacts hands each row of SelectFacts to take.
func ScanFacts(rows pgx.Rows, take func(fold.Fact)) error {
	var f fold.Fact
	var kind string
	var data json.RawMessage
	_, err := pgx.ForEachRow(rows, []any{&f.Subject, &kind, &f.Occurrence, &f.At, &f.By, &data, &f.Party}, func() error {
		payload, err := callcenter.DecodePayload(callcenter.FactKind(kind), data)
		if err != nil {
			return err
		}
		fact := f
		fact.Data, fact.At = payload, f.At.UTC()
		take(fact)
		return nil
	})
	return err
}

// load reads again what memory does not hold as the database does: another
// controller wrote, or this one has just started.
func (a *attempt) load(ctx context.Context, calls, shifts []callcenter.ID) error {
	batch := new(pgx.Batch)
	if subjects := append(uuids(calls), uuids(shifts)...); len(subjects) > 0 {
		batch.Queue(SelectFacts, subjects).Query(func(rows pgx.Rows) error {
			return ScanFacts(rows, func(f fold.Fact) {
				if isShift(f.Kind()) {
					a.cache.shift(f.Subject).timeline.Tell(f)
				} else {
					state := a.cache.call(f.Subject)
					state.facts = append(state.facts, f)
				}
			})
		})
	}
	var written map[callcenter.ID]Writings
	if len(calls) > 0 {
		a.queueLoadWritings(batch, calls, &written)
	}
	if len(shifts) > 0 {
		batch.Queue(selectPromises, uuids(shifts)).Query(func(rows pgx.Rows) error { return a.scanEngagements(rows, false) })
		batch.Queue(selectSegments, uuids(shifts)).Query(func(rows pgx.Rows) error { return a.scanEngagements(rows, true) })
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := a.conn.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	a.addWritings(calls, written)
	return nil
}

func (a *attempt) scanEngagements(rows pgx.Rows, segments bool) error {
	var shift callcenter.ID
	var token, agent, seat string
	var from time.Time
	var to *time.Time
	var wrapUp int64
	into := []any{&shift, &token, &agent, &seat, &from, &to}
	if segments {
		into = append(into, &wrapUp)
	}
	_, err := pgx.ForEachRow(rows, into, func() error {
		timeline := a.cache.shift(shift).timeline
		e := timeline.Engagement(callcenter.Token(token))
		e.Token, e.Shift, e.Agent, e.Seat = callcenter.Token(token), shift, callcenter.AgentID(agent), callcenter.SeatID(seat)
		var end time.Time
		if to != nil {
			end = to.UTC()
		}
		if segments {
			e.TalkAt, e.TalkEnd, e.WrapUp = from.UTC(), end, time.Duration(wrapUp)*time.Millisecond
		} else {
			e.RingAt, e.RingEnd = from.UTC(), end
		}
		timeline.Engage(e)
		return nil
	})
	return err
}
