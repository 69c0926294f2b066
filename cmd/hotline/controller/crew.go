package controller

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
	"hotline/callcenter/flow"
	"hotline/queue"
)

const (
	adoptAfter  = 3 * time.Second  // silence of a peer's pulse before its calls are taken over
	lookEvery   = time.Second      // at the pulses
	lookTimeout = 3 * time.Second  // of one look
	closeAfter  = 10 * time.Second // an adopted post without calls
	retakeFirst = time.Second      // before our own name is taken back from a peer
	retakeLong  = 30 * time.Second // two controllers of one name must not fight faster than this
)

// crew is the posts this controller has now.
type crew struct {
	parts *parts
	redis redis.UniversalClient
	own   *queue.Queue

	adopted map[string]time.Time // when each peer was last adopted; lookAround's alone

	mu    sync.RWMutex
	posts map[string]*post
}

// floors are the floors of all posts.
func (c *crew) floors() []*flow.Floor {
	c.mu.RLock()
	defer c.mu.RUnlock()
	floors := make([]*flow.Floor, 0, len(c.posts))
	for _, po := range c.posts {
		floors = append(floors, po.floor)
	}
	return floors
}

// post is the post of an application, if we have it.
func (c *crew) post(app string) *post {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.posts[app]
}

// serve runs a post and shows it while it runs.
func (c *crew) serve(ctx context.Context, po *post) error {
	c.mu.Lock()
	c.posts[po.app] = po
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.posts, po.app)
	}()
	return po.Run(ctx)
}

// Run keeps our own post and adopts those of silent peers, until ctx ends.
func (c *crew) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.keepOwn(ctx) })
	g.Go(func() error { return c.lookAround(ctx, g) })
	return g.Wait()
}

// keepOwn serves our own name and takes it back when a peer thought us dead.
func (c *crew) keepOwn(ctx context.Context) error {
	wait := retakeFirst
	for {
		began := time.Now()
		err := c.serve(ctx, newPost(c.parts, c.parts.cfg.App(), c.own))
		if ctx.Err() != nil {
			return nil
		}
		if !errors.Is(err, asterisk.ErrReplaced) {
			return err
		}
		if time.Since(began) > retakeLong {
			wait = retakeFirst
		}
		c.parts.alarms.Raise(callcenter.Alarm{
			Name:   callcenter.AlarmReplaced,
			Detail: "另一个控制器接管了本控制器的来电,将在 " + wait.String() + " 后收回;若反复出现,请检查是否有两个控制器同名",
		})
		if !callcenter.Pause(ctx, wait) {
			return nil
		}
		wait = min(2*wait, retakeLong)
	}
}

// lookAround watches the pulses of the other applications.
func (c *crew) lookAround(ctx context.Context, g *errgroup.Group) error {
	var pulse asterisk.Pulse
	for callcenter.Pause(ctx, lookEvery) {
		own := c.post(c.parts.cfg.App())
		if own == nil || !own.switchboard.Wire().Live() {
			continue
		}
		look, cancel := context.WithTimeoutCause(ctx, lookTimeout, errors.New("asterisk did not list its applications"))
		apps, err := own.switchboard.Wire().Applications(look)
		cancel()
		if err != nil {
			c.parts.log.Warn("look around", zap.Error(err))
			continue
		}
		for _, app := range c.silentPeers(apps, pulse.Silent(apps)) {
			c.adopted[app] = time.Now()
			g.Go(func() error { return c.adopt(ctx, app) })
		}
	}
	return nil
}

// silentPeers are the applications nobody looks after: those with calls whose pulse
// stopped, and those of controllers that stopped beating since they were last
// adopted: calls that ended meanwhile stand open in the journal.
func (c *crew) silentPeers(apps []asterisk.Application, silent map[string]time.Duration) []string {
	var peers []string
	beating := map[string]bool{}
	for _, app := range apps {
		beating[app.Name] = silent[app.Name] < adoptAfter
		if len(app.Channels) > 0 && !beating[app.Name] {
			peers = append(peers, app.Name)
		}
	}
	for _, owner := range c.own.Owners() {
		if !owner.Live && !beating[owner.Name] && c.adopted[owner.Name].Before(owner.Beat) {
			peers = append(peers, owner.Name)
		}
	}
	slices.Sort(peers)
	return slices.DeleteFunc(slices.Compact(peers), func(app string) bool {
		return !strings.HasPrefix(app, c.parts.cfg.AppPrefix()) || app == c.parts.cfg.App() || c.post(app) != nil
	})
}

// adopt serves a silent peer's calls until it is back or they have ended. Its
// failure is not ours: the next look tries again.
func (c *crew) adopt(ctx context.Context, app string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var po *post
	q, err := newQueue(c.parts, c.redis, app, func(ctx context.Context) (queue.Contribution, error) {
		return c.parts.contribution(ctx, po.floor)
	})
	if err != nil {
		c.parts.log.Error("adopt", zap.String("app", app), zap.Error(err))
		return nil
	}
	po = newPost(c.parts, app, q)
	c.parts.log.Warn("adopting the calls of a silent controller", zap.String("app", app))
	watch := sync.WaitGroup{}
	watch.Go(func() {
		if waitIdle(ctx, po.floor) {
			stop()
		}
	})
	err = c.serve(ctx, po)
	stop()
	watch.Wait()
	c.parts.log.Info("adopted post closed", zap.String("app", app), zap.Error(err))
	return nil
}

// waitIdle waits until the floor has had no call for a while; false if ctx ended first.
func waitIdle(ctx context.Context, floor *flow.Floor) bool {
	for since := time.Now(); time.Since(since) < closeAfter; {
		if !callcenter.Pause(ctx, lookEvery) {
			return false
		}
		if len(floor.Live()) > 0 {
			since = time.Now()
		}
	}
	return true
}
