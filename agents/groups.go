package agents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
)

// Group is where somebody belongs: his team, and the firm he last took a duty turn for.
type Group struct{ Team, Firm string }

const selectGroups = `
SELECT s.id, s.team, coalesce((SELECT d.firm FROM agents.duty_turn d WHERE d.staff = s.id AND d.firm <> '' ORDER BY d.day DESC, d.half LIMIT 1), '')
FROM agents.staff s`

// Groups reads where everybody belongs.
func Groups(ctx context.Context, pool *pgxpool.Pool) (map[callcenter.AgentID]Group, error) {
	rows, err := pool.Query(ctx, selectGroups)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	groups := map[callcenter.AgentID]Group{}
	var id callcenter.AgentID
	var g Group
	if _, err := pgx.ForEachRow(rows, []any{&id, &g.Team, &g.Firm}, func() error { groups[id] = g; return nil }); err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	return groups, nil
}
