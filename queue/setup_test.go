package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

var _ flow.Queue = (*Queue)(nil)

func testRedis(t testing.TB) redis.UniversalClient {
	t.Helper()
	url := os.Getenv("HOTLINE_TEST_REDIS")
	if url == "" {
		t.Fatal("HOTLINE_TEST_REDIS is not set: make test starts a Redis and sets it")
	}
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatalf("HOTLINE_TEST_REDIS: %v", err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatalf("redis at HOTLINE_TEST_REDIS does not answer: %v", err)
	}
	return client
}

func require(skill callcenter.Skill, level int) []callcenter.Requirement {
	return []callcenter.Requirement{{Skill: skill, Level: level}}
}

var testTopics = []callcenter.Topic{
	{Name: "consult", Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "yi", MaxWait: 2 * time.Minute, Steps: []callcenter.Step{
		{Require: require("yi", 80)},
		{After: 15 * time.Second, Require: require("yi", 50)},
		{After: 45 * time.Second, Require: require("mandarin", 60), Interpreter: true},
	}},
	{Name: "wages", Steps: []callcenter.Step{
		{Require: append(require("mandarin", 60), require("wages", 50)...)},
		{After: 30 * time.Second, Require: require("mandarin", 60)},
	}},
	{Name: "idle", Strategy: callcenter.LongestIdle, Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "fewest", Strategy: callcenter.FewestCalls, Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "turn", Strategy: callcenter.RoundRobin, Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "best", Strategy: callcenter.BestLevel, Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "short", MaxLength: 2, Steps: []callcenter.Step{{Require: require("mandarin", 60)}}},
	{Name: "soon", Steps: []callcenter.Step{{Require: require("yi", 80)}, {After: 300 * time.Millisecond, Require: require("mandarin", 60)}}},
	{Name: "village", LeaveWhenEmpty: true, Priority: 5 * time.Second, Steps: []callcenter.Step{{Require: require("yi", 80)}}},
}

// testRules are those of owner with other topics.
func testRules(topics []callcenter.Topic) Rules {
	return Rules{Topics: topics, Worth: testWorth, CoolDown: time.Minute, MissLimit: 2, KeepPlace: 5 * time.Minute}
}

var testWorth = map[callcenter.Standing]time.Duration{callcenter.Repeat: 30 * time.Second, callcenter.GreenChannel: 5 * time.Minute}

// heard keeps what an owner was told.
type heard struct {
	mu        sync.Mutex
	promises  []callcenter.Promise
	withdrawn []callcenter.Token
	timedOut  []callcenter.ID
	turned    map[callcenter.ID]callcenter.Outcome
	moved     []callcenter.TopicName
	off, last []callcenter.AgentID
	at        []time.Time
}

func (h *heard) events() Events {
	lock := func(f func()) {
		h.mu.Lock()
		defer h.mu.Unlock()
		f()
	}
	return Events{
		Promise: func(p callcenter.Promise) {
			lock(func() { h.promises, h.at = append(h.promises, p), append(h.at, time.Now()) })
		},
		Withdrawn: func(t callcenter.Token, _ callcenter.AgentID, _ callcenter.DeclineReason) {
			lock(func() { h.withdrawn = append(h.withdrawn, t) })
		},
		TimedOut:     func(c callcenter.ID) { lock(func() { h.timedOut = append(h.timedOut, c) }) },
		TurnedAway:   func(c callcenter.ID, o callcenter.Outcome) { lock(func() { h.turned[c] = o }) },
		Transferred:  func(_ callcenter.ID, t callcenter.TopicName) { lock(func() { h.moved = append(h.moved, t) }) },
		NotAnswering: func(a callcenter.AgentID, _ int) { lock(func() { h.off = append(h.off, a) }) },
		LastAgent:    func(a callcenter.AgentID, _ int) { lock(func() { h.last = append(h.last, a) }) },
	}
}

func (h *heard) away(call callcenter.ID) callcenter.Outcome {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.turned[call]
}

func (h *heard) promise(call callcenter.ID) (callcenter.Promise, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.promises) - 1; i >= 0; i-- {
		if h.promises[i].Call == call {
			return h.promises[i], true
		}
	}
	return callcenter.Promise{}, false
}

// tokens are those of all promises it was told of, once or again.
func (h *heard) tokens() map[callcenter.Token]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[callcenter.Token]bool{}
	for _, p := range h.promises {
		all[p.Token] = true
	}
	return all
}

// clock is a test's server clock.
type clock struct {
	mu sync.Mutex
	ms int64
}

func (c *clock) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strconv.FormatInt(c.ms, 10)
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.UnixMilli(c.ms)
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ms += d.Milliseconds()
}

func freshCenter() string { return "test-" + rand.Text() }

// owner makes one owner of a centre with an own clock, joined and without a Run: what
// happens is what the test does.
func owner(t testing.TB, client redis.UniversalClient, center, name string, c *clock, reserve ...callcenter.Reserve) (*Queue, *heard) {
	t.Helper()
	q, err := New(Config{Redis: client, Center: center, Owner: name, Topics: testTopics, Worth: testWorth, Reserve: reserve, Thin: 1, Patience: 10 * time.Second, RebuildGrace: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if c != nil {
		q.now = c.text
	}
	h := &heard{turned: map[callcenter.ID]callcenter.Outcome{}}
	events := h.events()
	q.events.Store(&events)
	for {
		err := q.join(t.Context())
		if err == nil {
			return q, h
		}
		if !errors.Is(err, errRebuilding) {
			t.Fatal(err)
		}
	}
}

func running(t testing.TB, client redis.UniversalClient, cfg Config) (*Queue, *heard) {
	t.Helper()
	cfg.Redis, cfg.Topics, cfg.Worth, cfg.Patience = client, testTopics, testWorth, 10*time.Second
	q, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{turned: map[callcenter.ID]callcenter.Outcome{}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx, h.events()) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
	eventually(t, 20*time.Second, "joined", func() bool { return *q.joined.Load() != "" })
	return q, h
}

// eventually counts the milliseconds this process was given: on a busy machine a short
// sleep lasts long, and so does everything else.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	for range within / time.Millisecond {
		if is() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("not within %v: %s", within, what)
}

// given notes the milliseconds this process was given, as eventually counts them.
type given struct {
	mu    sync.Mutex
	ticks []time.Time
}

func newGiven(t testing.TB) *given {
	g, stop := &given{}, make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			g.mu.Lock()
			g.ticks = append(g.ticks, time.Now())
			g.mu.Unlock()
		}
	})
	t.Cleanup(func() { close(stop); work.Wait() })
	return g
}

// between is how much of that time the process was given.
func (g *given) between(from, to time.Time) (d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, at := range g.ticks {
		if at.After(from) && at.Before(to) {
			d += time.Millisecond
		}
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func agent(id string, skills map[callcenter.Skill]int) callcenter.Agent {
	return callcenter.Agent{ID: callcenter.AgentID(id), Name: "王" + id, Seat: callcenter.SeatID("8" + id), Skills: skills}
}

func newCall(i int, at time.Time) callcenter.ID {
	return callcenter.DeriveID(at, fmt.Sprint("call", i))
}
