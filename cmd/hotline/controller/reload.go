package controller

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/queue"
)

// reloadable is the part of the configuration that changes while calls wait: the menu,
// the topics, what is kept and the numbers outside. A call that waits keeps its place and its steps.
type reloadable struct{ now atomic.Pointer[offers] }

type offers struct {
	menu   callcenter.Menu
	topics []callcenter.Topic
	kept   []callcenter.Reserve
	byName map[callcenter.TopicName]callcenter.Topic

	outside map[string]callcenter.Outside
	listed  []callcenter.Outside
	weights queue.Weights
	window  time.Duration // in which who calls again is known as such
}

func (r *reloadable) set(cfg config.Config) {
	o := &offers{
		menu: cfg.Menu, topics: cfg.Topics, kept: cfg.Reserve, byName: make(map[callcenter.TopicName]callcenter.Topic, len(cfg.Topics)),
		outside: make(map[string]callcenter.Outside, len(cfg.Outside)), listed: cfg.Outside,
		weights: queue.Weights{KeepPlace: cfg.Queue.KeepPlace, Worth: cfg.Queue.Worth()}, window: cfg.Queue.KeepPlace,
	}
	if o.weights.KeepPlace == 0 {
		o.weights.KeepPlace = -1 // none: the queue takes zero for its default
	}
	for _, n := range cfg.Outside {
		n.Number = callcenter.ParseNumber(n.Number, cfg.Center.AreaCode).Local()
		o.outside[n.Name] = n
	}
	for _, t := range cfg.Topics {
		o.byName[t.Name] = t
	}
	r.now.Store(o)
}

func (r *reloadable) menu() callcenter.Menu { return r.now.Load().menu }

func (r *reloadable) reserve() []callcenter.Reserve { return r.now.Load().kept }

func (r *reloadable) weights() queue.Weights { return r.now.Load().weights }

func (r *reloadable) window() time.Duration { return r.now.Load().window }

func (r *reloadable) topics() []callcenter.Topic { return r.now.Load().topics }

func (r *reloadable) topic(name callcenter.TopicName) (callcenter.Topic, bool) {
	topic, known := r.now.Load().byName[name]
	return topic, known
}

func (r *reloadable) number(name string) (callcenter.Outside, bool) {
	number, listed := r.now.Load().outside[name]
	return number, listed
}

// Topics are the topics and the menu as they are now.
func (c *Controller) Topics() ([]callcenter.Topic, callcenter.Menu) {
	return c.parts.offers.topics(), c.parts.offers.menu()
}

func (r *reloadable) numbers() []callcenter.Outside { return r.now.Load().listed }

// Reload takes the menu, the topics, what is kept, what counts and the numbers outside of
// a checked configuration. All else waits for the next start.
func (c *Controller) Reload(ctx context.Context, cfg config.Config) error {
	c.parts.offers.set(cfg)
	queues := []*queue.Queue{c.crew.own}
	c.crew.mu.RLock()
	for _, po := range c.crew.posts {
		if po.queue != c.crew.own {
			queues = append(queues, po.queue)
		}
	}
	c.crew.mu.RUnlock()
	var failed error
	for _, q := range queues {
		q.Reweigh(c.parts.offers.weights())
		failed = errors.Join(failed, q.Reload(ctx, cfg.Topics, cfg.Reserve))
	}
	c.parts.log.Info("configuration reloaded", zap.Int("topics", len(cfg.Topics)), zap.Error(failed))
	return failed
}
