package phone

import (
	"math"
	"sync/atomic"
	"time"
)

const (
	frame        = 20 * time.Millisecond
	window       = 100 * time.Millisecond
	quiet        = 100.0 // RMS below which a window is silent: -50 dBFS
	presentShare = 0.12  // of the window's energy: one of up to four mixed tones, after G.711
	mergeGap     = 250 * time.Millisecond
)

// Heard is a stretch in which one thing was heard without interruption.
type Heard struct {
	Hertz int       `json:"hertz"` // 0: any sound at all
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`

	windows int // of sound: on a busy machine what was late arrives in a burst
}

// For is how long it lasted.
func (h Heard) For() time.Duration { return max(h.To.Sub(h.From), time.Duration(h.windows)*window) }

// ear judges what arrives, window by window. Its stream's lock guards it.
type ear struct {
	decoded *[256]int16
	tones   *atomic.Pointer[[]goertzel] // of the exchange: grows with its phones
	window  []float64
	started time.Time // arrival of the window's first frame
	heard   []Heard
	open    map[int]int // hertz to the index of its last stretch
}

func newEar(c codec, tones *atomic.Pointer[[]goertzel]) *ear {
	return &ear{decoded: c.table(), tones: tones, window: make([]float64, 0, windowSamples), open: map[int]int{}}
}

// feed takes one packet's payload; it reports whether a window was judged.
func (e *ear) feed(payload []byte, at time.Time) (judged bool) {
	if len(e.window) > 0 && at.Sub(e.started) > 2*window {
		e.window = e.window[:0] // the sound stopped in the middle of a window
	}
	if len(e.window) == 0 {
		e.started = at.Add(-frame)
	}
	for _, code := range payload {
		e.window = append(e.window, float64(e.decoded[code]))
		if len(e.window) == windowSamples {
			e.judge(at)
			e.window, e.started, judged = e.window[:0], at, true
		}
	}
	return judged
}

func (e *ear) judge(at time.Time) {
	total := energy(e.window)
	if math.Sqrt(total/windowSamples) < quiet {
		return
	}
	e.note(0, at)
	for _, g := range *e.tones.Load() {
		if g.share(e.window, total) > presentShare {
			e.note(g.hertz, at)
		}
	}
}

// note lengthens the current stretch of a tone, or begins one.
func (e *ear) note(hertz int, at time.Time) {
	if i, has := e.open[hertz]; has && e.started.Sub(e.heard[i].To) < mergeGap {
		e.heard[i].To = at
		e.heard[i].windows++
		return
	}
	e.open[hertz] = len(e.heard)
	e.heard = append(e.heard, Heard{Hertz: hertz, From: e.started, To: at, windows: 1})
}

// last is the last stretch of a tone.
func (e *ear) last(hertz int) (h Heard, ok bool) {
	i, ok := e.open[hertz]
	if ok {
		h = e.heard[i]
	}
	return h, ok
}
