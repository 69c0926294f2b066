package controller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
	"hotline/callcenter/flow"
	"hotline/callcenter/switchboard"
	"hotline/queue"
)

// post is one application name and all that serves its calls.
type post struct {
	app         string
	own         bool
	parts       *parts
	switchboard *switchboard.Switchboard
	floor       *flow.Floor
	queue       *queue.Queue
	surveyed    chan struct{} // closed when the floor has all that Asterisk has
	survey      sync.Once
}

// newQueue is a hold on the queue for the calls of an application.
func newQueue(p *parts, rdb redis.UniversalClient, app string, contribute func(context.Context) (queue.Contribution, error)) (*queue.Queue, error) {
	t, r := p.cfg.Timers, p.offers.rules()
	return queue.New(queue.Config{
		Redis: rdb, Center: p.cfg.Center.Name, Owner: app, URL: p.cfg.Controller.Advertise,
		Topics: r.Topics, Reserve: r.Reserve, PromiseFor: t.Ring + t.RingGrace + t.Request, CoolDown: r.CoolDown,
		KeepPlace: r.KeepPlace, Worth: r.Worth, MissLimit: r.MissLimit, Patience: p.cfg.Redis.Timeout, Contribute: contribute, Log: p.log.Named("queue"),
	})
}

// newPost prepares a post; nothing happens before Run.
func newPost(p *parts, app string, q *queue.Queue) *post {
	po := &post{app: app, own: app == p.cfg.App(), parts: p, queue: q, surveyed: make(chan struct{})}
	a := p.cfg.Asterisk
	codec := ""
	if len(a.Codecs) > 0 {
		codec = a.Codecs[0]
	}
	po.switchboard = switchboard.New(switchboard.Config{
		Asterisk: asterisk.Config{
			URL: a.URL, User: a.User, Password: p.ariPassword, App: app,
			Observe:  p.metrics.request,
			Parallel: a.Parallel, Timeout: a.Timeout, Lease: a.Lease, Stall: a.Stall, Slow: a.Slow,
		},
		AreaCode: p.cfg.Center.AreaCode, Sounds: a.Sounds, Codec: codec, Trunk: a.Trunk, City: a.Trunk12345, Allotted: p.cfg.Center.Allotted, Recording: "wav",
		Admit:     po.admits,
		AdmitSeat: po.admitsSeat,
		Arrive:    func(arrival callcenter.Arrival) { po.floor.Arrive(arrival) },
		Deliver:   func(ev callcenter.LineEvent) { po.floor.Deliver(ev) },
		Reachable: p.reachable,
		SeatCode:  func(code switchboard.SeatCode) { po.parts.errand(func(ctx context.Context) { po.dialled(ctx, code) }) },
		Dictated: func(line callcenter.LineID, failed bool) {
			po.parts.errand(func(ctx context.Context) { po.parts.dictations.Over(ctx, line, failed) })
		},
		Resync: po.resync,
		Log:    p.log,
	})
	po.floor = flow.NewFloor(p.flow, po.switchboard, q, p.records, p.alarms, p.log.Named("flow").With(zap.String("app", app)))
	return po
}

// admits reports whether a call on offer is one for us: only our own post takes new
// calls, and only those for the centre's numbers.
func (po *post) admits(a callcenter.Arrival) bool {
	return po.own && po.parts.admitting.Load() && slices.Contains(po.parts.cfg.Center.Numbers, a.Called)
}

// admitsSeat reports whether a seat that dialled a code is one of the centre's.
func (po *post) admitsSeat(seat callcenter.SeatID) bool {
	return po.own && po.parts.admitting.Load() && po.parts.agents.HasSeat(seat)
}

// Run serves until ctx ends (nil) or the name was taken (asterisk.ErrReplaced).
// However it ends, no line is touched.
func (po *post) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return po.floor.Run(ctx) })
	g.Go(func() error {
		return po.queue.Run(ctx, queue.Events{
			Promise:      func(p callcenter.Promise) { po.floor.Promise(p) },
			Withdrawn:    po.floor.Withdrawn,
			TimedOut:     po.floor.TimedOut,
			TurnedAway:   po.floor.TurnedAway,
			Transferred:  po.floor.Transferred,
			NotAnswering: po.parts.agents.NotAnswering,
			LastAgent:    po.parts.lastAgent,
		})
	})
	g.Go(func() error { return po.keepTidy(ctx) })
	g.Go(func() error { return po.keepPromises(ctx) })
	g.Go(func() error {
		err := po.switchboard.Run(ctx)
		if err == nil && ctx.Err() == nil {
			err = fmt.Errorf("post %s: the switchboard ended", po.app)
		}
		return err
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// resync reads everything from Asterisk again, and ends the calls that ended while
// nobody looked: those the journal holds open and Asterisk does not know.
func (po *post) resync(ctx context.Context) error {
	po.parts.phones.forgotten()
	calls, orphans, err := po.switchboard.Survey(ctx)
	if err != nil {
		return fmt.Errorf("resync %s: %w", po.app, err)
	}
	po.floor.Reconcile(calls, orphans)
	po.survey.Do(func() { close(po.surveyed) })
	alive := make(map[callcenter.ID]bool, len(calls))
	for _, c := range calls {
		alive[c.Call] = true
	}
	po.parts.errand(func(ctx context.Context) { po.bury(ctx, alive, time.Now()) })
	po.parts.log.Info("resynced", zap.String("app", po.app), zap.Int("calls", len(calls)), zap.Int("orphans", len(orphans)))
	return nil
}

// dialled does what a seat asked for by a code and tells it.
func (po *post) dialled(ctx context.Context, code switchboard.SeatCode) {
	prompt, err := po.parts.agents.Dialled(ctx, code.Seat, code.Key)
	if err != nil {
		po.parts.log.Info("seat code refused", zap.String("seat", string(code.Seat)), zap.String("key", code.Key), zap.Error(err))
	}
	if err := po.switchboard.Confirm(ctx, code, prompt); err != nil && !callcenter.Is(err, callcenter.NotFound) {
		po.parts.log.Warn("seat code not confirmed", zap.String("seat", string(code.Seat)), zap.Error(err))
	}
}
