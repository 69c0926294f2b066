package agents

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
)

// store is the memory the controllers of a centre share. Every verb may fail
// because it is away; nothing waits for it but what changes staff.
type store interface {
	people(ctx context.Context) (people, error)
	shifts(ctx context.Context) ([]Shift, error)
	saveShifts(ctx context.Context, shifts []Shift) error
	revoked(ctx context.Context) (map[callcenter.ID]time.Time, error)
	saveRevoked(ctx context.Context, sessions map[callcenter.ID]time.Time) error
	// failures are the failed sign-ins of the last while, by account; addFailure counts
	// one more and returns how many there are.
	failures(ctx context.Context) (map[callcenter.AgentID]failures, error)
	addFailure(ctx context.Context, id callcenter.AgentID) (int, error)
	clearFailures(ctx context.Context, id callcenter.AgentID) error
	// listen calls changed with the table's name after it began to listen ("")
	// and after each change, until it fails.
	listen(ctx context.Context, changed func(table string)) error
}

// people is everything that changes seldom.
type people struct {
	Staff map[callcenter.AgentID]Staff `json:"staff"`
	Seats map[callcenter.SeatID]Seat   `json:"seats"`
}

type postgres struct{ pool *pgxpool.Pool }

func (p postgres) people(ctx context.Context) (people, error) {
	got := people{Staff: map[callcenter.AgentID]Staff{}, Seats: map[callcenter.SeatID]Seat{}}
	err := pgx.BeginTxFunc(ctx, p.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		staff, err := readStaff(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range staff {
			got.Staff[s.ID] = s
		}
		seats, err := readSeats(ctx, tx)
		for _, s := range seats {
			got.Seats[s.ID] = s
		}
		return err
	})
	if err != nil {
		return people{}, fmt.Errorf("read staff and seats: %w", err)
	}
	return got, nil
}

func readStaff(ctx context.Context, tx pgx.Tx) ([]Staff, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.id, s.name, s.roles, s.county, s.wrap_up_seconds, coalesce(s.default_seat, ''), s.active,
		       s.hash, coalesce(s.factor, ''), s.must_change, s.version, s.team,
		       coalesce((SELECT jsonb_object_agg(k.skill, k.level) FROM agents.staff_skill k WHERE k.staff = s.id), '{}')
		FROM agents.staff s ORDER BY s.id`)
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Staff, err error) {
		var seconds int
		var skills []byte
		if err := row.Scan(&s.ID, &s.Name, &s.Roles, &s.County, &seconds, &s.DefaultSeat, &s.Active,
			&s.Hash, &s.Factor, &s.MustChange, &s.Version, &s.Team, &skills); err != nil {
			return s, fmt.Errorf("staff row: %w", err)
		}
		s.WrapUp = time.Duration(seconds) * time.Second
		return s, json.Unmarshal(skills, &s.Skills)
	})
}

func readSeats(ctx context.Context, tx pgx.Tx) ([]Seat, error) {
	rows, err := tx.Query(ctx, `SELECT id, title, active FROM agents.seat ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("seats: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Seat, err error) {
		return s, row.Scan(&s.ID, &s.Title, &s.Active)
	})
}

func (p postgres) revoked(ctx context.Context) (map[callcenter.ID]time.Time, error) {
	rows, err := p.pool.Query(ctx, `SELECT id, expires FROM agents.revoked_session WHERE expires > now()`)
	if err != nil {
		return nil, fmt.Errorf("read revoked sessions: %w", err)
	}
	got := map[callcenter.ID]time.Time{}
	var id callcenter.ID
	var expires time.Time
	if _, err = pgx.ForEachRow(rows, []any{&id, &expires}, func() error {
		got[id] = expires
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read revoked sessions: %w", err)
	}
	return got, nil
}

func (p postgres) saveRevoked(ctx context.Context, sessions map[callcenter.ID]time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM agents.revoked_session WHERE expires <= now()`)
	for id, expires := range sessions {
		batch.Queue(`INSERT INTO agents.revoked_session (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, expires)
	}
	if err := p.pool.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save revoked sessions: %w", err)
	}
	return nil
}

func (p postgres) listen(ctx context.Context, changed func(table string)) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	// Not given back: a pooled connection that still listens would surprise its next user.
	own := conn.Hijack()
	defer own.Close(context.WithoutCancel(ctx))
	if _, err := own.Exec(ctx, `LISTEN hotline_agents`); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	changed("")
	for {
		n, err := own.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		changed(n.Payload)
	}
}
