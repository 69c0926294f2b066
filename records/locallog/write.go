package locallog

import (
	"context"
	"fmt"
	"os"
	"time"

	"hotline/callcenter"
)

// Run writes until ctx ends, then once more. An error says what could not be written.
func (l *Log) Run(ctx context.Context) error {
	w := &writer{log: l}
	defer w.drop()
	for ctx.Err() == nil {
		select {
		case <-l.wake:
		case <-ctx.Done():
			continue
		}
		w.gather(ctx)
		for w.flush() != nil && ctx.Err() == nil {
			callcenter.Pause(ctx, l.cfg.RetryEvery)
		}
	}
	if err := w.flush(); err != nil {
		return fmt.Errorf("flush local log, %d records lost: %w", l.Stats().Pending, err)
	}
	return nil
}

// writer is the one goroutine's: the open segment and the batch buffer.
type writer struct {
	log    *Log
	file   *os.File
	buf    []byte
	synced time.Time
}

// gather waits for company: what happens to a call comes in twos and threes, and an
// fsync costs more than all else that is done for a fact. Who waits for a Commit waits
// only for the fsync that was just now.
func (w *writer) gather(ctx context.Context) {
	window := w.log.cfg.Window
	timer := time.NewTimer(window)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.log.press:
		callcenter.Pause(ctx, time.Until(w.synced.Add(window)))
	case <-ctx.Done():
	}
}

// flush makes durable what is pending. Records stay pending until they are, but
// for commits that failed: who waits for them is told, and tells them again.
func (w *writer) flush() error {
	l := w.log
	l.mu.Lock()
	batch := l.pending
	start := l.end
	l.mu.Unlock()
	if len(batch) == 0 {
		l.mu.Lock()
		l.failing = nil // nothing to try with: the next commit finds out
		l.mu.Unlock()
		return nil
	}
	w.buf = w.buf[:0]
	n := 0
	for ; n < len(batch) && len(w.buf) < 4*maxFrame; n++ {
		w.buf = appendFrame(w.buf, batch[n].record)
	}
	end, err := w.write(start)
	w.synced = time.Now()
	if err != nil {
		w.failed(err)
		return err
	}
	l.mu.Lock()
	done := batch[:n]
	l.pending = l.pending[n:]
	rest := len(l.pending)
	l.failing = nil
	l.end = end
	l.stats.Records += uint64(n)
	l.stats.Bytes += uint64(len(w.buf))
	l.stats.Syncs++
	close(l.moved)
	l.moved = make(chan struct{})
	l.mu.Unlock()
	for _, e := range done {
		if e.done != nil {
			e.done <- nil
		}
	}
	if rest > 0 {
		knock(l.wake)
	}
	return nil
}

// write appends the buffer at end and syncs it.
func (w *writer) write(end Position) (Position, error) {
	if err := w.open(&end); err != nil {
		return end, err
	}
	if _, err := w.file.Write(w.buf); err != nil {
		return end, err
	}
	if err := w.file.Sync(); err != nil {
		return end, err
	}
	end.Offset += int64(len(w.buf))
	return end, nil
}

// open makes sure a segment is open that takes the buffer: the last one after a
// start, a new one when it is full or was dropped after a failure.
func (w *writer) open(end *Position) error {
	if w.file != nil && end.Offset < w.log.cfg.SegmentBytes {
		return nil
	}
	w.drop()
	found, err := segments(w.log.cfg.Dir)
	if err != nil {
		return err
	}
	next := end.Segment + 1
	if len(found) > 0 {
		next = max(next, found[len(found)-1]+1)
	}
	if w.file, err = createSegment(w.log.cfg.Dir, next); err != nil {
		return err
	}
	*end = Position{Segment: next}
	return nil
}

// failed gives up the segment: what a failed write or fsync left in it is unknown.
// What cannot be cut off stays as damage or as a repeat: it is written again elsewhere.
func (w *writer) failed(err error) {
	l := w.log
	if w.file != nil {
		if end, _ := l.End(); segmentName(l.cfg.Dir, end.Segment) == w.file.Name() {
			_ = w.file.Truncate(end.Offset)
		} else {
			_ = os.Remove(w.file.Name()) // new, and nothing in it is durable
		}
		w.drop()
	}
	l.mu.Lock()
	first := l.failing == nil
	l.failing = err
	kept := make([]entry, 0, len(l.pending))
	var told []entry
	for _, e := range l.pending {
		if e.done != nil {
			told = append(told, e)
		} else {
			kept = append(kept, e)
		}
	}
	l.pending = kept
	l.mu.Unlock()
	for _, e := range told {
		e.done <- callcenter.Errorf(callcenter.Unavailable, "本地日志无法写入: %w", err)
	}
	if first {
		l.cfg.Trouble(DiskTrouble, err.Error())
	}
}

func (w *writer) drop() {
	if w.file != nil {
		_ = w.file.Close() // what counts was synced
		w.file = nil
	}
}
