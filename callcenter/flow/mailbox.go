package flow

import (
	"context"
	"slices"
	"sync"
	"time"

	"hotline/callcenter"
)

const (
	mailboxSize = 64 // ordinary events: more than a call ever has under way
	mailboxRoom = 64 // kept for what cannot be read again or must not be late: digits, answers, hang-ups
	ordersSize  = 8
)

// mailbox holds what a call has not yet read. Putting never blocks and nothing is
// lost: what does not fit marks the mailbox overflowed, and the call reads the
// truth from Asterisk again. A promise, a snapshot and a timeout have a place of
// their own, where the newest stands.
type mailbox struct {
	wake chan struct{}

	mu         sync.Mutex
	closed     bool
	events     []callcenter.LineEvent
	gone       map[callcenter.LineID]callcenter.LineEvent // of watched lines, known before it is read
	watched    map[callcenter.LineID]bool
	promise    *callcenter.Promise
	withdrawn  []withdrawal
	invited    []callcenter.Promise                 // of agents sought for the call
	vain       map[callcenter.ID]callcenter.Outcome // places for which nobody will come
	orders     []order
	snapshot   *callcenter.Snapshot
	doubtful   bool                 // Reconcile did not find the call
	over       callcenter.Outcome   // nobody will come, and why
	moved      callcenter.TopicName // somebody moved the call to this topic
	overflowed bool
}

// withdrawal is a promise the queue took back.
type withdrawal struct {
	token  callcenter.Token
	reason callcenter.DeclineReason
}

func newMailbox() *mailbox {
	return &mailbox{
		wake:    make(chan struct{}, 1),
		gone:    map[callcenter.LineID]callcenter.LineEvent{},
		watched: map[callcenter.LineID]bool{},
		vain:    map[callcenter.ID]callcenter.Outcome{},
	}
}

// put runs f under the lock and wakes the call; false if the call is over.
func (m *mailbox) put(f func()) bool {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return false
	}
	f()
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return true
}

func (m *mailbox) deliver(ev callcenter.LineEvent) {
	m.put(func() {
		limit := mailboxSize
		switch ev.Kind {
		case callcenter.LineGone:
			if _, told := m.gone[ev.Line]; m.watched[ev.Line] && !told {
				m.gone[ev.Line] = ev
			}
			limit += mailboxRoom
		case callcenter.LineDigit, callcenter.LineAnswered, callcenter.RecordingEnd:
			limit += mailboxRoom
		}
		if len(m.events) >= limit {
			m.overflowed = true
			return
		}
		m.events = append(m.events, ev)
	})
}

// promised keeps the queue's promise: the caller's own, or one of who is sought for him.
// The lock is held.
func (m *mailbox) promised(p callcenter.Promise) {
	if p.Token.Place() == p.Call {
		m.promise = &p
		return
	}
	m.invited = append(m.invited, p)
}

// turnedAway keeps that nobody will come for a place. The lock is held.
func (m *mailbox) turnedAway(place callcenter.ID, outcome callcenter.Outcome) {
	if place == place.Call() {
		m.over = outcome
		return
	}
	m.vain[place] = outcome
}

// promisedTo tells whether a promise for that place is here.
func (m *mailbox) promisedTo(place callcenter.ID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.invited, func(p callcenter.Promise) bool { return p.Token.Place() == place })
}

// watch makes the mailbox know at once when a line goes, before its turn to be read.
func (m *mailbox) watch(line callcenter.LineID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watched[line] = true
}

// forget ends the watch.
func (m *mailbox) forget(line callcenter.LineID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.watched, line)
	delete(m.gone, line)
}

// lost tells whether a watched line is gone already, and how.
func (m *mailbox) lost(line callcenter.LineID) (callcenter.LineEvent, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ev, gone := m.gone[line]
	return ev, gone
}

// await takes such an event out of its turn, waiting until it comes; false if none came
// in time. Only the call's own goroutine may wait.
func (m *mailbox) await(ctx context.Context, limit time.Duration, such func(callcenter.LineEvent) bool) (ev callcenter.LineEvent, came bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		m.mu.Lock()
		if i := slices.IndexFunc(m.events, such); i >= 0 {
			ev, came = m.events[i], true
			m.events = slices.Delete(m.events, i, i+1)
		}
		m.mu.Unlock()
		if came {
			return ev, true
		}
		select {
		case <-m.wake:
		case <-timer.C:
			return ev, false
		case <-ctx.Done():
			return ev, false
		}
	}
}

// close ends the mailbox: what comes later finds no call, orders are refused.
func (m *mailbox) close() []order {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	left := m.orders
	m.orders, m.events, m.promise, m.snapshot = nil, nil, nil, nil
	return left
}
