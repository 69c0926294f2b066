package tally

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// faultMinutes are those of an interval in which the hotline could not be reached: of a
// call that a fault ended the minute of its end, of one that no controller took all of it.
func faultMinutes(from, to string) string {
	return fmt.Sprintf(`(SELECT DISTINCT minute FROM call f CROSS JOIN LATERAL generate_series(
		date_trunc('minute', CASE WHEN f.reason = 'no_controller' THEN f.arrived_at ELSE f.ended_at END), f.ended_at, interval '1 minute') minute
	WHERE (f.outcome = 'failed' OR f.reason = 'no_controller') AND f.ended_at >= %s AND f.ended_at < %s::timestamptz + interval '1 day') f`, from, to)
}

// ReadFaults sums over the calls that arrived in such minutes, which are looked up first:
// there are few, and Postgres cannot know. Of the counts those of calls mean something.
func ReadFaults(ctx context.Context, conn Conn, q Query) ([]Line, error) {
	b, err := q.builder()
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, "SELECT minute FROM "+faultMinutes("$1", "$2")+" WHERE minute < $2", q.From, q.To)
	if err != nil {
		return nil, fmt.Errorf("read minutes of outages: %w", err)
	}
	minutes, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return nil, fmt.Errorf("read minutes of outages: %w", err)
	}
	if len(minutes) == 0 {
		return nil, nil
	}
	from, to := b.arg(q.From), b.arg(q.To)
	b.parts = append(b.parts, fmt.Sprintf(`SELECT x.* FROM unnest(%s::timestamptz[]) minute CROSS JOIN LATERAL (SELECT at, 1 AS n, %s%s FROM tally
		WHERE at >= minute AND at < minute + interval '1 minute' AND at >= %s AND at < %s AND part = '' OFFSET 0) x`, b.arg(minutes), b.values(), names(b.counts()), from, to))
	return b.read(ctx, conn)
}
