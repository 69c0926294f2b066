package flow

import (
	"context"
	"sync"
	"sync/atomic"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Floor is all calls of one application: those whose lines Asterisk tells us about.
type Floor struct {
	cfg         Config
	switchboard Switchboard
	queue       Queue
	journal     Journal
	alarms      Alarms
	log         *zap.Logger

	// The calls run under a context of the floor's own, because they start with
	// Arrive and Adopt, whose callers do not wait for them: Run does.
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu     sync.RWMutex
	calls  map[callcenter.ID]*call
	closed bool
	idle   chan struct{} // closed and replaced when the last call has ended

	reconciled atomic.Bool // what is not here is nowhere
}

// NewFloor prepares an empty floor. Run must be called; calls may come before. The
// timeouts of cfg must be set: Standard has them all.
func NewFloor(cfg Config, switchboard Switchboard, queue Queue, journal Journal, alarms Alarms, log *zap.Logger) *Floor {
	ctx, stop := context.WithCancel(context.Background())
	return &Floor{
		cfg: cfg, switchboard: switchboard, queue: queue, journal: journal, alarms: alarms, log: log,
		ctx: ctx, stop: stop,
		calls: map[callcenter.ID]*call{},
		idle:  make(chan struct{}),
	}
}

// Run returns when ctx has ended and every call's goroutine with it. No line is
// touched and nothing is told: the calls go on in Asterisk and wait to be adopted.
func (f *Floor) Run(ctx context.Context) error {
	<-ctx.Done()
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.stop()
	f.work.Wait()
	return nil
}

// Arrive takes a new caller. Repeated: no effect.
func (f *Floor) Arrive(a callcenter.Arrival) {
	f.begin(a, func(c *call) func(context.Context) *ending { return c.tell })
}

// Adopt goes on with a call found in Asterisk. One that is ours already looks
// again; one without a caller's line is ended, with its agents' lines and a record.
func (f *Floor) Adopt(s callcenter.Snapshot) {
	if c := f.find(s.Call); c != nil {
		c.box.put(func() { c.box.snapshot = &s })
		return
	}
	if s.Line == "" && !s.Back.IsZero() && (s.Stage == callcenter.Waiting || s.Stage == callcenter.InMenu) {
		f.resumeBack(s)
		return
	}
	f.begin(s.Arrival, func(c *call) func(context.Context) *ending {
		if s.Line == "" {
			return func(ctx context.Context) *ending { return c.bury(ctx, s) }
		}
		return func(ctx context.Context) *ending {
			c.adopt(ctx, s)
			return c.tell(ctx)
		}
	})
}

func (f *Floor) begin(a callcenter.Arrival, story func(*call) func(context.Context) *ending) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || f.calls[a.Call] != nil {
		return
	}
	c := newCall(f, a)
	f.calls[a.Call] = c
	f.work.Go(func() { c.live(f.ctx, story(c)) })
}

// Deliver hands a line's event to its call. It never blocks.
func (f *Floor) Deliver(ev callcenter.LineEvent) {
	if c := f.find(ev.Call); c != nil {
		c.box.deliver(ev)
	}
}

// Promise hands the queue's promise to its call. It never blocks; false if the call
// is not here, or is over: then the queue is told so, for whoever should have told it
// was killed before, and the agent must not be reserved for nobody. Before the first
// Reconcile the call may yet be adopted.
func (f *Floor) Promise(p callcenter.Promise) bool {
	c := f.find(p.Call)
	if c != nil && c.box.put(func() { c.box.promised(p) }) {
		return true
	}
	if f.reconciled.Load() {
		f.beside(func(ctx context.Context) { f.disown(ctx, p.Token.Place()) })
	}
	return false
}

func (f *Floor) disown(ctx context.Context, id callcenter.ID) {
	bound, cancel := context.WithTimeout(ctx, f.cfg.RequestTimeout)
	defer cancel()
	if err := f.queue.Leave(bound, id, callcenter.Abandoned); err != nil && ctx.Err() == nil {
		f.log.Warn("promised call is not here", zap.Stringer("call_id", id), zap.Error(err))
	}
}

// Withdrawn tells the call that the queue took a promise back: it expired, or the
// agent signed out while his phone rang. A talk is not touched.
func (f *Floor) Withdrawn(token callcenter.Token, _ callcenter.AgentID, reason callcenter.DeclineReason) {
	if c := f.find(token.Call()); c != nil {
		c.box.put(func() { c.box.withdrawn = append(c.box.withdrawn, withdrawal{token, reason}) })
	}
}

// TimedOut tells a call that its longest wait has passed. While a phone rings for
// it, the ring decides.
func (f *Floor) TimedOut(id callcenter.ID) { f.TurnedAway(id, callcenter.TimedOut) }

// TurnedAway tells a call that it may not go on waiting, and why.
func (f *Floor) TurnedAway(id callcenter.ID, outcome callcenter.Outcome) {
	if c := f.find(id.Call()); c != nil {
		c.box.put(func() { c.box.turnedAway(id, outcome) })
	}
}

// Transferred tells a waiting call that somebody moved it to another topic.
func (f *Floor) Transferred(id callcenter.ID, topic callcenter.TopicName) {
	if c := f.find(id); c != nil {
		c.box.put(func() { c.box.moved = topic })
	}
}

func (f *Floor) find(id callcenter.ID) *call {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.calls[id]
}

func (f *Floor) remove(c *call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.calls, c.id)
	if len(f.calls) == 0 {
		close(f.idle)
		f.idle = make(chan struct{})
	}
}

// beside runs what a call owes and must not wait for.
func (f *Floor) beside(work func(context.Context)) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if !f.closed {
		f.work.Go(func() { work(f.ctx) })
	}
}

// Drain waits until the last call has ended. Callers already taken are served to
// the end, and so is one who still comes: who stops the coming is not the floor.
func (f *Floor) Drain(ctx context.Context) error {
	for {
		f.mu.RLock()
		left, idle := len(f.calls), f.idle
		f.mu.RUnlock()
		if left == 0 {
			return nil
		}
		f.log.Info("waiting for calls to end", zap.Int("calls", left))
		select {
		case <-idle:
		case <-ctx.Done():
			return callcenter.Errorf(callcenter.Unavailable, "还有 %d 个来电未结束: %w", left, context.Cause(ctx))
		}
	}
}
