package tally

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/journal"
)

// lock keeps two controllers from bringing the sums up to date at once.
const lock = `SELECT pg_advisory_xact_lock(hashtext('tally_sum'))`

// RollUp adds what has changed into the sums. It may be called by several at once and
// as seldom as one likes: Read does not depend on it.
func RollUp(ctx context.Context, conn Conn) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lock); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `WITH gone AS (DELETE FROM tally_change RETURNING n, `+names(columns())+`) `+rowsOf("n", "FROM gone"))
		if err != nil {
			return err
		}
		changed := newCube()
		if err := changed.addAll(rows); err != nil {
			return err
		}
		if err := changed.merge(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, rollUpOrders(), time.Now()); err != nil {
			return err
		}
		for _, sql := range []string{
			`WITH source AS (DELETE FROM state_change RETURNING n, agent, presence, reason, during)` + addStates,
			`DELETE FROM tally_sum WHERE n = 0`,
			`DELETE FROM state_sum WHERE n = 0`,
			`DELETE FROM order_sum WHERE n = 0`,
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("roll up tallies: %w", err)
	}
	return nil
}

// merge adds the cells to what is kept, by way of a table that goes with the transaction.
func (c *cube) merge(ctx context.Context, tx pgx.Tx) error {
	if len(c.lines) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `CREATE TEMP TABLE tally_new (LIKE tally_sum) ON COMMIT DROP`); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"tally_new"}, sumColumns(), pgx.CopyFromRows(c.rows())); err != nil {
		return err
	}
	list := names(sumColumns())
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO tally_sum (%[1]s) SELECT %[1]s FROM tally_new
		ON CONFLICT (grain, dims, start, v1, v2) DO UPDATE SET n = tally_sum.n + EXCLUDED.n, %[2]s`, list, each(Counts(),
		"%[1]s = nullif(coalesce(tally_sum.%[1]s, 0) + coalesce(EXCLUDED.%[1]s, 0), 0)")))
	return err
}

func sumColumns() []string {
	return append([]string{"grain", "dims", "start", "v1", "v2", "n"}, Counts()...)
}

// Conn is a connection or a pool of them.
type Conn interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Counts are what is summed: the names of fold's counts, and what is looked up of callers.
func Counts() []string { return append(FoldedCounts(), followCounts()...) }

// FoldedCounts are those that follow from the facts of one call.
func FoldedCounts() []string {
	return append(journal.Columns(fold.CallCounts{}), journal.Columns(fold.LegCounts{})...)
}

// columns of a change: those of a tally but its key.
func columns() []string {
	return append(journal.Columns(fold.Tally{})[2:], followCounts()...)
}

func names(list []string) string { return strings.Join(list, ", ") }

// addStates cuts the states of source at each hour and adds to what is kept.
const addStates = `, cut AS (
SELECT s.n, s.agent, s.presence, s.reason, hour, s.during * tstzrange(hour, hour + interval '1 hour') AS piece
FROM source s CROSS JOIN LATERAL generate_series(date_trunc('hour', lower(s.during)), upper(s.during) - interval '1 microsecond', interval '1 hour') hour)
INSERT INTO state_sum (grain, start, agent, presence, reason, n, us)
SELECT g.grain, date_trunc(g.grain, c.hour, '` + zone + `') AS start, c.agent, c.presence, c.reason, sum(c.n),
	sum(c.n * round(extract(epoch FROM upper(c.piece) - lower(c.piece)) * 1000000))
FROM cut c CROSS JOIN (VALUES ('hour'), ('day')) g (grain)
GROUP BY g.grain, start, c.agent, c.presence, c.reason
ON CONFLICT (grain, start, agent, presence, reason) DO UPDATE SET n = state_sum.n + EXCLUDED.n, us = state_sum.us + EXCLUDED.us`

// each writes a pattern for every name.
func each(names []string, pattern string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = fmt.Sprintf(pattern, name)
	}
	return strings.Join(list, ", ")
}

// Rebuild sums everything again, a month at a time, while rows go on changing.
func Rebuild(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
SELECT DISTINCT m FROM (
	SELECT date_trunc('month', at, '`+zone+`') AS m FROM tally
	UNION ALL SELECT date_trunc('month', start, '`+zone+`') FROM tally_sum
	UNION ALL SELECT date_trunc('month', at, '`+zone+`') FROM tally_change) x ORDER BY m`)
	if err != nil {
		return fmt.Errorf("rebuild sums: %w", err)
	}
	months, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return fmt.Errorf("rebuild sums: %w", err)
	}
	for _, month := range months {
		if err := again(ctx, conn, func(tx pgx.Tx) error { return sumMonth(ctx, tx, month) }); err != nil {
			return fmt.Errorf("rebuild sums of %s: %w", month.In(callcenter.Leshan()).Format("2006-01"), err)
		}
	}
	if err := again(ctx, conn, func(tx pgx.Tx) error { return sumStates(ctx, tx) }); err != nil {
		return fmt.Errorf("rebuild sums of states: %w", err)
	}
	return nil
}

func sumMonth(ctx context.Context, tx pgx.Tx, month time.Time) error {
	next := month.In(callcenter.Leshan()).AddDate(0, 1, 0)
	for _, sql := range []string{
		`DELETE FROM tally_sum WHERE start >= $1 AND start < $2`,
		`DELETE FROM tally_change WHERE at >= $1 AND at < $2`,
	} {
		if _, err := tx.Exec(ctx, sql, month, next); err != nil {
			return err
		}
	}
	rows, err := tx.Query(ctx, rowsOf("1", `FROM tally WHERE at >= $1 AND at < $2`), month, next)
	if err != nil {
		return err
	}
	all := newCube()
	if err := all.addAll(rows); err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"tally_sum"}, sumColumns(), pgx.CopyFromRows(all.rows()))
	return err
}

func sumStates(ctx context.Context, tx pgx.Tx) error {
	for _, sql := range []string{
		`DELETE FROM state_sum`,
		`DELETE FROM state_change`,
		`WITH source AS (SELECT 1 AS n, agent, presence, coalesce(reason, '') AS reason, during FROM agent_state WHERE NOT upper_inf(during))` + addStates,
	} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// again replaces sums in one snapshot: what changes meanwhile is noted after it. The
// lock is the session's, because a transaction's would be waited for in its snapshot.
func again(ctx context.Context, conn *pgx.Conn, replace func(pgx.Tx) error) (err error) {
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtext('tally_sum'))`); err != nil {
		return err
	}
	defer func() {
		_, unlockErr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('tally_sum'))`)
		if err == nil {
			err = unlockErr
		}
	}()
	return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, replace)
}
