package tally

import (
	"context"
	"fmt"
	"time"
)

// FollowDays is how long after a call it is looked whether its caller called again.
const FollowDays = 7

// followCounts are what is looked up, and what is generated from it.
func followCounts() []string {
	return []string{"followed", "repeats", "followed_answered", "resolved"}
}

// followed at once: some thousand rows, so that no lock is held for long.
const followBatch = 5000

// A call that was told late changes what its caller's other calls were taken to be: they
// are looked up again with it.
const follow = `
WITH due AS (
	SELECT t.call, t.at, c.party FROM tally t JOIN call c ON c.id = t.call
	WHERE t.part = '' AND t.followed IS NULL AND t.at < $1 ORDER BY t.at LIMIT $2),
near AS (
	SELECT call FROM due
	UNION SELECT c.id FROM due JOIN call c ON c.party = due.party AND c.arrived_at > due.at - $3::interval AND c.arrived_at < least(due.at + $3::interval, $1)),
looked AS (
	SELECT c.id, (c.party IS NOT NULL AND c.back IS NULL)::int AS followed, now.again, now.repeats
	FROM near JOIN call c ON c.id = near.call CROSS JOIN LATERAL (SELECT
		CASE WHEN c.back IS NULL AND EXISTS (SELECT FROM call l WHERE l.party = c.party AND l.back IS NULL
			AND l.arrived_at > c.arrived_at AND l.arrived_at <= c.arrived_at + $3::interval) THEN 1 END AS again,
		CASE WHEN c.back IS NULL AND EXISTS (SELECT FROM call e WHERE e.party = c.party AND e.back IS NULL
			AND e.arrived_at < c.arrived_at AND e.arrived_at >= c.arrived_at - $3::interval) THEN 1 END AS repeats) now)
UPDATE tally t SET followed = l.followed, again = l.again, repeats = l.repeats FROM looked l
WHERE t.call = l.id AND t.part = '' AND (t.followed, t.again, t.repeats) IS DISTINCT FROM (l.followed, l.again, l.repeats)`

// Follow looks up, of the calls that are old enough, whether their callers called again
// within FollowDays, or had called. Until it has, nothing is counted of a call.
func Follow(ctx context.Context, conn Conn, now time.Time) error {
	for {
		tx, err := conn.Begin(ctx)
		if err != nil {
			return fmt.Errorf("follow calls: %w", err)
		}
		done, err := tx.Exec(ctx, follow, now.AddDate(0, 0, -FollowDays), followBatch, fmt.Sprint(FollowDays, " days"))
		if err == nil {
			err = tx.Commit(ctx)
		}
		if err != nil {
			_ = tx.Rollback(context.WithoutCancel(ctx)) // the fault is what is told
			return fmt.Errorf("follow calls: %w", err)
		}
		if done.RowsAffected() == 0 {
			return nil
		}
	}
}
