package phone

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	slots     = 4 // streams are spread over the 20 ms, so the PBX is not hit by all at once
	slotTime  = frame / slots
	behindMax = 10 * frame // a longer stall is not made up for: it would burst
)

// wheel paces all RTP of an exchange from one goroutine.
type wheel struct {
	mu      sync.Mutex
	streams [slots][]*stream // copied on change
	turn    int
}

// add starts a stream with a packet at once: some PBXs wait for the first one
// before they go on with a call (Asterisk's Answer(), up to 500 ms).
func (w *wheel) add(s *stream) {
	s.tick(time.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn = (w.turn + 1) % slots
	w.streams[w.turn] = append(slices.Clone(w.streams[w.turn]), s)
}

func (w *wheel) remove(s *stream) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.streams {
		if at := slices.Index(w.streams[i], s); at >= 0 {
			w.streams[i] = slices.Concat(w.streams[i][:at], w.streams[i][at+1:])
		}
	}
}

func (w *wheel) slot(i int) []*stream {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.streams[i]
}

// run turns until ctx ends. Slots that were missed are made up for at once, so
// each stream sends fifty packets a second even on a busy machine.
func (w *wheel) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	next := time.Now()
	for i := 0; ; i = (i + 1) % slots {
		next = next.Add(slotTime)
		if late := time.Since(next); late > behindMax {
			next = time.Now()
		} else if late < 0 {
			timer.Reset(-late)
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
		}
		if ctx.Err() != nil {
			return
		}
		for _, s := range w.slot(i) {
			if !s.tick(time.Now()) {
				w.remove(s)
			}
		}
	}
}
