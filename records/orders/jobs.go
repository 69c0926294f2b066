package orders

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
	"github.com/riverqueue/river/rivertype"
	"go.uber.org/zap"

	"hotline/callcenter"
)

const (
	jobQueue   = "orders"
	jobWorkers = 4
	jobTimeout = 30 * time.Second
	// jobConnections: the workers', one that listens, one for upkeep.
	jobConnections = jobWorkers + 2
)

// Tick is a job: what a clock does at its time. It is kept with the move that started
// the clock, in one transaction, and done once, whichever controller does it.
type Tick struct {
	Order callcenter.ID `json:"order"`
	What  MoveName      `json:"what"`
	Term  Term          `json:"term"`
	Due   time.Time     `json:"due"` // of the clock: one that was started again has another
}

// Kind names the job in Postgres.
func (Tick) Kind() string { return "order_clock" }

// jobs are the clocks of orders as River runs them.
type jobs struct {
	orders *Orders
	insert *river.Client[pgx.Tx] // puts jobs into transactions of ours; it works none
}

func newJobs(o *Orders) (*jobs, error) {
	j := &jobs{orders: o}
	var err error
	j.insert, err = river.NewClient(riverpgxv5.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	return j, err
}

// start keeps the jobs of the clocks that a move starts.
func (j *jobs) start(ctx context.Context, tx pgx.Tx, order callcenter.ID, clocks []Clock) error {
	var params []river.InsertManyParams
	for _, c := range clocks {
		for _, e := range c.events() {
			params = append(params, river.InsertManyParams{
				Args:       Tick{Order: order, What: e.What, Term: c.Term, Due: c.DueAt},
				InsertOpts: &river.InsertOpts{Queue: jobQueue, ScheduledAt: e.At},
			})
		}
	}
	if len(params) == 0 {
		return nil
	}
	if _, err := j.insert.InsertManyFastTx(ctx, tx, params); err != nil {
		return fmt.Errorf("jobs of order %s: %w", order, err)
	}
	return nil
}

// Work does one job. A clock that was stopped or started again since leaves nothing to do.
func (j *jobs) Work(ctx context.Context, job *river.Job[Tick]) error {
	tick := job.Args
	var late *Order // told after it is kept
	err := j.orders.within(ctx, fmt.Sprintf("clock of order %s", tick.Order), func(ctx context.Context, tx pgx.Tx) error {
		order, err := lockOrder(ctx, tx, tick.Order)
		if err != nil {
			return err
		}
		if !order.State.IsOpen() || !order.runs(tick.Term, tick.Due) {
			return nil
		}
		said, err := toldAlready(ctx, tx, tick)
		if err != nil || said {
			return err
		}
		order, err = j.orders.move(ctx, tx, order, Request{
			Order: tick.Order, Move: tick.What, By: clockwork, Payload: Payload{Term: tick.Term},
		})
		if tick.What == Overdue {
			late = &order
		}
		return err
	})
	if err == nil && late != nil {
		j.orders.raise(*late, tick.Term)
	}
	return err
}

// toldAlready: a job that River runs again, because it could not note that it was done,
// says nothing twice.
func toldAlready(ctx context.Context, tx pgx.Tx, tick Tick) (said bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM order_move m, work_order o, jsonb_array_elements(o.clocks) c
			WHERE o.id = $1 AND m.work_order = o.id AND m.move = $2 AND m.payload ->> 'term' = $3
			  AND c ->> 'term' = $3 AND c ->> 'stopped_at' IS NULL AND m.at >= (c ->> 'from')::timestamptz)`,
		tick.Order, tick.What, tick.Term).Scan(&said)
	return said, err
}

func (o Order) runs(term Term, due time.Time) bool {
	for _, c := range o.Clocks {
		if c.Term == term && c.Running() && c.DueAt.Equal(due) {
			return true
		}
	}
	return false
}

// raise says at a supervisor's desk that an order is overdue.
func (o *Orders) raise(order Order, term Term) {
	o.cfg.Alarms.Raise(callcenter.Alarm{
		Name: callcenter.AlarmOrderOverdue, Call: order.Call, Detail: fmt.Sprintf("工单 %d 的%s已超期,请督办", order.No, term.Title()),
	})
}

// run works jobs until ctx ends. Postgres may be away at the start.
func (j *jobs) run(ctx context.Context) error {
	cfg := j.orders.cfg.Postgres.Config()
	cfg.ConnConfig.RuntimeParams["role"] = "hotline_program"
	cfg.MaxConns = jobConnections
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("clocks of orders: %w", err)
	}
	defer pool.Close()
	for {
		client, err := j.begin(ctx, pool)
		if err == nil {
			<-ctx.Done()
			stop, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), stopTimeout, errors.New("jobs did not end"))
			defer cancel()
			if err := client.StopAndCancel(stop); err != nil {
				return fmt.Errorf("stop clocks of orders: %w", err)
			}
			return nil
		}
		j.orders.cfg.Log.Debug("clocks of orders do not run yet", zap.Error(err))
		if !callcenter.Pause(ctx, startEvery) {
			return nil
		}
	}
}

// begin starts a client that outlives ctx: run stops it in order.
func (j *jobs) begin(ctx context.Context, pool *pgxpool.Pool) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &clock{jobs: j})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues: map[string]river.QueueConfig{jobQueue: {MaxWorkers: jobWorkers}}, Workers: workers,
		JobTimeout: jobTimeout, Logger: slog.New(slog.DiscardHandler), ErrorHandler: &jobFaults{j.orders.cfg.Log},
		ReindexerSchedule: river.NeverSchedule(), // the program owns no index
	})
	if err != nil {
		return nil, err
	}
	return client, client.Start(context.WithoutCancel(ctx))
}

// clock is the worker River knows.
type clock struct {
	river.WorkerDefaults[Tick]
	jobs *jobs
}

func (c *clock) Work(ctx context.Context, job *river.Job[Tick]) error { return c.jobs.Work(ctx, job) }

// jobFaults logs what a job could not do; River tries it again.
type jobFaults struct{ log *zap.Logger }

func (f *jobFaults) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Warn("clock of an order", zap.Int64("job", job.ID), zap.Int("attempt", job.Attempt), zap.Error(err))
	return nil
}

func (f *jobFaults) HandlePanic(_ context.Context, job *rivertype.JobRow, fault any, trace string) *river.ErrorHandlerResult {
	f.log.Error("clock of an order", zap.Int64("job", job.ID), zap.Any("fault", fault), zap.String("stack", trace))
	return nil
}
