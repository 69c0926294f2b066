package controller

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/cmd/hotline/config"
	"hotline/queue"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/quality"
	"hotline/records/recordings"
)

// openStores makes everything that talks to Redis and Postgres, and the parts on it.
func (c *Controller) openStores(ctx context.Context) error {
	p, cfg := c.parts, c.parts.cfg
	address, err := cfg.Redis.Address()
	if err != nil {
		return err
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return fmt.Errorf("redis address: %w", err)
	}
	// The third protocol looks for pushed messages before every reply, and we are sent none.
	options.Protocol = 2
	c.redis = redis.NewClient(options)
	c.crew = &crew{parts: p, redis: c.redis, posts: map[string]*post{}, adopted: map[string]time.Time{}}
	if c.crew.own, err = newQueue(p, c.redis, cfg.App(), c.ownContribution); err != nil {
		return err
	}
	if p.records, err = openRecords(ctx, p, c.pool, c.elsewhere); err != nil {
		return err
	}
	if c.orders, c.exchange, err = openOrders(p, c.pool); err != nil {
		return err
	}
	c.quality = quality.New(quality.Config{
		Store: p.records, Keys: p.records.Keys(), Rule: quality.Rule{Unsatisfied: cfg.Call.Unsatisfied()}, Note: records.NoteChange, Log: p.log.Named("quality"),
	})
	p.flow.Known, p.flow.Party = p.known, p.records.PartyRef
	key, err := config.HexKey(cfg.Agents.SessionKeyFile, agents.KeyLen)
	if err != nil {
		return err
	}
	p.agents, err = agents.Open(ctx, agents.Config{
		Controller: cfg.Controller.Name, Queue: roster{c.crew.own}, Journal: p.records, Postgres: c.pool,
		Folder: cfg.Agents.Dir, Key: key, Log: p.log.Named("agents"), SessionLife: cfg.Agents.SessionLife,
		Idle: cfg.Agents.Idle, Factor: cfg.Agents.SecondFactor, Changed: c.Desk.Poke,
		Undone: func(ctx context.Context, agent callcenter.AgentID, since time.Time) string {
			return p.records.Unfinished(ctx, agent, p.offers.recorded(), since)
		},
	})
	if err != nil {
		return err
	}
	secret, err := config.Secret(cfg.Controller.SecretFile)
	if err != nil {
		return err
	}
	c.Owner = newOwner(c.crew, secret)
	p.flow.CalledAgain = func(ctx context.Context, back callcenter.ID) error {
		return c.Owner.Command(ctx, back, flow.Command{Verb: flow.CallOff, Supervisor: true})
	}
	c.WebPhones, err = c.newPhones()
	return err
}

// ownContribution is asked for by our own queue, whose post may be away just now.
// Once it has contributed, being asked again means that Redis lost the queue.
func (c *Controller) ownContribution(ctx context.Context) (queue.Contribution, error) {
	if c.contributed.Swap(true) {
		c.parts.alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmRebuilding, Detail: "Redis 丢失了排队,正在重建;重建好之前不配对"})
	}
	if own := c.crew.post(c.parts.cfg.App()); own != nil {
		return c.parts.contribution(ctx, own.floor)
	}
	return c.parts.contribution(ctx, nil)
}

func openPool(ctx context.Context, cfg config.Postgres) (*pgxpool.Pool, error) {
	address, err := cfg.Address()
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("postgres address: %w", err)
	}
	pool.MaxConns = int32(cfg.Connections)
	return pgxpool.NewWithConfig(ctx, pool)
}

// flowConfig is the configuration in the words of a call.
func flowConfig(cfg config.Config, offers *reloadable, m *metrics) flow.Config {
	call, t := cfg.Call, cfg.Timers
	return flow.Config{
		Controller: cfg.Controller.Name,
		Menu:       offers.menu,
		Topic:      offers.topic,
		Outside:    offers.number,
		Shut:       offers.shut,
		Welcome:    call.Welcome, Notice: call.Notice, AskMenu: call.AskMenu, Announce: call.Announce,
		Music: call.Music, Record: call.Record, Rate: call.Rate, Farewell: call.Farewell,
		StickyFor: offers.sticky, PositionEvery: t.PositionEvery, RingTimeout: t.Ring, OutsideTimeout: t.Outside, ReturnFor: t.Return, LostFor: t.Lost, RatingWait: t.RatingWait, RatingScale: call.RatingScale, Dissatisfied: call.Unsatisfied(),
		WrapUp: offers.wrapUp, RequestTimeout: t.Request, AcceptPatience: t.Patience, RetryEvery: t.RetryEvery,
		RingGrace: t.RingGrace, LongestSaying: t.LongestSaying, Linger: t.Linger,
		BackKey: backKey(cfg), BackTries: cfg.Back.Tries, BackEvery: cfg.Back.Every, DialTimeout: cfg.Back.Ring,
		Observe: m.mark,
	}
}

// backKey: without a way out nobody is offered to be called.
func backKey(cfg config.Config) string {
	if cfg.Asterisk.Trunk == "" {
		return ""
	}
	return cfg.Back.Key
}

// openRecords opens what is kept.
func openRecords(ctx context.Context, p *parts, pool *pgxpool.Pool, elsewhere records.Elsewhere) (*records.Records, error) {
	j := p.cfg.Journal
	return records.Open(ctx, records.Config{
		Controller: p.cfg.Controller.Name, Postgres: pool, Dir: j.Dir, KeyFile: p.cfg.Keys.PartyFile, IndexKeyFile: p.cfg.Keys.IndexFile,
		Window: j.Window, SegmentBytes: int64(j.SegmentMB) << 20, MaxPending: j.MaxPending,
		Sounds: p.cfg.Recordings.Dir, CDR: p.cfg.Asterisk.CDR, Numbers: p.cfg.Center.Numbers, AreaCode: p.cfg.Center.AreaCode,
		Elsewhere: elsewhere, Rules: p.cfg.Rules(), Groups: GroupsOf(pool), Alarms: p.alarms, Log: p.log.Named("records"),
	})
}

// elsewhere opens a recording in another controller's store.
func (c *Controller) elsewhere(ctx context.Context, store string, call callcenter.ID, name string) (recordings.File, error) {
	return c.Owner.elsewhere(ctx, store, call, name)
}

// GroupsOf reads the teams and firms that reports are divided by.
func GroupsOf(pool *pgxpool.Pool) func(context.Context) (figures.Groups, error) {
	return func(ctx context.Context) (figures.Groups, error) {
		found, err := agents.Groups(ctx, pool)
		groups := make(figures.Groups, len(found))
		for id, g := range found {
			groups[id] = figures.Group(g)
		}
		return groups, err
	}
}
