package journal

import (
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// cache is what was folded last. It is believed only where the database agrees.
type cache struct {
	calls  map[callcenter.ID]*callState
	shifts map[callcenter.ID]*shiftState
	swept  time.Time
}

type callState struct {
	facts       []fold.Fact
	rows        rows
	engagements []fold.Engagement
	count       int // facts in the call's row; 0: there is none
	touched     time.Time
}

type shiftState struct {
	timeline *fold.Timeline
	folded   fold.Shift
	touched  time.Time
}

// How long what nothing happens to stays in memory. Afterwards it is read again.
const (
	keepCall  = 10 * time.Minute
	keepShift = 2 * time.Hour
	sweepEach = time.Minute
)

func newCache() cache {
	return cache{calls: map[callcenter.ID]*callState{}, shifts: map[callcenter.ID]*shiftState{}}
}

func (c *cache) call(id callcenter.ID) *callState {
	if c.calls[id] == nil {
		c.calls[id] = new(callState)
	}
	return c.calls[id]
}

func (c *cache) shift(id callcenter.ID) *shiftState {
	if c.shifts[id] == nil {
		c.shifts[id] = &shiftState{timeline: fold.NewTimeline(id)}
	}
	return c.shifts[id]
}

func (c *cache) forget(ids []callcenter.ID) {
	for _, id := range ids {
		delete(c.calls, id)
		delete(c.shifts, id)
	}
}

func (c *cache) sweep(now time.Time) {
	if now.Sub(c.swept) < sweepEach {
		return
	}
	c.swept = now
	for id, s := range c.calls {
		if now.Sub(s.touched) > keepCall {
			delete(c.calls, id)
		}
	}
	for id, s := range c.shifts {
		if now.Sub(s.touched) > keepShift {
			delete(c.shifts, id)
		}
	}
}
