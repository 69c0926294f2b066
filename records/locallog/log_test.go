package locallog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// start opens a log and runs it; stop ends it in order.
func start(t *testing.T, cfg Config) (*Log, func()) {
	t.Helper()
	l, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := l.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	var once sync.Once
	stop := func() {
		once.Do(func() { cancel(); wg.Wait(); l.Close() })
	}
	t.Cleanup(stop)
	return l, stop
}

func readAll(t *testing.T, r *Reader) (got []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for {
		batch, err := r.Next(ctx, 7)
		if errors.Is(err, context.Canceled) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range batch.Records {
			got = append(got, string(record))
		}
	}
}

func mustReader(t *testing.T, l *Log) *Reader {
	t.Helper()
	r, err := l.Reader("test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestOrderIsKeptOverSegmentsAndRestarts(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: t.TempDir(), SegmentBytes: 200}
	var want []string
	for run := range 3 {
		l, stop := start(t, cfg)
		for i := range 50 {
			want = append(want, fmt.Sprintf("run %d record %d", run, i))
			if i%10 == 9 {
				if err := l.Commit(t.Context(), []byte(want[len(want)-1])); err != nil {
					t.Fatal(err)
				}
			} else if err := l.Append([]byte(want[len(want)-1])); err != nil {
				t.Fatal(err)
			}
		}
		stop()
	}
	l, _ := start(t, cfg)
	if got := readAll(t, mustReader(t, l)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("read %d records\n%q\nwant\n%q", len(got), got, want)
	}
	if found, _ := segments(cfg.Dir); len(found) < 3 {
		t.Errorf("%d segments, want several", len(found))
	}
}

func TestCursorAndTrim(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: t.TempDir(), SegmentBytes: 64}
	l, stop := start(t, cfg)
	for i := range 20 {
		if err := l.Commit(t.Context(), fmt.Appendf(nil, "record %02d that is long", i)); err != nil {
			t.Fatal(err)
		}
	}
	r := mustReader(t, l)
	batch, err := r.Next(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	first := len(batch.Records)
	if err := r.Done(batch.End); err != nil {
		t.Fatal(err)
	}
	_ = readAll(t, r)
	if n, err := l.Trim(batch.End, time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("young segments deleted: %d, %v", n, err)
	}
	stop()
	again, _ := start(t, cfg)
	r = mustReader(t, again)
	if got := readAll(t, r); len(got) != 20-first {
		t.Errorf("%d records after the cursor, want %d", len(got), 20-first)
	}
	if n, err := again.Trim(r.Position(), time.Now().Add(time.Hour)); n == 0 || err != nil {
		t.Errorf("old segments stay: %d, %v", n, err)
	}
	if end, _ := again.End(); again.Behind(r.Position()) != 0 || again.Behind(Position{}) > end.Offset+64 {
		t.Errorf("behind %d and %d", again.Behind(r.Position()), again.Behind(Position{}))
	}
}

func TestTornTailIsCut(t *testing.T) {
	t.Parallel()
	whole := appendFrame(appendFrame(nil, []byte("one")), []byte("two"))
	for cut := len(whole) - 12; cut < len(whole); cut++ {
		for _, tail := range [][]byte{nil, make([]byte, 100), []byte("garbage")} {
			dir := t.TempDir()
			if err := os.WriteFile(segmentName(dir, 1), append(whole[:cut:cut], tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			l, stop := start(t, Config{Dir: dir})
			if err := l.Commit(t.Context(), []byte("three")); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(readAll(t, mustReader(t, l))); got != "[one three]" {
				t.Errorf("cut at %d, tail %q: %s", cut, tail, got)
			}
			stop()
		}
	}
}

func TestDamageIsSetAsideAndSkipped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := appendFrame(nil, []byte("one"))
	at := len(b)
	b = appendFrame(appendFrame(b, []byte("two")), []byte("three"))
	b[at+3] ^= 0x40 // its length
	if err := os.WriteFile(segmentName(dir, 1), b, 0o600); err != nil {
		t.Fatal(err)
	}
	told := 0
	l, _ := start(t, Config{Dir: dir, Trouble: func(what Trouble, _ string) {
		if what == DamageTrouble {
			told++
		}
	}})
	if got := fmt.Sprint(readAll(t, mustReader(t, l))); got != "[one three]" || told != 1 {
		t.Errorf("%s, told %d times", got, told)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "*.bad")); len(aside) != 1 {
		t.Errorf("set aside: %v", aside)
	}
}

func TestOneProcessHoldsTheDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, Config{Dir: dir})
	if _, err := Open(Config{Dir: dir}); err == nil {
		t.Error("opened twice")
	}
}

func TestGroupCommit(t *testing.T) {
	t.Parallel()
	l, _ := start(t, Config{Dir: t.TempDir()})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 20 {
				if err := l.Commit(t.Context(), []byte("record")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if s := l.Stats(); s.Records != 400 || s.Syncs > 200 {
		t.Errorf("%d fsyncs for %d commits of 20 at a time", s.Syncs, s.Records)
	}
}
