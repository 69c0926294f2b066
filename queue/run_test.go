package queue

import (
	"context"
	"testing"
	"time"

	"hotline/callcenter"
)

var anyone = map[callcenter.Skill]int{"mandarin": 90}

func TestAnotherOwnersCallIsToldByMessage(t *testing.T) {
	t.Parallel()
	client, center := testRedis(t), freshCenter()
	a, heardA := running(t, client, Config{Center: center, Owner: "a"})
	b, heardB := running(t, client, Config{Center: center, Owner: "b"})
	call := newCall(1, time.Now())
	must(t, a.Enqueue(t.Context(), callcenter.Waiter{Call: call, Topic: "consult", Entered: time.Now()}))
	must(t, b.SignIn(t.Context(), agent("1001", anyone), callcenter.WantsCalls, true))
	eventually(t, 300*time.Millisecond, "told", func() bool { _, told := heardA.promise(call); return told })
	if _, told := heardB.promise(call); told {
		t.Fatal("told to who does not own the call")
	}
	if owner, err := b.OwnerOf(t.Context(), call); err != nil || owner != "a" {
		t.Fatalf("owner %q %v", owner, err)
	}
	owners, err := b.Beat(t.Context())
	if err != nil || len(owners) != 2 || !owners[0].Live || !owners[1].Live {
		t.Fatalf("owners %+v %v", owners, err)
	}
}

func TestALostMessageCostsAtMostASecond(t *testing.T) {
	t.Parallel()
	client, center := testRedis(t), freshCenter()
	a, heardA := running(t, client, Config{Center: center, Owner: "a"})
	call := newCall(1, time.Now())
	must(t, a.Enqueue(t.Context(), callcenter.Waiter{Call: call, Topic: "consult", Entered: time.Now()}))
	// An agent signs in by a verb whose message is lost: its channel has another name.
	b, _ := owner(t, client, center, "b", nil)
	must(t, b.SignIn(t.Context(), agent("1001", anyone), callcenter.WantsBreak, true))
	events := a.events.Swap(nil)
	must(t, b.SetIntent(t.Context(), "1001", callcenter.WantsCalls, ""))
	time.Sleep(50 * time.Millisecond)
	a.events.Store(events)
	began := time.Now()
	eventually(t, time.Second, "told by the timer", func() bool { _, told := heardA.promise(call); return told })
	t.Logf("told %v after the message was lost", time.Since(began))
}

func TestDueThingsHappenWithinAHundredMilliseconds(t *testing.T) {
	t.Parallel()
	client, center := testRedis(t), freshCenter()
	q, h := running(t, client, Config{Center: center, Owner: "a", PromiseFor: 300 * time.Millisecond, CoolDown: 250 * time.Millisecond})
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
	call := newCall(1, time.Now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: time.Now()}))
	first, _ := h.promise(call)
	given := newGiven(t)
	late := func(what string, due time.Time) {
		t.Helper()
		h.mu.Lock()
		defer h.mu.Unlock()
		at := h.at[len(h.at)-1]
		if d := at.Sub(due); d < -2*time.Millisecond || given.between(due, at) > 100*time.Millisecond {
			t.Errorf("%s came %v after it was due", what, d)
		}
	}
	// It expires, the pair is kept apart, and after the cool-down it is made again.
	eventually(t, 3*time.Second, "a second promise", func() bool { p, _ := h.promise(call); return p.Token != first.Token })
	late("the second promise", first.Expires.Add(250*time.Millisecond))
	second, _ := h.promise(call)
	must(t, q.Accept(ctx, second.Token))
	ended := time.Now()
	must(t, q.Finish(ctx, second.Token, 400*time.Millisecond))
	other := newCall(2, time.Now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: other, Topic: "consult", Entered: time.Now()}))
	eventually(t, 3*time.Second, "the next call", func() bool { _, told := h.promise(other); return told })
	late("the end of wrap-up", ended.Add(400*time.Millisecond))
	must(t, q.Leave(ctx, other, callcenter.Abandoned))
	// Nobody speaks Yi; who speaks Mandarin is rung when the step comes, and not before.
	step, entered := newCall(3, time.Now()), time.Now()
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: step, Topic: "soon", Entered: entered}))
	eventually(t, 3*time.Second, "the step comes", func() bool { _, told := h.promise(step); return told })
	late("the step", entered.Add(300*time.Millisecond))
}

func TestAFlushIsRebuiltWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	client, _ := ownRedis(t)
	center := freshCenter()
	contributions := map[string]*Contribution{"a": {}, "b": {}}
	contribute := func(name string) func(context.Context) (Contribution, error) {
		return func(context.Context) (Contribution, error) { return *contributions[name], nil }
	}
	a, heardA := running(t, client, Config{Center: center, Owner: "a", Contribute: contribute("a")})
	b, heardB := running(t, client, Config{Center: center, Owner: "b", Contribute: contribute("b")})
	ctx := t.Context()
	for _, id := range []string{"1001", "1002"} {
		must(t, a.SignIn(ctx, agent(id, map[callcenter.Skill]int{"mandarin": 90, "wages": 60}), callcenter.WantsCalls, true))
	}
	talking, ringing := newCall(1, time.Now()), newCall(2, time.Now())
	at := time.Now()
	must(t, a.Enqueue(ctx, callcenter.Waiter{Call: talking, Topic: "consult", Entered: at}))
	must(t, b.Enqueue(ctx, callcenter.Waiter{Call: ringing, Topic: "consult", Entered: at}))
	talk, _ := heardA.promise(talking)
	ring, _ := heardB.promise(ringing)
	must(t, a.Accept(ctx, talk.Token))
	waits := []callcenter.Waiter{
		{Call: newCall(3, at), Topic: "consult", Entered: at.Add(time.Millisecond)},
		{Call: newCall(4, at), Topic: "wages", Entered: at.Add(2 * time.Millisecond), Priority: time.Minute},
		{Call: newCall(5, at), Topic: "consult", Entered: at.Add(3 * time.Millisecond)},
	}
	for i, w := range waits {
		must(t, []*Queue{a, b, a}[i].Enqueue(ctx, w))
	}
	states, err := a.Agents(ctx)
	must(t, err)
	for _, c := range contributions {
		c.Agents = states
	}
	contributions["a"].Engaged = []Engagement{{Waiter: callcenter.Waiter{Call: talking, Topic: "consult", Entered: at}, Promise: talk, Accepted: true}}
	contributions["b"].Engaged = []Engagement{{Waiter: callcenter.Waiter{Call: ringing, Topic: "consult", Entered: at}, Promise: ring}}
	contributions["a"].Waiting = []WaitingCall{{Waiter: waits[0]}, {Waiter: waits[2]}}
	contributions["b"].Waiting = []WaitingCall{{Waiter: waits[1], Attempts: 3}}

	must(t, client.FlushAll(ctx).Err())
	began := time.Now()
	eventually(t, 2*time.Second, "rebuilt with every call in its place", func() bool {
		page, total, err := b.Waiting(ctx, "consult", 0, 10)
		others, otherTotal, errOthers := b.Waiting(ctx, "wages", 0, 10)
		return err == nil && errOthers == nil && total == 2 && otherTotal == 1 &&
			page[0].Call == waits[0].Call && page[1].Call == waits[2].Call && page[0].Owner == "a" && others[0].Attempts == 3
	})
	t.Logf("rebuilt in %v", time.Since(began))
	eventually(t, time.Second, "both take part", func() bool { return *a.joined.Load() == *b.joined.Load() })
	if err := a.Accept(ctx, talk.Token); err != nil {
		t.Fatalf("the talk stands: %v", err)
	}
	if err := b.Accept(ctx, ring.Token); err != nil {
		t.Fatalf("the ringing promise stands: %v", err)
	}
	must(t, a.Finish(ctx, talk.Token, 0))
	must(t, b.Finish(ctx, ring.Token, 0))
	eventually(t, time.Second, "the freed agents take the first two of the order", func() bool {
		_, second := heardB.promise(waits[1].Call)
		_, first := heardA.promise(waits[0].Call)
		return first && second
	})
	// A promise that stands is told again by the pending look after a rebuild; its token
	// is the line's id, so the phone does not ring again for it.
	if n := len(heardA.tokens()) + len(heardB.tokens()); n != 4 {
		t.Fatalf("%d promises made, want 4: nobody is rung twice", n)
	}
}

func TestAPromotedReplicaIsRebuiltBeforeAnyVerb(t *testing.T) {
	t.Parallel()
	master, port := ownRedis(t, "--repl-diskless-sync-delay", "0")
	replica, _ := ownRedis(t, "--replicaof", "127.0.0.1", port)
	ctx := t.Context()
	center := freshCenter()
	q, h := owner(t, master, center, "a", nil)
	must(t, q.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
	eventually(t, 10*time.Second, "replicated", func() bool {
		return replica.Exists(ctx, q.keys.prefix+"agent:1001").Val() == 1
	})
	// The replica stops following: what is acknowledged from here on is lost.
	must(t, replica.ReplicaOf(ctx, "NO", "ONE").Err())
	call := newCall(1, time.Now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: time.Now()}))
	p, _ := h.promise(call)
	must(t, q.Accept(ctx, p.Token))

	// The same controller finds itself on the promoted replica, where the agent looks free.
	q.scripts.redis, q.cfg.Redis = replica, replica
	q.cfg.Contribute = func(context.Context) (Contribution, error) {
		return Contribution{Engaged: []Engagement{{
			Waiter:  callcenter.Waiter{Call: call, Topic: "consult", Entered: p.Made},
			Promise: p, Accepted: true,
		}}}, nil
	}
	other := newCall(2, time.Now())
	waiter := callcenter.Waiter{Call: other, Topic: "consult", Entered: time.Now()}
	if err := q.Enqueue(ctx, waiter); !callcenter.Is(err, callcenter.Unavailable) {
		t.Fatalf("enqueue on a server that lost writes: %v", err)
	}
	must(t, q.join(ctx))
	must(t, q.Sweep(ctx))
	must(t, q.Enqueue(ctx, waiter))
	if _, told := h.promise(other); told {
		t.Fatal("an agent who talks was promised")
	}
	if s, err := q.Agent(ctx, "1001"); err != nil || s.Token != p.Token || !s.Engaged {
		t.Fatalf("agent %+v %v", s, err)
	}
	must(t, q.Finish(ctx, p.Token, 0))
	if _, told := h.promise(other); !told {
		t.Fatal("after his talk the agent takes the next call")
	}
}

func TestOnARedisCluster(t *testing.T) {
	t.Parallel()
	client := ownCluster(t, 3)
	for _, center := range []string{freshCenter(), freshCenter(), freshCenter(), freshCenter()} {
		q, h := running(t, client, Config{Center: center, Owner: "a"})
		other, _ := running(t, client, Config{Center: center, Owner: "b"})
		ctx := t.Context()
		call := newCall(1, time.Now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: time.Now()}))
		must(t, other.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
		eventually(t, 300*time.Millisecond, "told over a sharded channel", func() bool { _, told := h.promise(call); return told })
		p, _ := h.promise(call)
		must(t, q.Accept(ctx, p.Token))
		must(t, q.Finish(ctx, p.Token, 0))
	}
}
