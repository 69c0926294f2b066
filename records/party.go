package records

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// PartyOf finds the party behind a number. NotFound: it never called, has been
// forgotten, or is anonymous.
func (r *Reads) PartyOf(ctx context.Context, n callcenter.Number) (callcenter.ID, error) {
	var id callcenter.ID
	if n.Anonymous() {
		return id, errNoParty()
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err := r.db.QueryRow(ctx, `SELECT id FROM party WHERE number_hash = $1`, r.keys.Index.Hash(n)).Scan(&id)
	if err != nil {
		return id, found("find party", err, errNoParty)
	}
	return id, nil
}

func errNoParty() *callcenter.Error {
	return callcenter.Errorf(callcenter.NotFound, "没有这个当事人的记录")
}

// PartyBehind is whose call it was. NotFound: there is no such call, or he showed no number.
func (r *Reads) PartyBehind(ctx context.Context, call callcenter.ID) (party callcenter.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = r.db.QueryRow(ctx, `SELECT party FROM call WHERE id = $1`, call).Scan(&party)
	if err != nil {
		return party, found("read call", err, func() *callcenter.Error { return errNoCall(call) })
	}
	if party.IsZero() {
		return party, callcenter.Errorf(callcenter.NotFound, "来电人没有显示号码")
	}
	return party, nil
}

// NumberOf opens a party's number. NotFound: there is none, or it has been forgotten.
func (r *Reads) NumberOf(ctx context.Context, party callcenter.ID) (callcenter.Number, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	var sealed, wrapped []byte
	err := r.db.QueryRow(ctx, `SELECT number_sealed, key_wrapped FROM party WHERE id = $1 AND number_sealed IS NOT NULL`, party).Scan(&sealed, &wrapped)
	if err != nil {
		return callcenter.Number{}, found("read party", err, errNoParty)
	}
	return r.keys.OpenNumber(party, sealed, wrapped)
}

// Sticky is the agent who owns the caller's open matter (首问负责): the newest, if there
// are several. A caller waits for the answer, so trouble reads as there being none.
func (r *Reads) Sticky(ctx context.Context, n callcenter.Number) (callcenter.AgentID, bool) {
	if n.Anonymous() {
		return "", false
	}
	ctx, cancel := context.WithTimeout(ctx, stickyTimeout)
	defer cancel()
	var owner callcenter.AgentID
	err := r.db.QueryRow(ctx, `
		SELECT m.owner FROM party p JOIN matter m ON m.party = p.id AND m.closed_at IS NULL
		WHERE p.number_hash = $1 ORDER BY m.opened_at DESC LIMIT 1`, r.keys.Index.Hash(n)).Scan(&owner)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		r.log.Debug("open matter not found out", zap.Error(err))
	}
	return owner, err == nil
}

// Forget forgets a party: its key, its number and what people wrote in its consultations.
// Calls, and what is counted of them, stay. It cannot be undone.
func (r *Reads) Forget(ctx context.Context, party callcenter.ID) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, gate{r.db.pool, retention}, func(tx pgx.Tx) error {
		for i, sql := range forgetting() {
			tag, err := tx.Exec(ctx, sql, [][16]byte{party})
			if err != nil {
				return err
			}
			if i == 0 && tag.RowsAffected() == 0 {
				return pgx.ErrNoRows
			}
		}
		return nil
	})
	if err != nil {
		return found(fmt.Sprintf("forget party %s", party), err, errNoParty)
	}
	return nil
}

// forgetting is what is done away with of parties, their keys first.
func forgetting() []string {
	return []string{
		`UPDATE party SET number_hash = NULL, number_sealed = NULL, key_wrapped = NULL, forgotten_at = now() WHERE id = ANY($1::uuid[]) AND forgotten_at IS NULL`,
		`DELETE FROM order_writing WHERE party = ANY($1::uuid[])`,
		`DELETE FROM fact_writing w USING call c WHERE w.subject = c.id AND c.party = ANY($1::uuid[])`,
		`UPDATE consultation_text t SET summary = '', answer = '' FROM call c WHERE t.call = c.id AND c.party = ANY($1::uuid[])`,
		`UPDATE consultation_search t SET words = '' FROM call c WHERE t.call = c.id AND c.party = ANY($1::uuid[])`,
		`UPDATE consultation_secret t SET summary = '', answer = '' FROM call c WHERE t.call = c.id AND c.party = ANY($1::uuid[])`,
	}
}

// found names a failed query: no row is what missing says, a Postgres that cannot be
// asked is Unavailable.
func found(doing string, err error, missing func() *callcenter.Error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return missing()
	}
	return failed(doing, err)
}
