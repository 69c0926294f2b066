package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/deadline"
	"hotline/records/journal"
	"hotline/records/recordings"
)

// Every wait of this package.
const (
	storeTimeout = 10 * time.Second
	takeEvery    = 2 * time.Second  // between two looks for what calls have left to be done
	startEvery   = 5 * time.Second  // between two tries to start the clocks while Postgres is away
	stopTimeout  = 10 * time.Second // for jobs under way at a stop
	sweepEvery   = time.Hour        // between two looks for files of the forgotten
)

// Store begins transactions on behalf of whoever the context says.
type Store interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Alarms takes what a person must look at.
type Alarms interface{ Raise(callcenter.Alarm) }

// Outward is told each move in its transaction: what another centre must know leaves with it.
type Outward interface {
	Moved(ctx context.Context, tx pgx.Tx, before, after Order, m Move) error
}

// Config is what Open needs.
type Config struct {
	Store    Store
	Postgres *pgxpool.Pool // how the clocks connect: they have connections of their own
	Keys     journal.Keys  // seal what people write
	Calendar deadline.Calendar
	Terms    Terms
	Files    *recordings.Store // where attachments lie, sealed
	Name     string            // of this store of files
	Outward  Outward           // nil: nobody outside is told anything
	Alarms   Alarms
	Log      *zap.Logger
	Now      func() time.Time // nil: time.Now
}

// Orders is the work orders of a centre.
type Orders struct {
	cfg    Config
	timing timing
	jobs   *jobs
}

// Open prepares the orders. Postgres need not be there.
func Open(cfg Config) (*Orders, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	o := &Orders{cfg: cfg, timing: timing{cfg.Calendar, cfg.Terms}}
	var err error
	if o.jobs, err = newJobs(o); err != nil {
		return nil, fmt.Errorf("open orders: %w", err)
	}
	return o, nil
}

// asProgram: from here on a transaction that a person asked for works as the program. What
// he may see was looked at before; what he is stays known to the triggers.
const asProgram = `SET LOCAL ROLE hotline_program`

// within runs a transaction on behalf of whoever the context says.
func (o *Orders) within(ctx context.Context, doing string, do func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer in time"))
	defer cancel()
	err := pgx.BeginFunc(ctx, o.cfg.Store, func(tx pgx.Tx) error { return do(ctx, tx) })
	return failed(doing, err)
}

// failed tells a refusal, of ours or of the database's rules, from a Postgres that is away
// and from a fault of ours.
func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, ours := errors.AsType[*callcenter.Error](err); ours {
		return err
	}
	pg, answered := errors.AsType[*pgconn.PgError](err)
	if answered && len(pg.Code) == 5 {
		switch {
		case pg.ConstraintName == "order_move_legal", pg.Code == "23505":
			return callcenter.Errorf(callcenter.Conflict, "工单刚被他人处理,请刷新后再试: %w", fmt.Errorf("%s: %w", doing, err))
		case pg.Code[:2] == "08", pg.Code[:2] == "53", pg.Code[:2] == "57", pg.Code[:2] == "58", pg.Code[:2] == "25", pg.Code[:2] == "40":
		default:
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂时无法访问,请稍后再试: %w", fmt.Errorf("%s: %w", doing, err))
}

func errNoOrder() error {
	return callcenter.Errorf(callcenter.NotFound, "没有这张工单,或不归您查看")
}
