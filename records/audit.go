package records

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// Look is one line of the audit: a look at what is not everybody's, as a recording or a
// whole number, or a change of what somebody entered or set.
type Look struct {
	ID     callcenter.ID      `json:"id"`
	At     time.Time          `json:"at"`
	Staff  callcenter.AgentID `json:"staff"`
	Action string             `json:"action"`
	Call   callcenter.ID      `json:"call,omitzero"`
	Party  callcenter.ID      `json:"party,omitzero"`
	Object string             `json:"object,omitempty" doc:"录音名、工号、话机、事项编号等"`
	Reason string             `json:"reason,omitempty"`
	Before json.RawMessage    `json:"before,omitempty" doc:"变更前"`
	After  json.RawMessage    `json:"after,omitempty" doc:"变更后"`
}

// NoteChange writes a change down, in the transaction that makes it.
func NoteChange(ctx context.Context, tx pgx.Tx, c callcenter.Change) error {
	before, after, err := sides(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit (staff, action, call, object, before, after) VALUES ($1, $2, $3, nullif($4, ''), $5, $6)`,
		string(c.By), c.Action, given(c.Call), c.Object, before, after)
	if err != nil {
		return fmt.Errorf("note %s: %w", c.Action, err)
	}
	return nil
}

// sides are what was before and after a change, nil for what was not.
func sides(c callcenter.Change) (before, after json.RawMessage, err error) {
	of := func(side any) json.RawMessage {
		if side == nil || err != nil {
			return nil
		}
		var raw []byte
		if raw, err = json.Marshal(side); err != nil {
			err = fmt.Errorf("note %s: %w", c.Action, err)
		}
		return raw
	}
	return of(c.Before), of(c.After), err
}

// NoteDurably writes a change down on this machine's disk; the audit has it once Postgres
// does. It is for what people must be able to do while Postgres is away.
func (r *Records) NoteDurably(ctx context.Context, c callcenter.Change) error {
	before, after, err := sides(c)
	if err != nil {
		return err
	}
	return r.commitNow(ctx, callcenter.Fact{
		Subject: callcenter.NewID(time.Now()),
		Data:    callcenter.ChangeNoted{By: c.By, Action: c.Action, Call: c.Call, Object: c.Object, Before: before, After: after},
	})
}

// sameLook is how long the parts a player asks for one after the other are one look.
const sameLook = 10 * time.Minute

// Note writes a look down before it is had: who cannot be noted, may not look.
func (r *Reads) Note(ctx context.Context, l Look) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	_, err := r.db.Exec(ctx, `
		INSERT INTO audit (staff, action, call, party, object, reason)
		SELECT $1, $2, $3, $4, nullif($5, ''), nullif($6, '')
		WHERE NOT EXISTS (
			SELECT FROM audit a WHERE a.staff = $1 AND a.action = $2 AND a.call IS NOT DISTINCT FROM $3 AND a.at > clock_timestamp() - $7::interval
			  AND a.party IS NOT DISTINCT FROM $4 AND a.object IS NOT DISTINCT FROM nullif($5, '') AND a.reason IS NOT DISTINCT FROM nullif($6, ''))`,
		string(l.Staff), l.Action, l.Call, l.Party, l.Object, l.Reason, sameLook)
	if err != nil {
		return failed("note a look", err)
	}
	return nil
}

// NoteExport writes down what somebody takes away, before he has it.
func (r *Reads) NoteExport(ctx context.Context, c callcenter.Change) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	if err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error { return NoteChange(ctx, tx, c) }); err != nil {
		return failed("note an export", err)
	}
	return nil
}

// RefusedOwn notes that somebody tried to decide what he had asked for himself, and gives
// the refusal: he is refused whether or not that could be noted.
func (r *Reads) RefusedOwn(ctx context.Context, c callcenter.Change, refusal error) error {
	if err := r.NoteExport(ctx, c); err != nil {
		r.log.Error("refused decision not noted", zap.String("action", c.Action), zap.String("object", c.Object), zap.Error(err))
	}
	return refusal
}

// NoteExported writes down how much of it he got. He has it by then, so that it cannot be
// noted is told to the log alone.
func (r *Reads) NoteExported(ctx context.Context, c callcenter.Change) {
	if err := r.NoteExport(ctx, c); err != nil {
		r.log.Error("end of an export not noted", zap.String("export", c.Object), zap.Any("after", c.After), zap.Error(err))
	}
}
