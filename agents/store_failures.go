package agents

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

func (p postgres) failures(ctx context.Context) (map[callcenter.AgentID]failures, error) {
	rows, err := p.pool.Query(ctx, `SELECT staff, failed, last FROM agents.sign_in_failure WHERE last > now() - $1::interval`, forgetAfter)
	if err != nil {
		return nil, fmt.Errorf("read failed sign-ins: %w", err)
	}
	got := map[callcenter.AgentID]failures{}
	var id callcenter.AgentID
	var f failures
	if _, err = pgx.ForEachRow(rows, []any{&id, &f.count, &f.last}, func() error {
		got[id] = f
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read failed sign-ins: %w", err)
	}
	return got, nil
}

// addFailure counts one more, and makes room: a flood of invented badges must not fill
// the table.
func (p postgres) addFailure(ctx context.Context, id callcenter.AgentID) (count int, err error) {
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM agents.sign_in_failure WHERE last <= now() - $1::interval
			OR staff IN (SELECT staff FROM agents.sign_in_failure ORDER BY last DESC OFFSET $2)`, forgetAfter, mostTracked-1); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `INSERT INTO agents.sign_in_failure AS f (staff, failed, last) VALUES ($1, 1, now())
			ON CONFLICT (staff) DO UPDATE SET failed = f.failed + 1, last = now() RETURNING failed`, id).Scan(&count)
	})
	if err != nil {
		return 0, fmt.Errorf("count a failed sign-in: %w", err)
	}
	return count, nil
}

func (p postgres) clearFailures(ctx context.Context, id callcenter.AgentID) error {
	if _, err := p.pool.Exec(ctx, `DELETE FROM agents.sign_in_failure WHERE staff = $1`, id); err != nil {
		return fmt.Errorf("forget failed sign-ins: %w", err)
	}
	return nil
}

// shareTimeout is how long a sign-in waits for the centre's count; without it this
// controller counts alone.
const shareTimeout = time.Second
