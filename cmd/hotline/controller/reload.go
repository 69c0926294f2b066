package controller

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/queue"
)

// reloadable is the part of the configuration that changes while calls wait: the menu, the
// numbers outside, and all that the queue and its spans go by. A call that waits keeps its
// place and its steps.
type reloadable struct{ now atomic.Pointer[offers] }

type offers struct {
	menu   callcenter.Menu
	rules  queue.Rules
	byName map[callcenter.TopicName]callcenter.Topic

	hours   map[string]callcenter.Hours
	outside map[string]callcenter.Outside
	listed  []callcenter.Outside
	window  time.Duration // in which who calls again is known as such
	sticky  time.Duration
	wrapUp  time.Duration
	city    map[callcenter.Number]bool // numbers of the city's own hotline
}

func (r *reloadable) set(cfg config.Config) {
	o := &offers{
		menu: cfg.Menu, rules: rulesOf(cfg), byName: make(map[callcenter.TopicName]callcenter.Topic, len(cfg.Topics)),
		hours:   make(map[string]callcenter.Hours, len(cfg.Hours)),
		outside: make(map[string]callcenter.Outside, len(cfg.Outside)), listed: cfg.Outside,
		window: cfg.Queue.KeepPlace, sticky: cfg.Timers.Sticky, wrapUp: cfg.Timers.WrapUp, city: map[callcenter.Number]bool{},
	}
	for _, n := range cfg.Queue.Numbers12345 {
		o.city[callcenter.ParseNumber(n, cfg.Center.AreaCode)] = true
	}
	for _, n := range cfg.Outside {
		n.Number = callcenter.ParseNumber(n.Number, cfg.Center.AreaCode).Local()
		o.outside[n.Name] = n
	}
	for _, h := range cfg.Hours {
		o.hours[h.Name] = h
	}
	for _, t := range cfg.Topics {
		o.byName[t.Name] = t
	}
	r.now.Store(o)
}

// rulesOf are the queue's. It takes zero for its default, and we mean none.
func rulesOf(cfg config.Config) queue.Rules {
	r := queue.Rules{
		Topics: cfg.Topics, Reserve: cfg.Reserve, CoolDown: max(cfg.Timers.CoolDown, time.Millisecond), MissLimit: cfg.Timers.Misses,
		KeepPlace: cfg.Queue.KeepPlace, Worth: cfg.Queue.Worth(),
	}
	if r.KeepPlace == 0 {
		r.KeepPlace = -1
	}
	return r
}

func (r *reloadable) menu() callcenter.Menu { return r.now.Load().menu }

func (r *reloadable) rules() queue.Rules { return r.now.Load().rules }

func (r *reloadable) sticky() time.Duration { return r.now.Load().sticky }

func (r *reloadable) wrapUp() time.Duration { return r.now.Load().wrapUp }

// isCity tells whether the city's own hotline hands over a caller from this number.
func (r *reloadable) isCity(n callcenter.Number) bool { return r.now.Load().city[n] }

func (r *reloadable) window() time.Duration { return r.now.Load().window }

func (r *reloadable) topics() []callcenter.Topic { return r.now.Load().rules.Topics }

// recorded are the topics whose record is filled in before the next call.
func (r *reloadable) recorded() (names []callcenter.TopicName) {
	for _, t := range r.topics() {
		if t.RequireForm {
			names = append(names, t.Name)
		}
	}
	return names
}

func (r *reloadable) topic(name callcenter.TopicName) (callcenter.Topic, bool) {
	topic, known := r.now.Load().byName[name]
	return topic, known
}

// shut: a topic outside its hours leads to another, which keeps none (config.Settings).
func (r *reloadable) shut(name callcenter.TopicName, at time.Time) (instead callcenter.TopicName, shut bool) {
	now := r.now.Load()
	topic := now.byName[name]
	if topic.Hours == "" || now.hours[topic.Hours].Open(at) {
		return "", false
	}
	return cmp.Or(topic.Instead, now.menu.Default), true
}

func (r *reloadable) number(name string) (callcenter.Outside, bool) {
	number, listed := r.now.Load().outside[name]
	return number, listed
}

// Topics are the topics and the menu as they are now.
func (c *Controller) Topics() ([]callcenter.Topic, callcenter.Menu) {
	return c.parts.offers.topics(), c.parts.offers.menu()
}

// channel are the names on the list of the numbers that lead to another hotline.
func (r *reloadable) channel(to callcenter.Channel) (names []string) {
	for _, n := range r.now.Load().listed {
		if to != "" && n.Channel == to {
			names = append(names, n.Name)
		}
	}
	return names
}

func (r *reloadable) numbers() []callcenter.Outside { return r.now.Load().listed }

// Reload takes a checked configuration file anew. Over its settings those hold that
// somebody saved.
func (c *Controller) Reload(ctx context.Context, file config.Config) error {
	return c.Settings.Reload(ctx, file)
}

// apply takes the menu, the numbers outside, and what the queue goes by, of a
// configuration. All else waits for the next start.
func (c *Controller) apply(ctx context.Context, cfg config.Config) error {
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
		failed = errors.Join(failed, q.Reload(ctx, c.parts.offers.rules()))
	}
	c.parts.log.Info("configuration reloaded", zap.Int("topics", len(cfg.Topics)), zap.Error(failed))
	return failed
}
