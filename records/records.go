package records

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/records/journal"
	"hotline/records/locallog"
	"hotline/records/recordings"
)

// Records keeps. Its methods may be called from anywhere.
type Records struct {
	*Reads
	cfg   Config
	local *locallog.Log
	ship  *journal.Shipper
	talks talked

	sounds *recordings.Store
	stored chan struct{} // holds one: a recording was

	mu       sync.Mutex
	behindAt time.Time // since when the log was not shipped to its end
}

// Open opens the local log and reads the keys. Postgres need not be there.
func Open(_ context.Context, cfg Config) (*Records, error) {
	reads, err := OpenReads(cfg)
	if err != nil {
		return nil, err
	}
	r := &Records{Reads: reads, cfg: cfg, stored: make(chan struct{}, 1)}
	if r.sounds, err = recordings.Open(cmp.Or(cfg.Sounds, filepath.Join(cfg.Dir, "recordings")), r.keys.Ring); err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	r.local, err = locallog.Open(locallog.Config{
		Dir: cfg.Dir, Window: cfg.Window, SegmentBytes: cfg.SegmentBytes, MaxPending: cfg.MaxPending, Trouble: r.trouble,
	})
	if err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	r.ship, err = journal.New(journal.Config{
		Source: r.local, Dir: cfg.Dir, Connect: r.db.connection(), Keys: r.keys, Keep: cfg.Keep, Patience: cfg.Patience, Lag: cfg.Lag, Log: cfg.Log,
		Raise: func(name callcenter.AlarmName, detail string) {
			cfg.Alarms.Raise(callcenter.Alarm{Name: name, Detail: detail})
		},
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open records: %w", err), r.local.Close())
	}
	return r, nil
}

func (r *Records) trouble(what locallog.Trouble, detail string) {
	name := callcenter.AlarmJournalDisk
	switch what {
	case locallog.MemoryTrouble:
		name = callcenter.AlarmJournalBacklog
	case locallog.DamageTrouble:
		name = callcenter.AlarmJournalAside
	}
	r.cfg.Alarms.Raise(callcenter.Alarm{Name: name, Detail: detail})
}

// Tell takes a fact without waiting; it is durable within milliseconds.
func (r *Records) Tell(fact callcenter.Fact) {
	r.talks.tell(fact)
	record, err := r.keys.Encode(fact)
	if err == nil {
		err = r.local.Append(record)
	}
	if err != nil {
		r.log.Error("fact not taken", zap.Stringer("call_id", fact.Subject), zap.Error(err))
		r.cfg.Alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmJournalAside, Call: fact.Subject, Detail: err.Error()})
	}
}

// Commit returns when the fact is durable. Unavailable: it is not, or that is not known;
// telling it again is right.
func (r *Records) Commit(ctx context.Context, fact callcenter.Fact) error {
	record, err := r.keys.Encode(fact)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	return r.local.Commit(ctx, record)
}

// Run writes and ships until ctx ends. Then what is in memory is written; what is not
// shipped waits in the log for the next start.
func (r *Records) Run(ctx context.Context) error {
	// The writer outlives the rest: what they still tell is written.
	writing, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var writer errgroup.Group
	writer.Go(func() error { return r.local.Run(writing) })
	rest, ctx := errgroup.WithContext(ctx)
	rest.Go(func() error { return r.ship.Run(ctx) })
	rest.Go(func() error { return r.partitions(ctx) })
	rest.Go(func() error { return r.retain(ctx) })
	rest.Go(func() error { return r.rollUp(ctx) })
	rest.Go(func() error { return r.follow(ctx) })
	rest.Go(func() error { return r.watchRoom(ctx) })
	rest.Go(func() error { return r.recountNights(ctx) })
	err := rest.Wait()
	stop()
	if writeErr := writer.Wait(); err == nil {
		err = writeErr
	}
	if closeErr := errors.Join(r.local.Close(), r.sounds.Close()); err == nil {
		err = closeErr
	}
	return err
}

// Drain returns when every fact told before is in Postgres, or with Unavailable when ctx
// ends first: then it waits in the log. Run must be running.
func (r *Records) Drain(ctx context.Context) error {
	if err := r.local.Flush(ctx); err != nil {
		return err
	}
	end, _ := r.local.End()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for r.ship.Figures().Shipped.Compare(end) < 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return callcenter.Errorf(callcenter.Unavailable, "还有 %d 字节的事实未写入 PostgreSQL,已保存在本地日志", r.Backlog().Bytes)
		}
	}
	return nil
}

// Talked reports that the agent talked in the call. Without Postgres this controller
// knows of its own calls of the last hours; Unavailable: of this one it does not.
func (r *Records) Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error) {
	if r.talks.has(call, agent) {
		return true, nil
	}
	return r.Reads.Talked(ctx, call, agent)
}

// Backlog is how far Postgres is behind what was told.
type Backlog struct {
	Memory  int           // facts not on disk yet
	Bytes   int64         // on disk and not in Postgres
	Age     time.Duration // how long there has been some
	Away    bool          // Postgres cannot be used
	NoDisk  bool          // the local log cannot be written
	Lost    uint64        // at the memory bound
	Aside   uint64        // facts set aside
	Written uint64        // facts on disk since the start
	Syncs   uint64        // fsyncs for them
	Shipped uint64        // facts sent to Postgres since the start
	Batches uint64        // transactions for them
}

// Backlog returns the figures for metrics and pages.
func (r *Records) Backlog() Backlog {
	log, ship := r.local.Stats(), r.ship.Figures()
	b := Backlog{
		Memory: log.Pending, Bytes: r.local.Behind(ship.Shipped), Away: ship.Away, NoDisk: log.Failing, Lost: log.Lost,
		Aside: ship.Aside, Written: log.Records, Syncs: log.Syncs, Shipped: ship.Facts, Batches: ship.Batches,
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case b.Bytes == 0:
		r.behindAt = time.Time{}
	case r.behindAt.IsZero():
		r.behindAt = time.Now()
	default:
		b.Age = time.Since(r.behindAt)
	}
	return b
}

// partitions makes the journal's partitions ahead. Without one facts go to the default
// partition and are moved later, so trouble here is no hurry.
func (r *Records) partitions(ctx context.Context) error {
	next := time.Duration(0)
	for {
		if !callcenter.Pause(ctx, next) {
			return nil
		}
		next = partitionsDay
		query, cancel := context.WithTimeout(ctx, readTimeout)
		_, err := r.db.Exec(query, "SELECT journal_make_partitions(now(), $1)", monthsAhead)
		cancel()
		if err != nil && ctx.Err() == nil {
			next = partitionsIn
			r.log.Warn("journal partitions not made", zap.Error(err))
		}
	}
}
