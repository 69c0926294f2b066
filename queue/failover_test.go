package queue

import (
	"context"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// testFloor is what one controller knows of its calls.
type testFloor struct {
	mu      sync.Mutex
	waiters []callcenter.Waiter
	talks   map[callcenter.ID]bool
	heard   *heard
	crew    []callcenter.AgentState
}

func (f *testFloor) contribution(context.Context) (Contribution, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	told := Contribution{Agents: f.crew}
	for _, w := range f.waiters {
		if p, promised := f.heard.promise(w.Call); promised {
			told.Engaged = append(told.Engaged, Engagement{Waiter: w, Promise: p, Accepted: f.talks[w.Call]})
		} else {
			told.Waiting = append(told.Waiting, WaitingCall{Waiter: w})
		}
	}
	return told, nil
}

// wait lets a call wait there until the queue takes it.
func (f *testFloor) wait(t *testing.T, q *Queue, w callcenter.Waiter) {
	t.Helper()
	f.mu.Lock()
	f.waiters = append(f.waiters, w)
	f.mu.Unlock()
	eventually(t, 20*time.Second, "the queue takes the call", func() bool { return q.Enqueue(t.Context(), w) == nil })
}

func (f *testFloor) accept(t *testing.T, q *Queue, call callcenter.ID) {
	t.Helper()
	p, told := f.heard.promise(call)
	if !told {
		t.Fatal("not promised")
	}
	must(t, q.Accept(t.Context(), p.Token))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.talks[call] = true
}

// switched is a client of two servers, one at a time, as a Sentinel moves it.
func switched(t *testing.T, port string) (client *redis.Client, to *atomic.Pointer[string]) {
	to = &atomic.Pointer[string]{}
	to.Store(&port)
	client = redis.NewClient(&redis.Options{Dialer: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+*to.Load())
	}})
	t.Cleanup(func() { _ = client.Close() })
	return client, to
}

// The replica that is promoted has not seen what was promised, accepted and finished last. Both
// controllers go on, and no agent has two calls.
func TestAFailoverPromisesNobodyTwice(t *testing.T) {
	t.Parallel()
	master, port := ownRedis(t, "--repl-diskless-sync-delay", "0")
	replica, other := ownRedis(t, "--replicaof", "127.0.0.1", port)
	client, to := switched(t, port)
	ctx, center := t.Context(), freshCenter()
	floors := []*testFloor{{talks: map[callcenter.ID]bool{}}, {talks: map[callcenter.ID]bool{}}}
	var queues []*Queue
	for i, name := range []string{"a", "b"} {
		q, h := running(t, client, Config{Center: center, Owner: name, PromiseFor: 10 * time.Minute, RebuildGrace: 20 * time.Second, Contribute: floors[i].contribution})
		floors[i].mu.Lock()
		floors[i].heard = h
		floors[i].mu.Unlock()
		queues = append(queues, q)
	}
	var waiters []callcenter.Waiter
	for i := range 12 {
		at := time.Now().Add(time.Duration(i) * time.Millisecond)
		waiters = append(waiters, callcenter.Waiter{Call: newCall(i, at), Topic: "consult", Entered: at})
	}
	wait := func(i int) { floors[i%2].wait(t, queues[i%2], waiters[i]) }
	for _, id := range []string{"1001", "1002", "1003", "1004"} {
		must(t, queues[0].SignIn(ctx, agent(id, anyone), callcenter.WantsCalls, true))
	}
	crew, err := queues[0].Agents(ctx)
	must(t, err)
	for _, f := range floors {
		f.mu.Lock()
		f.crew = crew
		f.mu.Unlock()
	}
	eventually(t, 20*time.Second, "they know each other", func() bool { return len(queues[0].Owners()) == 2 && len(queues[1].Owners()) == 2 })
	wait(0)
	floors[0].accept(t, queues[0], waiters[0].Call)
	eventually(t, 20*time.Second, "replicated", func() bool {
		return replica.Exists(ctx, queues[0].keys.prefix+"call:"+waiters[0].Call.String()).Val() == 1
	})
	must(t, replica.ReplicaOf(ctx, "NO", "ONE").Err())
	for i := 1; i < 6; i++ { // three are promised, two wait
		wait(i)
	}
	floors[1].accept(t, queues[1], waiters[1].Call)
	floors[0].accept(t, queues[0], waiters[2].Call)

	to.Store(&other)
	_ = master.ShutdownNoSave(ctx).Err() // it answers by hanging up
	for i := 6; i < 12; i++ {
		wait(i)
	}
	eventually(t, 20*time.Second, "both take part", func() bool { return *queues[0].joined.Load() == *queues[1].joined.Load() })
	page, waiting, err := queues[0].Waiting(ctx, "consult", 0, 20)
	if err != nil || waiting != 8 || !slices.IsSortedFunc(page, func(a, b Waiting) int { return a.Entered.Compare(b.Entered) }) {
		t.Fatalf("%d wait: %+v %v", waiting, page, err)
	}
	has := map[callcenter.AgentID]int{}
	for _, f := range floors {
		for token := range f.heard.tokens() {
			p, _ := f.heard.promise(token.Call())
			has[p.Agent.ID]++
		}
	}
	for id, n := range has {
		if s, err := queues[0].Agent(ctx, id); err != nil || n != 1 || s.Token == "" {
			t.Errorf("agent %s was promised %d times and holds %q: %v", id, n, s.Token, err)
		}
	}
	first, _ := floors[0].heard.promise(waiters[0].Call)
	must(t, queues[0].Finish(ctx, first.Token, 0))
	eventually(t, 20*time.Second, "the first in line is next", func() bool { _, next := floors[0].heard.promise(waiters[4].Call); return next })
}
