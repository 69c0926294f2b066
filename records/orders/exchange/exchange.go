package exchange

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"hotline/callcenter"
	"hotline/records/deadline"
	"hotline/records/journal"
	"hotline/records/orders"
)

// Every wait of this package.
const (
	storeTimeout = 10 * time.Second
	sendTimeout  = 15 * time.Second   // of one request to a peer
	lease        = 4 * sendTimeout    // of an order whose message is in flight: a controller that died lets go
	lookEvery    = 2 * time.Second    // between two looks at the outbox that nobody asked for
	longest      = time.Hour          // between two tries while it is tried eagerly
	patience     = 7 * 24 * time.Hour // after which a message is stuck: tried daily, shown
	seldom       = 24 * time.Hour
	compareEvery = 10 * time.Minute // between two looks whether today's reconciliation is due
	compareAfter = 2 * time.Hour    // after midnight
	mostParked   = 200              // messages of one order that wait for an earlier one
)

// Store begins transactions on behalf of whoever the context says.
type Store interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Config is what Open needs.
type Config struct {
	Peers    []Peer
	Store    Store
	Postgres *pgxpool.Pool // how wakes connect: they have connections of their own
	Orders   *orders.Orders
	Outbox   *Outbox // the one Orders was opened with
	Keys     journal.Keys
	Calendar deadline.Calendar
	Note     func(ctx context.Context, tx pgx.Tx, c callcenter.Change) error // into the audit
	First    time.Duration                                                   // the first back-off; 0: two seconds
	Log      *zap.Logger
	Now      func() time.Time // nil: time.Now
}

// Exchange is the sharing of orders with peers.
type Exchange struct {
	cfg    Config
	nonces nonces
	mu     sync.Mutex
	limits map[orders.Source]*rate.Limiter
	noted  map[string]time.Time
	pumps  map[orders.Source]chan struct{}
}

// Open prepares the exchange. Postgres and the peers need not be there.
func Open(cfg Config) *Exchange {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.First == 0 {
		cfg.First = 2 * time.Second
	}
	x := &Exchange{cfg: cfg, limits: map[orders.Source]*rate.Limiter{}, noted: map[string]time.Time{}, pumps: map[orders.Source]chan struct{}{}}
	for _, p := range cfg.Peers {
		x.limits[p.Name] = rate.NewLimiter(rate.Limit(p.PerSecond), p.Burst)
		x.pumps[p.Name] = make(chan struct{}, 1)
	}
	return x
}

// Run sends what waits and reconciles daily, until ctx ends.
func (x *Exchange) Run(ctx context.Context) error {
	if len(x.cfg.Peers) == 0 {
		<-ctx.Done()
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return runWakes(ctx, x.cfg.Postgres, x.look, x.cfg.Log) })
	for _, p := range x.cfg.Peers {
		g.Go(func() error { return x.pump(ctx, p) })
	}
	g.Go(func() error {
		for callcenter.Pause(ctx, compareEvery) {
			x.reconcileDue(ctx)
		}
		return nil
	})
	return g.Wait()
}

// look wakes the pump of a peer.
func (x *Exchange) look(peer orders.Source) {
	select {
	case x.pumps[peer] <- struct{}{}:
	default:
	}
}

// Peer finds one; NotFound: it is not configured.
func (x *Exchange) Peer(name orders.Source) (Peer, error) {
	for _, p := range x.cfg.Peers {
		if p.Name == name {
			return p, nil
		}
	}
	return Peer{}, callcenter.Errorf(callcenter.NotFound, "没有配置对接平台 %q", cut(string(name)))
}

const asProgram = `SET LOCAL ROLE hotline_program`

// within runs a transaction as the program.
func (x *Exchange) within(ctx context.Context, doing string, do func(ctx context.Context, tx pgx.Tx) error) error {
	return x.asker(ctx, doing, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		return do(ctx, tx)
	})
}

// asker runs a transaction on behalf of whoever the context says.
func (x *Exchange) asker(ctx context.Context, doing string, do func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer in time"))
	defer cancel()
	err := pgx.BeginFunc(ctx, x.cfg.Store, func(tx pgx.Tx) error { return do(ctx, tx) })
	if err == nil {
		return nil
	}
	if _, ours := errors.AsType[*callcenter.Error](err); ours {
		return err
	}
	if pg, answered := errors.AsType[*pgconn.PgError](err); answered && len(pg.Code) == 5 {
		switch pg.Code[:2] {
		case "08", "53", "57", "58", "25", "40":
		default:
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂时无法访问,请稍后再试: %w", fmt.Errorf("%s: %w", doing, err))
}
