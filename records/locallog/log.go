package locallog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"hotline/callcenter"
)

// Config of a log. Zero values take the default named.
type Config struct {
	Dir          string
	Window       time.Duration // longest wait for company before an fsync: 5 ms
	SegmentBytes int64         // a segment is closed beyond it: 16 MiB
	MaxPending   int           // records held in memory: 200,000
	RetryEvery   time.Duration // while the disk cannot be written: 500 ms

	// Trouble is told, from the log's own goroutines, what a person must look at.
	Trouble func(Trouble, string)
}

// Trouble is what the log cannot mend itself.
type Trouble int

// The troubles.
const (
	DiskTrouble   Trouble = iota // the log cannot be written
	MemoryTrouble                // a tenth of the memory bound is used, or records were lost at the bound
	DamageTrouble                // a damaged record was set aside
)

func (c Config) withDefaults() Config {
	if c.Window == 0 {
		c.Window = 5 * time.Millisecond
	}
	if c.SegmentBytes == 0 {
		c.SegmentBytes = 16 << 20
	}
	if c.MaxPending == 0 {
		c.MaxPending = 200_000
	}
	if c.RetryEvery == 0 {
		c.RetryEvery = 500 * time.Millisecond
	}
	if c.Trouble == nil {
		c.Trouble = func(Trouble, string) {}
	}
	return c
}

// Log is an open log. Its methods may be called from anywhere; nothing is written
// before Run runs.
type Log struct {
	cfg   Config
	lock  *os.File
	wake  chan struct{} // holds one
	press chan struct{} // holds one: somebody waits for a Commit

	mu      sync.Mutex
	pending []entry
	failing error // why the disk could not be written at the last try
	end     Position
	moved   chan struct{} // closed when end moves
	stats   Stats
}

type entry struct {
	record []byte
	done   chan error // of a Commit
}

// Stats are the log's figures since it was opened.
type Stats struct {
	Records uint64 // written
	Bytes   uint64
	Syncs   uint64
	Lost    uint64 // at the memory bound
	Pending int    // in memory now
	Failing bool   // the disk cannot be written now
}

// Open opens the log in a directory, making it if need be. A tail torn by a crash is cut.
func Open(cfg Config) (*Log, error) {
	cfg = cfg.withDefaults()
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make local log: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(cfg.Dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock local log: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, callcenter.Errorf(callcenter.Conflict, "本地日志目录 %s 正被另一个进程使用", cfg.Dir)
	}
	l := &Log{cfg: cfg, lock: lock, wake: make(chan struct{}, 1), press: make(chan struct{}, 1), moved: make(chan struct{})}
	if l.end, err = recoverEnd(cfg.Dir); err != nil {
		lock.Close()
		return nil, fmt.Errorf("recover local log %s: %w", cfg.Dir, err)
	}
	return l, nil
}

func recoverEnd(dir string) (Position, error) {
	found, err := segments(dir)
	if err != nil || len(found) == 0 {
		return Position{}, err
	}
	last := found[len(found)-1]
	end, err := cutTornTail(dir, last)
	return Position{Segment: last, Offset: end}, err
}

// Close lets another process have the directory. Run must have returned.
func (l *Log) Close() error { return l.lock.Close() }

// Append takes a record without waiting. An error is of kind Unavailable: the
// memory bound is reached and the record is lost.
func (l *Log) Append(record []byte) error { return l.take(entry{record: record}) }

// Commit returns when the record is on the disk. Unavailable: it is not, or that is not known.
func (l *Log) Commit(ctx context.Context, record []byte) error {
	done := make(chan error, 1)
	if err := l.take(entry{record: record, done: done}); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return callcenter.Errorf(callcenter.Unavailable, "本地日志未能及时写入: %w", context.Cause(ctx))
	}
}

func (l *Log) take(e entry) error {
	if len(e.record) > MaxRecord {
		return callcenter.Errorf(callcenter.Invalid, "记录过大(%d 字节)", len(e.record))
	}
	l.mu.Lock()
	if err := l.failing; err != nil && e.done != nil {
		l.mu.Unlock()
		return callcenter.Errorf(callcenter.Unavailable, "本地日志无法写入: %w", err)
	}
	n := len(l.pending)
	full := n >= l.cfg.MaxPending
	if full {
		l.stats.Lost++
	} else {
		l.pending = append(l.pending, e)
	}
	l.mu.Unlock()
	switch {
	case full:
		l.cfg.Trouble(MemoryTrouble, "the memory bound is reached: a record is lost")
		return callcenter.Errorf(callcenter.Unavailable, "本地日志缓冲已满")
	case n+1 == l.cfg.MaxPending/10:
		l.cfg.Trouble(MemoryTrouble, fmt.Sprintf("%d records wait in memory", n+1))
	}
	knock(l.wake)
	if e.done != nil {
		knock(l.press)
	}
	return nil
}

func knock(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// End is where the durable records end, and a channel that closes when it moves.
func (l *Log) End() (Position, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end, l.moved
}

// Stats returns the figures.
func (l *Log) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.Pending, s.Failing = len(l.pending), l.failing != nil
	return s
}

// Flush returns when everything taken before is durable.
func (l *Log) Flush(ctx context.Context) error {
	for {
		l.mu.Lock()
		n, moved := len(l.pending), l.moved
		l.mu.Unlock()
		if n == 0 {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return errors.Join(callcenter.Errorf(callcenter.Unavailable, "本地日志还有 %d 条未写入", n), context.Cause(ctx))
		}
	}
}
