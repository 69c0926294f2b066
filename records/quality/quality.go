package quality

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/journal"
)

const (
	storeTimeout = 10 * time.Second
	drawEvery    = 10 * time.Minute // between two looks whether today's draw is made
	settles      = 7                // days a month is drawn from after its end: ratings and facts come late
)

// Store begins transactions on behalf of whoever the context says.
type Store interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Config is what New needs.
type Config struct {
	Store Store
	Keys  journal.Keys // seal what people write
	Rule  Rule
	Note  func(ctx context.Context, tx pgx.Tx, c callcenter.Change) error // in the audit
	Log   *zap.Logger
	Now   func() time.Time // nil: time.Now
}

// Quality is the listening afterwards of a centre.
type Quality struct{ cfg Config }

// New prepares it. Postgres need not be there.
func New(cfg Config) *Quality {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Rule = cfg.Rule.withDefaults()
	return &Quality{cfg}
}

// Talk names what one agent had with one call.
type Talk struct {
	Call  callcenter.ID      `json:"call" doc:"来电编号"`
	Agent callcenter.AgentID `json:"agent" doc:"话务员工号"`
}

func (t Talk) String() string { return fmt.Sprintf("%s %s", t.Call, t.Agent) }

// asProgram: from here on a transaction that a person asked for works as the program. What
// he may see was looked at before.
const asProgram = `SET LOCAL ROLE hotline_program`

// within runs a transaction on behalf of whoever the context says.
func (q *Quality) within(ctx context.Context, doing string, do func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer in time"))
	defer cancel()
	err := pgx.BeginFunc(ctx, q.cfg.Store, func(tx pgx.Tx) error { return do(ctx, tx) })
	if err == nil {
		return nil
	}
	if _, ours := errors.AsType[*callcenter.Error](err); ours {
		return err
	}
	err = fmt.Errorf("%s: %w", doing, err)
	pg, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case answered && pg.Code == "23505":
		return callcenter.Errorf(callcenter.Conflict, "刚被他人处理,请刷新后再试: %w", err)
	case answered && pg.Code[:2] != "08" && pg.Code[:2] != "53" && pg.Code[:2] != "57" && pg.Code[:2] != "40":
		return err
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂时无法访问,请稍后再试: %w", err)
}

// Run draws each day, until ctx ends.
func (q *Quality) Run(ctx context.Context) error {
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	for {
		if err := q.drawDue(ctx); err != nil && ctx.Err() == nil {
			q.cfg.Log.Warn("quality sample not drawn", zap.Error(err))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
