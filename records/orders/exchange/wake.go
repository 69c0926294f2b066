package exchange

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/orders"
)

const (
	wakeQueue   = "exchange"
	wakeWorkers = 4
	startEvery  = 5 * time.Second
	stopTimeout = 10 * time.Second
	wakeRound   = 200 * time.Millisecond // between two fetches of wakes: they only say "look"
)

// Wake is a job: look whether something is to be sent. What is sent, and in which order,
// the outbox says; a wake that is lost or comes twice changes nothing.
type Wake struct {
	Peer orders.Source `json:"peer"`
}

// Kind names the job in Postgres.
func (Wake) Kind() string { return "exchange_wake" }

type wakes struct{ insert *river.Client[pgx.Tx] }

func newWakes() (*wakes, error) {
	insert, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("wakes: %w", err)
	}
	return &wakes{insert}, nil
}

// at keeps a wake with what it is about, in one transaction. Zero: now.
func (w *wakes) at(ctx context.Context, tx pgx.Tx, peer orders.Source, at time.Time) error {
	_, err := w.insert.InsertManyFastTx(ctx, tx, []river.InsertManyParams{
		{Args: Wake{peer}, InsertOpts: &river.InsertOpts{Queue: wakeQueue, ScheduledAt: at}},
	})
	if err != nil {
		return fmt.Errorf("wake for %s: %w", peer, err)
	}
	return nil
}

// waker is the worker River knows: it tells the pump of this controller to look.
type waker struct {
	river.WorkerDefaults[Wake]
	look func(orders.Source)
}

func (w *waker) Work(_ context.Context, job *river.Job[Wake]) error {
	w.look(job.Args.Peer)
	return nil
}

// runWakes works wakes until ctx ends. Postgres may be away at the start.
func runWakes(ctx context.Context, from *pgxpool.Pool, look func(orders.Source), log *zap.Logger) error {
	cfg := from.Config()
	cfg.ConnConfig.RuntimeParams["role"] = "hotline_program"
	cfg.MaxConns = wakeWorkers + 2
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("wakes: %w", err)
	}
	defer pool.Close()
	for {
		client, err := beginWakes(ctx, pool, look)
		if err == nil {
			<-ctx.Done()
			stop, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), stopTimeout, errors.New("wakes did not end"))
			defer cancel()
			if err := client.StopAndCancel(stop); err != nil {
				return fmt.Errorf("stop wakes: %w", err)
			}
			return nil
		}
		log.Debug("the exchange is not woken yet", zap.Error(err))
		if !callcenter.Pause(ctx, startEvery) {
			return nil
		}
	}
}

func beginWakes(ctx context.Context, pool *pgxpool.Pool, look func(orders.Source)) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &waker{look: look})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues: map[string]river.QueueConfig{wakeQueue: {MaxWorkers: 100}}, Workers: workers, FetchCooldown: wakeRound,
		Logger: slog.New(slog.DiscardHandler), ReindexerSchedule: river.NeverSchedule(), // the program owns no index
	})
	if err != nil {
		return nil, err
	}
	return client, client.Start(context.WithoutCancel(ctx))
}
