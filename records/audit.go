package records

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Look is one line of the audit: a look at what is not everybody's, as a recording or a
// whole number, or a change of what is no fact of a call, as an account.
type Look struct {
	At     time.Time          `json:"at"`
	Staff  callcenter.AgentID `json:"staff"`
	Action string             `json:"action"`
	Call   callcenter.ID      `json:"call,omitzero"`
	Party  callcenter.ID      `json:"party,omitzero"`
	Object string             `json:"object,omitempty" doc:"录音名"`
	Reason string             `json:"reason,omitempty"`
	Before json.RawMessage    `json:"before,omitempty" doc:"变更前"`
	After  json.RawMessage    `json:"after,omitempty" doc:"变更后"`
}

// NoteChange writes a change down, in the transaction that makes it.
func NoteChange(ctx context.Context, tx pgx.Tx, c callcenter.Change) error {
	var sides [2]*string
	for i, side := range []any{c.Before, c.After} {
		if side == nil {
			continue
		}
		raw, err := json.Marshal(side)
		if err != nil {
			return fmt.Errorf("note %s: %w", c.Action, err)
		}
		sides[i] = new(string(raw))
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit (staff, action, object, before, after) VALUES ($1, $2, $3, $4, $5)`,
		string(c.By), c.Action, c.Object, sides[0], sides[1])
	if err != nil {
		return fmt.Errorf("note %s: %w", c.Action, err)
	}
	return nil
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

// Looks reads the audit of a time, the newest first, at most limit.
func (r *Reads) Looks(ctx context.Context, from, to time.Time, limit int) ([]Look, error) {
	if to.IsZero() {
		to = time.Now().Add(time.Minute)
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `
		SELECT at, staff, action, call, party, coalesce(object, ''), coalesce(reason, ''), before, after FROM audit
		WHERE at >= $1 AND at < $2 ORDER BY at DESC LIMIT $3`, from, to, pageLimit(limit))
	if err != nil {
		return nil, failed("read audit", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Look, error) {
		var l Look
		err := row.Scan(&l.At, &l.Staff, &l.Action, &l.Call, &l.Party, &l.Object, &l.Reason, &l.Before, &l.After)
		return l, err
	})
	if err != nil {
		return nil, failed("read audit", err)
	}
	if list == nil {
		list = []Look{}
	}
	return list, nil
}
