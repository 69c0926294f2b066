package journal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/locallog"
	"hotline/records/seal"
)

// Config of a shipper. Zero values take the default named.
type Config struct {
	Source   *locallog.Log
	Dir      string // of the source: what is set aside lies there too
	Connect  *pgx.ConnConfig
	Keys     Keys
	Gather   time.Duration // the first fact of a batch waits at most so long for company: 100 ms
	Enough   int64         // bytes of company that end the wait: 4 KiB, some twenty facts
	Limit    int           // facts in a batch: 500
	Timeout  time.Duration // of one batch: 60 s, because a slow Postgres is not an absent one
	MaxRetry time.Duration // longest pause while Postgres is away: 2 s
	Keep     time.Duration // what is shipped stays in the log: 48 h
	Patience time.Duration // Postgres away so long is an alarm: 10 s
	Raise    func(callcenter.AlarmName, string)
	Lag      func(time.Duration) // told of each fact: from when it happened to its visible row
	Log      *zap.Logger
}

// Timeouts and pauses nobody needs to set.
const (
	connectTimeout = 5 * time.Second
	rollbackWithin = 2 * time.Second
	firstRetry     = 100 * time.Millisecond
	cursorEvery    = time.Second
	trimEvery      = 10 * time.Minute
	attempts       = 4
)

func (c Config) withDefaults() Config {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.Gather, 100 * time.Millisecond},
		{&c.Timeout, time.Minute},
		{&c.MaxRetry, 2 * time.Second},
		{&c.Keep, 48 * time.Hour},
		{&c.Patience, 10 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if c.Limit == 0 {
		c.Limit = 500
	}
	if c.Enough == 0 {
		c.Enough = 4 << 10
	}
	if c.Lag == nil {
		c.Lag = func(time.Duration) {}
	}
	return c
}

// Shipper carries one log to Postgres.
type Shipper struct {
	cfg    Config
	tables []table
	reader *locallog.Reader
	conn   *pgx.Conn
	cache  cache

	cursorAt, trimAt time.Time
	awaySince        time.Time
	alarmed          bool
	slow             bool

	shipped atomic.Pointer[locallog.Position]
	facts   atomic.Uint64
	batches atomic.Uint64
	aside   atomic.Uint64
	away    atomic.Bool
}

// New makes a shipper that goes on where the log's cursor is.
func New(cfg Config) (*Shipper, error) {
	reader, err := cfg.Source.Reader("postgres")
	if err != nil {
		return nil, fmt.Errorf("open shipper: %w", err)
	}
	s := &Shipper{cfg: cfg.withDefaults(), tables: tables(), reader: reader, cache: newCache()}
	at := reader.Position()
	s.shipped.Store(&at)
	return s, nil
}

// Figures of a shipper since it was opened.
type Figures struct {
	Shipped locallog.Position // everything before it is in Postgres
	Facts   uint64
	Batches uint64
	Aside   uint64
	Away    bool // Postgres could not be used at the last try
}

// Figures returns them.
func (s *Shipper) Figures() Figures {
	return Figures{*s.shipped.Load(), s.facts.Load(), s.batches.Load(), s.aside.Load(), s.away.Load()}
}

// Run ships until ctx ends. Nothing Postgres does ends it; an error is the log's.
func (s *Shipper) Run(ctx context.Context) error {
	defer s.close()
	for {
		batch, err := s.next(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("ship facts: %w", err)
		}
		entries, err := s.decode(batch.Records)
		if err != nil {
			return fmt.Errorf("ship facts: %w", err)
		}
		began := time.Now()
		if err := s.keep(ctx, entries); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("ship facts: %w", err)
		}
		s.shipped.Store(&batch.End)
		s.facts.Add(uint64(len(entries)))
		s.falling(entries, time.Since(began))
		s.housekeep(batch.End)
	}
}

// next waits for a fact, and then for company: a transaction costs as much as twenty
// facts do, and the facts of a call come in clusters. The more comes, the less it waits.
func (s *Shipper) next(ctx context.Context) (locallog.Batch, error) {
	if err := s.reader.Wait(ctx, 1); err != nil {
		return locallog.Batch{}, err
	}
	company, cancel := context.WithTimeout(ctx, s.cfg.Gather)
	_ = s.reader.Wait(company, s.cfg.Enough) // it is shipped anyway
	cancel()
	return s.reader.Next(ctx, s.cfg.Limit)
}

func (s *Shipper) decode(records [][]byte) ([]Entry, error) {
	entries := make([]Entry, 0, len(records))
	for _, record := range records {
		e, err := Decode(record)
		if err != nil {
			if err := s.setAside(record, err); err != nil {
				return nil, err
			}
			continue
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// keep brings the facts into Postgres, however long that takes. When Postgres refuses
// some of them it halves the batch until the ones it refuses are alone.
func (s *Shipper) keep(ctx context.Context, entries []Entry) error {
	for wait := firstRetry; len(entries) > 0; wait = min(2*wait, s.cfg.MaxRetry) {
		err := s.transact(ctx, entries)
		switch {
		case err == nil:
			s.back()
			return nil
		case ctx.Err() != nil:
			return err
		case refused(err) && len(entries) == 1:
			s.back()
			return s.setAside(nil, err, entries...)
		case refused(err):
			half := len(entries) / 2
			if err := s.keep(ctx, entries[:half]); err != nil {
				return err
			}
			return s.keep(ctx, entries[half:])
		}
		s.missing(err)
		callcenter.Pause(ctx, wait)
	}
	return nil
}

// transact is one transaction, begun again when it turns out to need further locks.
func (s *Shipper) transact(ctx context.Context, entries []Entry) error {
	ctx, cancel := context.WithTimeoutCause(ctx, s.cfg.Timeout, errors.New("postgres did not take a batch in time"))
	defer cancel()
	var missed []callcenter.ID
	for range attempts {
		if err := s.connect(ctx); err != nil {
			return err
		}
		a := newAttempt(s, entries, missed)
		more, err := a.run(ctx, s.tables)
		if err == nil && len(more) == 0 {
			s.batches.Add(1)
			s.cache.sweep(a.now)
			return nil
		}
		s.cache.forget(a.calls)
		s.cache.forget(a.shifts)
		s.rollback(ctx)
		if err != nil {
			return err
		}
		missed = append(missed, more...)
	}
	return errors.New("the shifts of a batch keep changing")
}

func (s *Shipper) connect(ctx context.Context) error {
	if s.conn != nil && !s.conn.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, connectTimeout, errors.New("postgres did not answer in time"))
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, s.cfg.Connect)
	s.conn = conn
	return err
}

func (s *Shipper) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackWithin)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "rollback"); err != nil {
		_ = s.conn.Close(ctx)
	}
}

// refused tells a fact Postgres will never take from a Postgres that cannot take any now.
func refused(err error) bool {
	if errors.Is(err, seal.ErrSealed) {
		return true
	}
	pg, is := errors.AsType[*pgconn.PgError](err)
	if !is || len(pg.Code) != 5 {
		return false
	}
	class := pg.Code[:2]
	return class == "22" || class == "23" // data exception, integrity violation
}

func (s *Shipper) missing(err error) {
	if s.awaySince.IsZero() {
		s.awaySince = time.Now()
		s.cfg.Log.Warn("postgres cannot be used, facts wait in the local log", zap.Error(err))
	}
	s.away.Store(true)
	if away := time.Since(s.awaySince); away > s.cfg.Patience && !s.alarmed {
		s.alarmed = true
		s.cfg.Raise(callcenter.AlarmJournalBacklog, fmt.Sprintf("PostgreSQL 已有 %s 不能用,事实先存于本地日志:%v", away.Round(time.Second), err))
	}
}

func (s *Shipper) back() {
	if !s.awaySince.IsZero() {
		s.cfg.Log.Info("postgres is back", zap.Duration("away", time.Since(s.awaySince)))
	}
	s.awaySince, s.alarmed = time.Time{}, false
	s.away.Store(false)
}

// falling tells a Postgres that takes facts more slowly than they come, or takes very long.
func (s *Shipper) falling(entries []Entry, took time.Duration) {
	least := time.Duration(math.MaxInt64)
	for _, e := range entries {
		lag := time.Since(e.At)
		least = min(least, lag)
		s.cfg.Lag(lag)
	}
	if least >= s.cfg.Patience && s.cfg.Source.Behind(*s.shipped.Load()) == 0 {
		least = 0 // however old they were, no more of them wait
	}
	switch {
	case len(entries) == 0:
	case max(took, least) < s.cfg.Patience:
		s.slow = false
	case !s.slow:
		s.slow = true
		s.cfg.Raise(callcenter.AlarmJournalBacklog, fmt.Sprintf("PostgreSQL 太慢:事实已等候 %s 才入库,先存于本地日志", max(took, least).Round(time.Second)))
	}
}

// housekeep keeps the cursor and the size of the log; neither is worth stopping for.
func (s *Shipper) housekeep(at locallog.Position) {
	now := time.Now()
	if now.Sub(s.cursorAt) >= cursorEvery {
		s.cursorAt = now
		if err := s.reader.Done(at); err != nil {
			s.cfg.Log.Warn("cursor not written", zap.Error(err))
		}
	}
	if now.Sub(s.trimAt) >= trimEvery {
		s.trimAt = now
		if _, err := s.cfg.Source.Trim(at, now.Add(-s.cfg.Keep)); err != nil {
			s.cfg.Log.Warn("local log not trimmed", zap.Error(err))
		}
	}
}

func (s *Shipper) close() {
	if err := s.reader.Done(*s.shipped.Load()); err != nil {
		s.cfg.Log.Warn("cursor not written", zap.Error(err))
	}
	s.reader.Close()
	if s.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackWithin)
		defer cancel()
		_ = s.conn.Close(ctx)
	}
}

func (s *Shipper) asideName() string { return filepath.Join(s.cfg.Dir, "aside.log") }
