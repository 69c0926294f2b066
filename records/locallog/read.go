package locallog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A chunk is read at once: a small one, and one longer than any frame when a frame
// does not fit into the small one.
const (
	smallChunk = 128 << 10
	largeChunk = 2 * maxFrame
)

// Reader reads the durable records in order and keeps its place in a file. It
// belongs to one goroutine.
type Reader struct {
	log    *Log
	cursor string
	at     Position // of the next record to read
	file   *os.File
	buf    []byte
	chunk  int64
}

// Batch is some records and the place after the last of them.
type Batch struct {
	Records [][]byte // until the next call of Next
	End     Position
}

// Reader opens the reader of that name where it was, or at the oldest record.
func (l *Log) Reader(name string) (*Reader, error) {
	r := &Reader{log: l, cursor: filepath.Join(l.cfg.Dir, name+".cursor"), chunk: smallChunk}
	b, err := os.ReadFile(r.cursor)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read cursor: %w", err)
	}
	// A cursor damaged by a power cut reads as the beginning: twice rather than never.
	if json.Unmarshal(b, &r.at) != nil {
		r.at = Position{}
	}
	if end, _ := l.End(); r.at.Compare(end) > 0 {
		r.at = Position{}
	}
	return r, nil
}

// Position is where the next record is read.
func (r *Reader) Position() Position { return r.at }

// Next returns up to limit records, waiting until there is one.
func (r *Reader) Next(ctx context.Context, limit int) (Batch, error) {
	for {
		end, moved := r.log.End()
		batch, err := r.read(end, limit)
		if err != nil || len(batch.Records) > 0 {
			return batch, err
		}
		if r.at.Compare(end) < 0 {
			continue // damage was passed, or a segment
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return Batch{}, context.Cause(ctx)
		}
	}
}

// Wait waits until so many bytes can be read, or another segment has begun.
func (r *Reader) Wait(ctx context.Context, bytes int64) error {
	for {
		end, moved := r.log.End()
		if r.at.Segment < end.Segment || end.Offset-r.at.Offset >= bytes {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// read takes what one chunk of the current segment holds.
func (r *Reader) read(end Position, limit int) (Batch, error) {
	size, err := r.open(end)
	if err != nil || r.file == nil {
		return Batch{}, err
	}
	n := min(r.chunk, size-r.at.Offset)
	if int64(cap(r.buf)) < n {
		r.buf = make([]byte, n)
	}
	b := r.buf[:n]
	if _, err := r.file.ReadAt(b, r.at.Offset); err != nil && !errors.Is(err, io.EOF) {
		return Batch{}, fmt.Errorf("read local log: %w", err)
	}
	last := r.at.Offset+n == size
	batch := Batch{}
	for len(b) > 0 && len(batch.Records) < limit {
		record, length, v := parseFrame(b)
		switch {
		case v == whole:
			batch.Records = append(batch.Records, record)
		case v == short && !last && len(b) < maxFrame:
			if len(batch.Records) == 0 {
				r.chunk = largeChunk
				return Batch{}, nil
			}
			b = b[:0] // the rest of it comes with the next chunk
			continue
		default:
			length = nextWhole(b)
			if err := r.setAside(b[:length]); err != nil {
				return Batch{}, err
			}
		}
		r.at.Offset += int64(length)
		b = b[length:]
	}
	r.chunk = smallChunk
	batch.End = r.at
	return batch, nil
}

// open opens the segment at the reader's place, moving on to the next one when it
// is read to its end, and returns how far it may be read.
func (r *Reader) open(end Position) (int64, error) {
	for {
		if r.file == nil {
			if err := r.openNext(end); err != nil || r.file == nil {
				return 0, err
			}
		}
		size := end.Offset
		if r.at.Segment < end.Segment {
			info, err := r.file.Stat()
			if err != nil {
				return 0, fmt.Errorf("read local log: %w", err)
			}
			size = info.Size()
		}
		if r.at.Offset < size || r.at.Segment >= end.Segment {
			return size, nil
		}
		r.Close()
		r.at = Position{Segment: r.at.Segment + 1}
	}
}

// openNext opens the first segment at or after the reader's place, if there is one.
func (r *Reader) openNext(end Position) error {
	found, err := segments(r.log.cfg.Dir)
	if err != nil {
		return fmt.Errorf("read local log: %w", err)
	}
	for _, n := range found {
		if n < r.at.Segment || n > end.Segment {
			continue
		}
		if n > r.at.Segment {
			r.at = Position{Segment: n}
		}
		if r.file, err = os.Open(segmentName(r.log.cfg.Dir, n)); err != nil {
			return fmt.Errorf("read local log: %w", err)
		}
		return nil
	}
	return nil
}

func (r *Reader) setAside(damaged []byte) error {
	name := fmt.Sprintf("%s.%d.bad", segmentName(r.log.cfg.Dir, r.at.Segment), r.at.Offset)
	if err := os.WriteFile(name, damaged, 0o600); err != nil {
		return fmt.Errorf("set damaged record aside: %w", err)
	}
	r.log.cfg.Trouble(DamageTrouble, fmt.Sprintf("%d damaged bytes set aside in %s", len(damaged), name))
	return nil
}

// Done remembers that everything before at needs no reading again.
func (r *Reader) Done(at Position) error {
	b, err := json.Marshal(at)
	if err != nil {
		return err
	}
	// Renamed but not synced: a lagging cursor costs a repeat, an fsync costs every batch.
	if err := os.WriteFile(r.cursor+".new", b, 0o600); err != nil {
		return fmt.Errorf("write cursor: %w", err)
	}
	if err := os.Rename(r.cursor+".new", r.cursor); err != nil {
		return fmt.Errorf("write cursor: %w", err)
	}
	return nil
}

// Close closes the segment it reads.
func (r *Reader) Close() {
	if r.file != nil {
		_ = r.file.Close()
		r.file = nil
	}
}

// Trim deletes the segments that lie wholly before at and were last written before then.
func (l *Log) Trim(at Position, then time.Time) (deleted int, err error) {
	found, err := segments(l.cfg.Dir)
	if err != nil {
		return 0, fmt.Errorf("trim local log: %w", err)
	}
	for _, n := range found {
		info, err := os.Stat(segmentName(l.cfg.Dir, n))
		if err != nil {
			return deleted, fmt.Errorf("trim local log: %w", err)
		}
		if n >= at.Segment || info.ModTime().After(then) {
			break
		}
		if err := os.Remove(segmentName(l.cfg.Dir, n)); err != nil {
			return deleted, fmt.Errorf("trim local log: %w", err)
		}
		deleted++
	}
	return deleted, nil
}

// Behind is how many durable bytes lie after at.
func (l *Log) Behind(at Position) int64 {
	end, _ := l.End()
	found, err := segments(l.cfg.Dir)
	if err != nil {
		return 0
	}
	var bytes int64
	for _, n := range found {
		if n < at.Segment || n > end.Segment {
			continue
		}
		size := end.Offset
		if n < end.Segment {
			if info, err := os.Stat(segmentName(l.cfg.Dir, n)); err == nil {
				size = info.Size()
			}
		}
		if n == at.Segment {
			size -= at.Offset
		}
		bytes += size
	}
	return bytes
}
