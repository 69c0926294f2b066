package agents

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
)

// Register is the accounts and seats in Postgres, for those who change them.
// Controllers follow within moments. Each change is one transaction.
type Register struct {
	pool *pgxpool.Pool
	cost Cost
	note Note
}

// Note writes a change down, within the transaction that makes it.
type Note func(ctx context.Context, tx pgx.Tx, change callcenter.Change) error

// NewRegister uses the schema Migrate makes. The zero cost is the default.
func NewRegister(pool *pgxpool.Pool, cost Cost, note Note) *Register {
	return &Register{pool: pool, cost: cmp.Or(cost, defaultCost), note: note}
}

// List is all accounts and seats, in order.
func (r *Register) List(ctx context.Context) (staff []Staff, seats []Seat, err error) {
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		if staff, err = readStaff(ctx, tx); err != nil {
			return err
		}
		seats, err = readSeats(ctx, tx)
		return err
	})
	return staff, seats, err
}

// Remove deletes an account. Its shift ends and its seat is free.
func (r *Register) Remove(ctx context.Context, id callcenter.AgentID) error {
	return r.changeOne(ctx, id, "staff.removed", `DELETE FROM agents.staff WHERE id = $1`, id)
}

// SetPassword replaces a password and ends every session of the account.
func (r *Register) SetPassword(ctx context.Context, id callcenter.AgentID, password string, mustChange bool) error {
	if fault := passwordFault(password); fault != "" {
		return callcenter.Errorf(callcenter.Invalid, "%s", fault)
	}
	hash := HashPassword(password, r.cost)
	return r.changeOne(ctx, id, "staff.password",
		`UPDATE agents.staff SET hash = $2, must_change = $3, version = version + 1 WHERE id = $1`, id, hash, mustChange)
}

// SetFactor gives an account a second factor and ends every session of it.
func (r *Register) SetFactor(ctx context.Context, id callcenter.AgentID, sealed string) error {
	return r.changeOne(ctx, id, "staff.factor_set",
		`UPDATE agents.staff SET factor = $2, version = version + 1 WHERE id = $1`, id, sealed)
}

// RemoveFactor takes the second factor from an account whose phone is lost: the next
// sign-in enrols another. Every session of it ends.
func (r *Register) RemoveFactor(ctx context.Context, id callcenter.AgentID) error {
	return r.changeOne(ctx, id, "staff.factor_removed",
		`UPDATE agents.staff SET factor = NULL, version = version + 1 WHERE id = $1`, id)
}

// changeOne changes one account and notes what it was before.
func (r *Register) changeOne(ctx context.Context, id callcenter.AgentID, action, sql string, args ...any) error {
	return r.change(ctx, func(tx pgx.Tx) error {
		before, err := readStaff(ctx, tx)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, sql, args...)
		if err != nil {
			return fmt.Errorf("%s %s: %w", action, id, err)
		}
		if tag.RowsAffected() == 0 {
			return callcenter.Errorf(callcenter.NotFound, "没有工号 %s", id)
		}
		return r.noteStaff(ctx, tx, action, before)
	})
}

// change is a transaction nobody else changes accounts beside: what it notes as before
// and after is its own doing.
func (r *Register) change(ctx context.Context, do func(pgx.Tx) error) error {
	return r.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE agents.staff IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("lock staff: %w", err)
		}
		return do(tx)
	})
}

func (r *Register) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	err := pgx.BeginFunc(ctx, r.pool, do)
	if _, ours := errors.AsType[*callcenter.Error](err); err == nil || ours {
		return err
	}
	if pg, refused := errors.AsType[*pgconn.PgError](err); refused && len(pg.Code) == 5 && pg.Code[:2] == "23" {
		// Checked before, so somebody else changed it in between.
		return callcenter.Errorf(callcenter.Conflict, "资料刚被他人修改,请重试: %w", fmt.Errorf("staff register: %w", err))
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂不可用,人员资料没有修改,请稍后再试: %w", fmt.Errorf("staff register: %w", err))
}

// writeStaff makes or replaces an account whose faults have been looked for.
// The version rises when an older session must not go on.
func writeStaff(ctx context.Context, tx pgx.Tx, s Staff) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO agents.staff (id, name, roles, county, wrap_up_seconds, default_seat, active, hash, must_change, team)
		VALUES ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET
			name = excluded.name, roles = excluded.roles, county = excluded.county,
			wrap_up_seconds = excluded.wrap_up_seconds, default_seat = excluded.default_seat,
			active = excluded.active, hash = excluded.hash, must_change = excluded.must_change, team = excluded.team,
			version = staff.version + (staff.roles <> excluded.roles OR staff.county <> excluded.county
				OR staff.active <> excluded.active OR staff.hash <> excluded.hash)::int`,
		s.ID, s.Name, s.Roles, s.County, int(s.WrapUp.Seconds()), s.DefaultSeat, s.Active, s.Hash, s.MustChange, s.Team); err != nil {
		return fmt.Errorf("write staff %s: %w", s.ID, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM agents.staff_skill WHERE staff = $1`, s.ID); err != nil {
		return fmt.Errorf("write skills of %s: %w", s.ID, err)
	}
	for skill, level := range s.Skills {
		if _, err := tx.Exec(ctx, `INSERT INTO agents.staff_skill (staff, skill, level) VALUES ($1, $2, $3)`, s.ID, skill, level); err != nil {
			return fmt.Errorf("write skill %s of %s: %w", skill, s.ID, err)
		}
	}
	return nil
}

func writeSeat(ctx context.Context, tx pgx.Tx, s Seat) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO agents.seat (id, title, active) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, active = excluded.active`, s.ID, s.Title, s.Active); err != nil {
		return fmt.Errorf("write seat %s: %w", s.ID, err)
	}
	return nil
}
