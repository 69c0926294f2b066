package tally

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/records/fold"
	"hotline/records/journal"
)

// lock keeps two controllers from bringing the sums up to date at once.
const lock = `SELECT pg_advisory_xact_lock(hashtext('tally_sum'))`

// memory: with less, Postgres sorts for the grouping sets what it can hash. JIT compiles
// longer than these statements run.
const memory = `SET LOCAL work_mem = '128MB'; SET LOCAL jit = off`

// RollUp adds what has changed into the sums. It may be called by several at once and
// as seldom as one likes: Read does not depend on it.
func RollUp(ctx context.Context, conn Conn) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range []string{
			lock, memory,
			`WITH source AS (DELETE FROM tally_change RETURNING n, ` + strings.Join(columns(), ", ") + `)` + addSums(),
			`WITH source AS (DELETE FROM state_change RETURNING n, agent, presence, reason, during)` + addStates,
			`DELETE FROM tally_sum WHERE n = 0`,
			`DELETE FROM state_sum WHERE n = 0`,
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

// Conn is a connection or a pool of them.
type Conn interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Counts are what is summed: the names of fold's counts.
func Counts() []string {
	return append(journal.Columns(fold.CallCounts{}), journal.Columns(fold.LegCounts{})...)
}

// columns of a tally but its key.
func columns() []string {
	return journal.Columns(fold.Tally{})[2:]
}

// addSums sums source and adds to what is kept.
func addSums() string {
	return sumsOf() + ` ON CONFLICT (grain, dims, start, v1, v2) DO UPDATE SET n = tally_sum.n + EXCLUDED.n, ` + each(Counts(),
		"%[1]s = nullif(coalesce(tally_sum.%[1]s, 0) + coalesce(EXCLUDED.%[1]s, 0), 0)")
}

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

// sumsOf sums the rows of source by every grouping there is. Callers' kinds overlap, so
// the rows are repeated for them and only the groupings by kind read those.
func sumsOf() string {
	all := dimensions()
	plain := slices.DeleteFunc(dimensions(), func(d of) bool { return d.name == CallerKind })
	insert := fmt.Sprintf("\nINSERT INTO tally_sum (grain, dims, start, v1, v2, n, %s)\n", strings.Join(Counts(), ", "))
	return insert + groups(plain, false) + "\nUNION ALL\n" + groups(all, true)
}

// groups is one pass over source; kinds: only the groupings that name the caller's kind.
func groups(list []of, kinds bool) string {
	var row, names, values, sets []string
	set := func(columns ...string) { sets = append(sets, "("+strings.Join(columns, ", ")+")") }
	grain, start := "CASE WHEN d IS NOT NULL THEN 'day' ELSE 'month' END", "coalesce(d, m)"
	if !kinds {
		set("h")
		set("d")
		set("m")
		grain, start = "CASE WHEN h IS NOT NULL THEN 'hour' WHEN d IS NOT NULL THEN 'day' ELSE 'month' END", "coalesce(h, d, m)"
	}
	for i, a := range list {
		column := "d_" + string(a.name)
		row = append(row, a.sql+" AS "+column)
		names = append(names, fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN '%s' END", column, a.name))
		values = append(values, column)
		if !kinds || a.name == CallerKind {
			set("d", column)
			set("m", column)
		}
		for _, b := range list[i+1:] {
			if !kinds || a.name == CallerKind || b.name == CallerKind {
				set("m", column, "d_"+string(b.name))
			}
		}
	}
	value := "coalesce((array_remove(ARRAY[" + strings.Join(values, ", ") + "], NULL))[%d], '')"
	return fmt.Sprintf("SELECT %s, concat_ws(' ', %s), %s,\n\t%s, %s, sum(n), %s\n", grain, strings.Join(names, ", "), start,
		fmt.Sprintf(value, 1), fmt.Sprintf(value, 2), each(Counts(), "nullif(sum(n * %s), 0)")) +
		fmt.Sprintf("FROM (SELECT n, %s, %s, %s FROM source) x\nGROUP BY GROUPING SETS (%s)", each([]string{"hour", "day", "month"},
			"date_trunc('%[1]s', at, '"+zone+"') AS %.1[1]s"), strings.Join(Counts(), ", "), strings.Join(row, ", "), strings.Join(sets, ", "))
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
		if err := again(ctx, conn, monthSums(), month, month.In(leshan()).AddDate(0, 1, 0)); err != nil {
			return fmt.Errorf("rebuild sums of %s: %w", month.In(leshan()).Format("2006-01"), err)
		}
	}
	if err := again(ctx, conn, stateSums()); err != nil {
		return fmt.Errorf("rebuild sums of states: %w", err)
	}
	return nil
}

func monthSums() []string {
	return []string{
		`DELETE FROM tally_sum WHERE start >= $1 AND start < $2`,
		`DELETE FROM tally_change WHERE at >= $1 AND at < $2`,
		`WITH source AS (SELECT 1 AS n, ` + strings.Join(columns(), ", ") + ` FROM tally WHERE at >= $1 AND at < $2)` + addSums(),
	}
}

func stateSums() []string {
	return []string{
		`DELETE FROM state_sum`,
		`DELETE FROM state_change`,
		`WITH source AS (SELECT 1 AS n, agent, presence, coalesce(reason, '') AS reason, during FROM agent_state WHERE NOT upper_inf(during))` + addStates,
	}
}

// again replaces sums in one snapshot: what changes meanwhile is noted after it. The
// lock is the session's, because a transaction's would be waited for in its snapshot.
func again(ctx context.Context, conn *pgx.Conn, statements []string, args ...any) (err error) {
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtext('tally_sum'))`); err != nil {
		return err
	}
	defer func() {
		_, unlockErr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('tally_sum'))`)
		if err == nil {
			err = unlockErr
		}
	}()
	return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, memory); err != nil {
			return err
		}
		for _, sql := range statements {
			if _, err := tx.Exec(ctx, sql, args...); err != nil {
				return err
			}
		}
		return nil
	})
}
