package tally

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Spent is how long an agent was in one presence.
type Spent struct {
	Start    time.Time // of the step; zero without steps
	Agent    callcenter.AgentID
	Presence callcenter.Presence
	Reason   string // of a break
	Time     time.Duration
}

// ReadStates sums agents' time over an interval of whole hours, cut at its edges. What
// still lasts counts up to now. A query's filters are an agent and the reason of a break.
func ReadStates(ctx context.Context, conn Conn, q Query, now time.Time) ([]Spent, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	grains := []string{"day", "hour"}
	if q.Step == ByHour || q.shifted() {
		grains = grains[1:]
	}
	sums, args := "", []any{q.From, q.To, now, q.Only[Agent], q.Only[BreakReason]}
	for _, p := range pieces(q.From, q.To, grains) {
		args = append(args, p.from, p.to)
		sums += fmt.Sprintf(`SELECT start AS at, agent, presence, reason, us FROM state_sum WHERE grain = '%s' AND start >= $%d AND start < $%d
UNION ALL `, p.grain, len(args)-1, len(args))
	}
	rows, err := conn.Query(ctx, fmt.Sprintf(`
WITH fresh AS (
	SELECT n, agent, presence, reason, during FROM state_change WHERE during && tstzrange($1, $2)
	UNION ALL
	SELECT 1, agent, presence, coalesce(reason, ''), tstzrange(lower(during), $3) FROM agent_state
	WHERE upper_inf(during) AND lower(during) < least($2, $3)),
cut AS (
	SELECT n, agent, presence, reason, hour, during * tstzrange($1, $2) * tstzrange(hour, hour + interval '1 hour') AS piece
	FROM fresh CROSS JOIN LATERAL generate_series(greatest(date_trunc('hour', lower(during)), $1), least(upper(during), $2) - interval '1 microsecond', interval '1 hour') hour)
SELECT %s AS step, agent, presence, reason, sum(us)::bigint FROM (
	%s SELECT hour, agent, presence, reason, n * round(extract(epoch FROM upper(piece) - lower(piece)) * 1000000) FROM cut) x
WHERE $4 IN ('', agent) AND $5 IN ('', reason)
GROUP BY step, agent, presence, reason HAVING sum(us) <> 0 ORDER BY step, agent, presence, reason`, q.start(), sums), args...)
	if err != nil {
		return nil, fmt.Errorf("read agents' time: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Spent, error) {
		var s Spent
		var at *time.Time
		var us int64
		err := row.Scan(&at, &s.Agent, &s.Presence, &s.Reason, &us)
		if at != nil {
			s.Start = at.In(callcenter.Leshan())
		}
		s.Time = time.Duration(us) * time.Microsecond
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("read agents' time: %w", err)
	}
	return list, nil
}
