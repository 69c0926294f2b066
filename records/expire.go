package records

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

const (
	expireBatch = 200   // calls or parties in a transaction
	expireLines = 5_000 // lines of a list
	oneSweep    = "SELECT pg_advisory_xact_lock(hashtext('hotline_retention'))"
	textsOver   = `SELECT DISTINCT w.subject FROM fact_writing w JOIN call c ON c.id = w.subject LEFT JOIN legal_hold h ON h.call = w.subject
		WHERE w.subject < uuid_floor($1) AND c.arrived_at < $1 AND NOT coalesce(h.held, false) ORDER BY w.subject LIMIT $2`
	draftsOver = `SELECT DISTINCT w.subject FROM fact_writing w JOIN consultation_draft d ON d.call = w.subject AND d.occurrence = w.occurrence
		LEFT JOIN legal_hold h ON h.call = w.subject
		WHERE w.kind = 'consultation.drafted' AND w.subject < uuid_floor($1) AND d.drafted_at < $1 AND NOT coalesce(h.held, false)
		ORDER BY w.subject LIMIT $2`
	numbersOver = `SELECT p.id FROM party p WHERE p.forgotten_at IS NULL AND p.id < uuid_floor($1)
		AND NOT EXISTS (SELECT FROM call c WHERE c.party = p.id AND c.arrived_at >= $1)
		AND NOT EXISTS (SELECT FROM call c JOIN legal_hold h ON h.call = c.id WHERE c.party = p.id AND h.held)
		ORDER BY p.id LIMIT $2`
)

// Expire deletes what is over at a time but recordings, under the role of retention, and
// logs each deletion in the transaction that does it. It returns how much of each class.
// A legal hold on a call keeps what was written of it and its party's number.
func (r *Records) Expire(ctx context.Context, now time.Time) (map[string]int64, error) {
	sweeps, err := r.sweeps(ctx, now)
	if err != nil {
		return nil, err
	}
	gone := map[string]int64{}
	var failures []error
	for _, class := range []struct {
		class string
		round func(context.Context, pgx.Tx, sweep) (int64, error)
	}{
		{keptTexts, expireTexts},
		{keptDrafts, expireDrafts},
		{keptNumbers, expireNumbers},
		{keptAudit, expireLinesOf("audit", "at")},
		{keptDisclosures, expireLinesOf("disclosure", "at")},
		{keptLinks, expireLinesOf("rating_link", "expires_at")},
	} {
		n, err := r.rounds(ctx, sweeps[class.class], class.round)
		if n > 0 {
			gone[class.class] = n
		}
		failures = append(failures, err)
	}
	n, err := r.expireCDR(ctx, now, sweeps[keptCDR])
	if n > 0 {
		gone[keptCDR] = n
	}
	return gone, errors.Join(append(failures, err)...)
}

// sweep is one class's turn.
type sweep struct {
	RetentionClass
	until time.Time // what is older is over
}

// rounds deletes some at a time until nothing is left. Two controllers take turns, so
// that nothing is logged twice.
func (r *Records) rounds(ctx context.Context, s sweep, round func(context.Context, pgx.Tx, sweep) (int64, error)) (gone int64, err error) {
	for {
		var n int64
		one, cancel := context.WithTimeoutCause(ctx, readTimeout, errors.New("a deletion took too long"))
		err := pgx.BeginFunc(one, gate{r.db.pool, retention}, func(tx pgx.Tx) (err error) {
			if _, err = tx.Exec(one, oneSweep); err == nil {
				n, err = round(one, tx, s)
			}
			return err
		})
		cancel()
		if err != nil {
			return gone, failed("delete "+s.Class, err)
		}
		if n == 0 {
			return gone, nil
		}
		gone += n
	}
}

func (s sweep) log(ctx context.Context, tx pgx.Tx, object string, n int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO deletion (class, object, deleted, keep_days) VALUES ($1, $2, $3, $4)`, s.Class, object, n, s.KeepDays)
	return err
}

func expireTexts(ctx context.Context, tx pgx.Tx, s sweep) (int64, error) {
	return s.each(ctx, tx, textsOver, []string{
		`DELETE FROM fact_writing WHERE subject = ANY($1::uuid[])`,
		`UPDATE consultation_text SET summary = '', answer = '' WHERE call = ANY($1::uuid[])`,
		`UPDATE consultation_secret SET summary = '', answer = '' WHERE call = ANY($1::uuid[])`,
		`UPDATE consultation_search SET words = '' WHERE call = ANY($1::uuid[])`,
	})
}

func expireDrafts(ctx context.Context, tx pgx.Tx, s sweep) (int64, error) {
	return s.each(ctx, tx, draftsOver, []string{`DELETE FROM fact_writing WHERE kind = 'consultation.drafted' AND subject = ANY($1::uuid[])`})
}

func expireNumbers(ctx context.Context, tx pgx.Tx, s sweep) (int64, error) {
	return s.each(ctx, tx, numbersOver, forgetting())
}

// each finds subjects and does away with what there is of them.
func (s sweep) each(ctx context.Context, tx pgx.Tx, find string, doing []string) (int64, error) {
	rows, err := tx.Query(ctx, find, s.until, expireBatch)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	list := make([][16]byte, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	for _, sql := range doing {
		if _, err := tx.Exec(ctx, sql, list); err != nil {
			return 0, err
		}
	}
	for _, id := range ids {
		if err := s.log(ctx, tx, id.String(), 1); err != nil {
			return 0, err
		}
	}
	return int64(len(ids)), nil
}

// expireLinesOf deletes the oldest lines of a list; the log says until when. What a law
// says of them is by Postgres's clock, whatever ours says.
func expireLinesOf(table, column string) func(context.Context, pgx.Tx, sweep) (int64, error) {
	return func(ctx context.Context, tx pgx.Tx, s sweep) (int64, error) {
		tag, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE ctid = ANY(ARRAY(
			SELECT ctid FROM `+table+` WHERE `+column+` < least($1, now() - make_interval(days => $2)) ORDER BY `+column+` LIMIT $3))`,
			s.until, s.LeastDays, expireLines)
		if err != nil || tag.RowsAffected() == 0 {
			return 0, err
		}
		return tag.RowsAffected(), s.log(ctx, tx, "< "+s.until.UTC().Format(time.RFC3339), tag.RowsAffected())
	}
}
