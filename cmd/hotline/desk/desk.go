package desk

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/callcenter/hub"
	"hotline/queue"
	"hotline/records"
	"hotline/records/orders"
)

const (
	readEvery   = time.Second
	settle      = 20 * time.Millisecond // changes that come together are read together
	readTimeout = 2 * time.Second
	countEvery  = 5 * time.Second
)

// Config is where the readings come from. Every function may be slow or fail: what was
// read before stands.
type Config struct {
	Name      string // of this controller among the sources of the hub
	Live      func() []flow.Live
	Standings func(context.Context) []agents.Standing
	Staff     func(callcenter.AgentID) (agents.Staff, bool)
	Overview  func(context.Context) (queue.Overview, error)
	Topic     func(callcenter.TopicName) (callcenter.Topic, bool)
	Owed      func(context.Context) (open, overdue int, err error)
	Behind    func(context.Context, callcenter.Number, callcenter.ID) (records.Background, error)
	Order     func(ctx context.Context, reference string) (orders.OrderEntry, error) // of 12345
	Wrong     func(context.Context) []Warning                                        // with the system, now
	Log       *zap.Logger
}

// Desk makes the items screens are shown.
type Desk struct {
	cfg  Config
	hub  *hub.Hub
	poke chan struct{}

	reading sync.Mutex // one reading at a time
	read    time.Time
	counted time.Time
	counts  Counts
	queues  Queues
	parties parties
	since   map[string]time.Time // of each warning
	alarms  alarms
}

// New makes a desk; its hub shows nothing until somebody looks.
func New(cfg Config) *Desk {
	d := &Desk{cfg: cfg, hub: hub.New(cfg.Name), poke: make(chan struct{}, 1), since: map[string]time.Time{}}
	d.parties.known, d.parties.asked = map[callcenter.ID]found{}, map[callcenter.ID]time.Time{}
	return d
}

// Hub is what screens are shown.
func (d *Desk) Hub() *hub.Hub { return d.hub }

// Poke says that something changed. It returns at once.
func (d *Desk) Poke() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// Run reads while somebody looks, until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	defer d.parties.work.Wait()
	tick := time.NewTicker(readEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-d.poke:
			if !callcenter.Pause(ctx, settle) {
				return nil
			}
		}
		if d.hub.Watched() {
			d.refresh(ctx)
		}
	}
}

// Fresh reads if nobody has looked for a while: a screen that opens is shown what is.
func (d *Desk) Fresh(ctx context.Context) {
	d.reading.Lock()
	stale := time.Since(d.read) > 2*readEvery
	d.reading.Unlock()
	if stale {
		d.refresh(ctx)
	}
}
