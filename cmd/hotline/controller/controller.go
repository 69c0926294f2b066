package controller

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/desk"
	"hotline/cmd/hotline/follow"
	"hotline/cmd/hotline/prompts"
	"hotline/cmd/hotline/rate"
	"hotline/cmd/hotline/settings"
	"hotline/cmd/hotline/sms"
	"hotline/cmd/hotline/webphone"
	"hotline/queue"
	"hotline/records"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
	"hotline/records/quality"
)

const (
	storeRetry    = 2 * time.Second // before an absent Postgres is asked again for what is owed
	settleTime    = 5 * time.Second // how old an open call must be before its absence in Asterisk means something
	errandTimeout = 30 * time.Second
	stopTimeout   = 15 * time.Second // for the journal to reach Postgres at a stop; what does not, goes at the next start
)

// parts are what all posts of a controller share.
type parts struct {
	cfg         config.Config
	ariPassword string
	offers      reloadable
	phones      phones
	flow        flow.Config
	agents      *agents.Agents
	records     *records.Records
	dictations  *prompts.Dictations
	alarms      alarms
	metrics     *metrics
	log         *zap.Logger

	admitting atomic.Bool // new calls are claimed

	errands    sync.WaitGroup // short work that events asked for and must not wait for
	errandsCtx context.Context
}

// errand does a piece of work beside the events; a stop waits for it.
func (p *parts) errand(work func(ctx context.Context)) {
	p.errands.Go(func() {
		ctx, cancel := context.WithTimeoutCause(p.errandsCtx, errandTimeout, errors.New("an errand took too long"))
		defer cancel()
		work(ctx)
	})
}

// reachable hands what Asterisk says of a seat to presence, in the order it was said.
func (p *parts) reachable(seat callcenter.SeatID, yes bool) {
	p.agents.Reachable(p.errandsCtx, seat, yes)
}

func (p *parts) lastAgent(agent callcenter.AgentID, misses int) {
	p.alarms.Raise(callcenter.Alarm{
		Name: callcenter.AlarmLastAgent, Agent: agent,
		Detail: fmt.Sprintf("连续 %d 次未接,但他是最后一名可接的话务员,未将其停用:请立即联系", misses),
	})
}

// Controller is one running hotline serve.
type Controller struct {
	parts *parts
	crew  *crew
	redis redis.UniversalClient
	pool  *pgxpool.Pool
	stop  context.CancelFunc

	contributed atomic.Bool // to the queue, since the start

	orders   *orders.Orders
	quality  *quality.Quality
	exchange *exchange.Exchange

	Owner *Owner
	Desk  *desk.Desk

	WebPhones *webphone.Phones
	Settings  *settings.Keeper
	Prompts   *prompts.Keeper
}

// Open prepares a controller. Redis, Postgres and Asterisk may all be away.
func Open(ctx context.Context, cfg config.Config, reg prometheus.Registerer, log *zap.Logger) (*Controller, error) {
	p := &parts{cfg: cfg, log: log, metrics: newMetrics(reg)}
	c := &Controller{parts: p}
	c.Desk = c.newDesk()
	p.alarms = newAlarms(log, reg, c.Desk.Raise)
	var err error
	if c.pool, err = openPool(ctx, cfg.Postgres); err != nil {
		return nil, fmt.Errorf("open controller: %w", err)
	}
	c.Settings = settings.Open(settings.Config{
		Pool: c.pool, File: cfg, Apply: c.apply, Note: records.NoteChange, Log: log.Named("settings"),
	})
	p.offers.set(c.Settings.Config())
	if c.Prompts, err = c.openPrompts(); err != nil {
		return nil, fmt.Errorf("open controller: %w", err)
	}
	p.dictations = prompts.NewDictations(c.Prompts, c.dictate, cfg.Asterisk.Recordings, log.Named("prompts"))
	p.flow = flowConfig(cfg, &p.offers, p.metrics)
	p.flow.Changed = c.Desk.Poke
	if p.ariPassword, err = config.Secret(cfg.Asterisk.PasswordFile); err != nil {
		return nil, fmt.Errorf("open controller: %w", err)
	}
	if err := c.openStores(ctx); err != nil {
		return nil, fmt.Errorf("open controller: %w", err)
	}
	p.errandsCtx, c.stop = context.WithCancel(context.WithoutCancel(ctx))
	return c, nil
}

// Agents is presence and staff, for the pages.
func (c *Controller) Agents() *agents.Agents { return c.parts.agents }

// Queue is who waits and who is free, for the pages.
func (c *Controller) Queue() *queue.Queue { return c.crew.own }

// Records is what is kept, for the pages.
func (c *Controller) Records() *records.Records { return c.parts.records }

// Quality is the listening afterwards, for the pages.
func (c *Controller) Quality() *quality.Quality { return c.quality }

// Font is the file Chinese is drawn with in a PDF.
func (c *Controller) Font() string { return c.parts.cfg.Reports.Font }

// Orders is the work orders, for the pages.
func (c *Controller) Orders() *orders.Orders { return c.orders }

// Exchange is what is shared with other centres, for the pages and for those centres.
func (c *Controller) Exchange() *exchange.Exchange { return c.exchange }

// Register is the accounts and seats, for those who change them.
func (c *Controller) Register() *agents.Register {
	return agents.NewRegister(c.pool, agents.Cost{}, records.NoteChange)
}

// Ready reports whether a call could be served now, and if not, why.
func (c *Controller) Ready(ctx context.Context) error {
	own := c.crew.post(c.parts.cfg.App())
	switch {
	case own == nil || !own.switchboard.Wire().Live():
		return callcenter.Errorf(callcenter.Unavailable, "未连接到电话交换机")
	case c.redis.Ping(ctx).Err() != nil:
		return callcenter.Errorf(callcenter.Unavailable, "未连接到 Redis")
	}
	return nil
}

// Run serves until ctx ends, then stops in this order: claim no more calls; end the
// posts, whose calls live on in Asterisk; finish errands; let the journal reach
// Postgres, for a while; close the stores.
func (c *Controller) Run(ctx context.Context) error {
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBackground()
	var keep errgroup.Group
	keep.Go(func() error { return c.parts.records.Run(background) })
	keep.Go(func() error { return c.parts.agents.Run(background) })
	keep.Go(func() error { return c.orders.Run(background) })
	keep.Go(func() error { return c.quality.Run(background) })
	keep.Go(func() error { return c.exchange.Run(background) })

	g, serving := errgroup.WithContext(ctx)
	c.parts.admitting.Store(true)
	g.Go(func() error { return c.crew.Run(serving) })
	g.Go(func() error { return c.parts.messages().Run(serving, c.lines) })
	g.Go(func() error { return c.watch(serving) })
	g.Go(func() error { return c.sounds().Run(serving) })
	g.Go(func() error {
		return follow.Run(serving, c.pool, c.parts.log.Named("settings"), c.Settings.Look, c.Prompts.Look)
	})
	if c.parts.cfg.SMS.Outbox != "" {
		g.Go(func() error { return c.parts.records.RunLinks(serving, c.RatingLinks()) })
	}
	g.Go(func() error { return c.Desk.Run(serving) })
	g.Go(func() error { return c.runLinks(serving) })
	g.Go(func() error { return c.keepPhones(serving) })
	g.Go(func() error { return c.WebPhones.Run(serving) })
	context.AfterFunc(serving, func() { c.parts.admitting.Store(false) })
	err := g.Wait()

	c.stop()
	c.parts.errands.Wait()
	last, cancel := context.WithTimeoutCause(background, stopTimeout, errors.New("the journal did not reach Postgres before the stop"))
	if drained := c.parts.records.Drain(last); drained != nil {
		c.parts.log.Warn("stopping with facts in the local log; the next start ships them", zap.Error(drained))
	}
	cancel()
	stopBackground()
	err = errors.Join(err, keep.Wait())
	c.pool.Close()
	return errors.Join(err, c.redis.Close())
}

// lines are all lines Asterisk has.
func (c *Controller) lines(ctx context.Context) (map[callcenter.LineID]bool, error) {
	own := c.crew.post(c.parts.cfg.App())
	if own == nil {
		return nil, callcenter.Errorf(callcenter.Unavailable, "未连接到电话交换机")
	}
	return own.switchboard.Lines(ctx)
}

// sounds moves the recordings of calls that are over.
func (c *Controller) sounds() sounds {
	return sounds{
		dir: c.parts.cfg.Asterisk.Recordings, keep: c.parts.records.KeepSound, now: time.Now, log: c.parts.log.Named("sounds"),
		told: c.parts.records.RecordingOver, ours: c.parts.records.Knows,
		live: func(ctx context.Context, name string) (bool, error) {
			own := c.crew.post(c.parts.cfg.App())
			if own == nil {
				return false, callcenter.Errorf(callcenter.Unavailable, "未连接到电话交换机")
			}
			return own.switchboard.Recording(ctx, name)
		},
	}
}

func (p *parts) messages() messages {
	return messages{
		dir: p.cfg.Asterisk.Messages, areaCode: p.cfg.Center.AreaCode, name: p.cfg.Controller.Name,
		journal: p.records, keep: p.records.KeepSound, log: p.log.Named("messages"),
	}
}

// SendMessage sends short messages; nil: none is configured.
func (c *Controller) SendMessage() records.Send {
	if c.parts.cfg.SMS.Outbox == "" {
		return nil
	}
	return sms.Outbox{Dir: c.parts.cfg.SMS.Outbox}.Send
}

// RatingLinks is how callers are asked for a rating by a link.
func (c *Controller) RatingLinks() records.Links {
	cfg := c.parts.cfg
	return records.Links{
		Send: sms.Outbox{Dir: cfg.SMS.Outbox}.Send, Page: strings.TrimSuffix(cfg.SMS.PageURL, "/") + rate.Path, Life: cfg.SMS.LinkLife,
		Scale: cfg.Call.RatingScale, Dissatisfied: cfg.Call.Unsatisfied(),
	}
}

func newOwner(crew *crew, secret string) *Owner {
	return &Owner{crew: crew, secret: peerSecret(secret), client: &http.Client{Timeout: commandTimeout}}
}
