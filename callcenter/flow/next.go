package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// happening is what the stages of a call tell apart. All that is not the stage's
// business (other lines, stale sayings, recordings, resyncs) never gets this far.
type happening int

const (
	due          happening = iota // the time asked for has come
	digit                         // the caller pressed a key
	said                          // what was being said has ended
	legRinging                    // the agent's phone rings
	legAnswered                   // the agent picked up
	legGone                       // the agent's line ended
	legHeld                       // the agent's phone put the line on hold
	legResumed                    //
	dialAnswered                  // who is called back picked up
	dialGone                      // he did not: his line ended
	promised                      // the queue reserved an agent
	withdrawn                     // and took him back before he answered
	over                          // nobody will come: the longest wait passed, the topic was closed
	moved                         // somebody moved the call to another topic
	ordered                       // a desk wants something
)

type event struct {
	what    happening
	at      time.Time
	digit   string
	cause   int
	promise callcenter.Promise
	reason  callcenter.DeclineReason
	order   order
	outcome callcenter.Outcome
	topic   callcenter.TopicName
	lost    bool   // said: perhaps nobody heard it
	guest   *guest // whom it is about; nil: the caller or the agent
}

// next waits until something happens or the time comes (zero: never). A caller who
// is gone, or a controller that stops, ends the call's stage: the second result.
func (c *call) next(ctx context.Context, until time.Time) (event, *ending) {
	for {
		if ctx.Err() != nil {
			return event{}, suspended
		}
		if c.left != nil && !c.finished && !c.outlived {
			return event{}, c.left
		}
		if c.finished && c.settled() {
			return event{what: due, at: time.Now()}, nil
		}
		if len(c.found) > 0 {
			raw := c.found[0]
			c.found = c.found[1:]
			if ev, mine := c.recognise(ctx, raw); mine {
				return ev, nil
			}
			continue
		}
		if ev, took := c.take(ctx); took {
			if ev != nil {
				return *ev, nil
			}
			continue
		}
		if ev, came := c.sleep(ctx, until); came {
			return ev, nil
		}
	}
}

// take reads the mailbox: lines first, because what they tell decides whether the
// rest still matters. Nothing read: false. Read, but not the stage's business: nil.
func (c *call) take(ctx context.Context) (*event, bool) {
	m := c.box
	m.mu.Lock()
	switch {
	case len(m.events) > 0:
		raw := m.events[0]
		m.events = m.events[1:]
		m.mu.Unlock()
		if ev, mine := c.recognise(ctx, raw); mine {
			return &ev, true
		}
		return nil, true
	case m.overflowed || m.doubtful || m.snapshot != nil:
		overflowed, doubtful, snapshot := m.overflowed, m.doubtful, m.snapshot
		m.overflowed, m.doubtful, m.snapshot = false, false, nil
		m.mu.Unlock()
		c.resync(ctx, overflowed, doubtful, snapshot)
		return nil, true
	case len(m.orders) > 0:
		o := m.orders[0]
		m.orders = m.orders[1:]
		m.mu.Unlock()
		if err, again := c.answers[o.Request]; again {
			o.answer(err)
			return nil, true
		}
		return &event{what: ordered, order: o, at: time.Now()}, true
	case len(m.withdrawn) > 0:
		w := m.withdrawn[0]
		m.withdrawn = m.withdrawn[1:]
		m.mu.Unlock()
		c.seen[w.token] = true // if its phone does not ring yet, it shall not
		g := c.guestOf(callcenter.LineID(w.token))
		if g == nil && (w.token != c.leg || c.engaged) || g != nil && g.engaged {
			return nil, true
		}
		return &event{what: withdrawn, reason: w.reason, guest: g, at: time.Now()}, true
	case m.moved != "": // before the promise it may bring: whose topic is the new one
		topic := m.moved
		m.moved = ""
		m.mu.Unlock()
		return &event{what: moved, topic: topic, at: time.Now()}, true
	case m.promise != nil:
		p := *m.promise
		m.promise = nil
		m.mu.Unlock()
		if c.seen[p.Token] {
			return nil, true
		}
		c.seen[p.Token] = true
		return &event{what: promised, promise: p, at: time.Now()}, true
	case m.over != "" && (c.leg == "" || c.dialled != ""): // while a phone rings, the ring decides
		outcome := m.over
		m.over = ""
		m.mu.Unlock()
		return &event{what: over, outcome: outcome, at: time.Now()}, true
	case len(m.invited) > 0:
		p := m.invited[0]
		m.invited = m.invited[1:]
		m.mu.Unlock()
		return c.invited(ctx, p), true
	}
	for place, outcome := range m.vain {
		g := c.guestAt(place)
		if g != nil && g.token != "" { // while his phone rings, the ring decides
			continue
		}
		delete(m.vain, place)
		m.mu.Unlock()
		if g == nil {
			return nil, true
		}
		return &event{what: over, outcome: outcome, guest: g, at: time.Now()}, true
	}
	m.mu.Unlock()
	return nil, false
}

// invited is a promise of somebody sought for the call. Who is no longer wanted is freed.
func (c *call) invited(ctx context.Context, p callcenter.Promise) *event {
	if c.seen[p.Token] {
		return nil
	}
	c.seen[p.Token] = true
	g := c.guestAt(p.Token.Place())
	if g == nil || g.joined {
		place := p.Token.Place()
		_ = c.owe(ctx, "leave", func(ctx context.Context) error { return c.floor.queue.Leave(ctx, place, callcenter.Abandoned) })
		return nil
	}
	return &event{what: promised, promise: p, guest: g, at: time.Now()}
}

// sleep waits for the mailbox or the time, or until something was to be told long ago.
func (c *call) sleep(ctx context.Context, until time.Time) (event, bool) {
	var alarm <-chan time.Time
	if first := earliest(until, c.doubts()); !first.IsZero() {
		timer := time.NewTimer(time.Until(first))
		defer timer.Stop()
		alarm = timer.C
	}
	select {
	case <-c.box.wake:
		return event{}, false
	case <-ctx.Done():
		return event{}, false
	case <-alarm:
	}
	if now := time.Now(); past(until, now) {
		return event{what: due, at: now}, true
	}
	return c.ask(ctx)
}

// past tells whether a time that is set has come.
func past(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// earliest is the first of the times that are set.
func earliest(times ...time.Time) time.Time {
	var first time.Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// recognise turns what Asterisk said of a line into what it means for the call.
func (c *call) recognise(ctx context.Context, raw callcenter.LineEvent) (event, bool) {
	ev := event{at: raw.At, digit: raw.Digit, cause: raw.Cause}
	if ev.at.IsZero() {
		ev.at = time.Now()
	}
	if c.dialled != "" && raw.Line == c.dialled {
		return c.recogniseDialled(raw, ev)
	}
	if raw.Kind == callcenter.LineReferred {
		c.referred(ctx, raw, ev.at)
		return ev, false
	}
	if c.moving != nil && raw.Line == c.moving.to {
		return c.recogniseMoving(ctx, raw, ev)
	}
	mine := raw.Line == c.line && c.line != ""
	leg := c.leg != "" && raw.Line == callcenter.LineID(c.leg)
	if c.overheard(ctx, raw) {
		return ev, false
	}
	if ev.guest = c.guestOf(raw.Line); ev.guest != nil {
		leg = true
	}
	switch raw.Kind {
	case callcenter.SayingEnded:
		if raw.Saying == "" || raw.Saying != c.saying {
			return ev, false
		}
		c.saying = ""
		ev.what = said
		return ev, true
	case callcenter.RecordingEnd:
		c.recorded(raw, ev.at)
		return ev, false
	case callcenter.LineDigit:
		ev.what = digit
		return ev, mine
	case callcenter.LineRinging:
		ev.what = legRinging
		return ev, leg
	case callcenter.LineAnswered:
		if !mine && !leg {
			c.stray(ctx, raw.Line)
		}
		ev.what = legAnswered
		return ev, leg
	case callcenter.LineHeld, callcenter.LineResumed:
		ev.what = legHeld
		if raw.Kind == callcenter.LineResumed {
			ev.what = legResumed
		}
		return ev, leg
	case callcenter.LineGone:
		delete(c.ended, raw.Line)
		if mine && c.moving != nil {
			c.line = "" // he did not wait until he is there
			return ev, false
		}
		if mine {
			c.leave(callcenter.ByCaller, ev.at)
			return ev, false
		}
		ev.what = legGone
		return ev, leg
	}
	return ev, false
}

func (c *call) recogniseDialled(raw callcenter.LineEvent, ev event) (event, bool) {
	switch raw.Kind {
	case callcenter.LineAnswered:
		ev.what = dialAnswered
		return ev, true
	case callcenter.LineGone:
		ev.what = dialGone
		return ev, true
	}
	return ev, false
}
