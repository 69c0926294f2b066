package queue

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// What no telephone line and no journal knows of the queue, the living controllers
// remember: a flush does not open a closed topic, nor undo what an operator ordered.
func TestAFlushUndoesNothingAnOperatorDid(t *testing.T) {
	t.Parallel()
	client, _ := ownRedis(t)
	center, at := freshCenter(), time.Now()
	var waits []callcenter.Waiter
	for i := range 4 {
		waits = append(waits, callcenter.Waiter{Call: newCall(i, at), Topic: "consult", Entered: at.Add(time.Duration(i) * time.Millisecond)})
	}
	waits[2].Party = "li"
	told := Contribution{}
	a, _ := running(t, client, Config{Center: center, Owner: "a", Patience: 10 * time.Second, Contribute: func(context.Context) (Contribution, error) {
		return told, nil
	}})
	b, _ := running(t, client, Config{Center: center, Owner: "b", Patience: 10 * time.Second})
	ctx := t.Context()
	for _, w := range waits {
		must(t, a.Enqueue(ctx, w))
	}
	must(t, b.ToHead(ctx, waits[3].Call))
	must(t, b.Transfer(ctx, waits[0].Call, "wages"))
	must(t, a.SetAdmission(ctx, "yi", callcenter.Shut))
	must(t, b.SetAdmission(ctx, "village", callcenter.Drain))
	must(t, b.SetAdmission(ctx, "village", callcenter.Open))
	must(t, a.Leave(ctx, waits[2].Call, callcenter.Abandoned))
	eventually(t, 10*time.Second, "the owner was told", func() bool {
		a.memory.mu.Lock()
		defer a.memory.mu.Unlock()
		return len(a.memory.places) == 2
	})
	waits[0].Topic = "wages" // as its owner knows
	told.Waiting = []WaitingCall{{Waiter: waits[0]}, {Waiter: waits[1]}, {Waiter: waits[3]}}
	must(t, client.FlushAll(ctx).Err())
	eventually(t, 10*time.Second, "rebuilt, and both take part", func() bool {
		_, other := a.Overview(ctx)
		o, err := b.Overview(ctx)
		return err == nil && other == nil && o.Topics[1].Waiting == 2
	})
	page, _, err := b.Waiting(ctx, "consult", 0, 10)
	must(t, err)
	if page[0].Call != waits[3].Call || page[1].Call != waits[1].Call {
		t.Errorf("the order is %+v", page)
	}
	o, err := b.Overview(ctx)
	must(t, err)
	for _, topic := range o.Topics {
		if closed := topic.Admission == callcenter.Shut; closed != (topic.Topic == "yi") || topic.Admission == callcenter.Drain {
			t.Errorf("%s is %s", topic.Topic, topic.Admission)
		}
		if topic.Topic == "wages" && topic.Waiting != 1 {
			t.Errorf("the call transferred is not there: %+v", topic)
		}
	}
	again := callcenter.Waiter{Call: newCall(9, at), Topic: "consult", Entered: at.Add(time.Hour), Party: "li"}
	must(t, a.Enqueue(ctx, again))
	must(t, a.Enqueue(ctx, callcenter.Waiter{Call: newCall(8, at), Topic: "consult", Entered: at.Add(time.Minute)}))
	if place, err := a.Place(ctx, again.Call); err != nil || place.Ahead != 2 {
		t.Errorf("who called again has not his place: %+v %v", place, err)
	}
}

// A controller that knew nothing of a change tells of it no more than it knew.
func TestTheLastChangeOfATopicCounts(t *testing.T) {
	t.Parallel()
	client, _ := ownRedis(t)
	center := freshCenter()
	c := &clock{ms: 1_800_000_000_000}
	a, _ := owner(t, client, center, "a", c)
	b, _ := owner(t, client, center, "b", c)
	ctx := t.Context()
	must(t, a.SetAdmission(ctx, "consult", callcenter.Shut))
	must(t, b.SetAdmission(ctx, "consult", callcenter.Open))
	must(t, client.FlushAll(ctx).Err())
	must(t, b.join(ctx))
	must(t, a.join(ctx))
	if o, err := a.Overview(ctx); err != nil || o.Topics[1].Topic != "consult" || o.Topics[1].Admission != callcenter.Open {
		t.Fatalf("%+v %v", o.Topics, err)
	}
	must(t, a.SetAdmission(ctx, "consult", callcenter.Drain))
	if o, err := b.Overview(ctx); err != nil || o.Topics[1].Admission != callcenter.Drain {
		t.Fatalf("%+v %v", o.Topics, err)
	}
}

// Who had most calls before Redis was lost has most after it.
func TestStrategiesCountOnAfterAFlush(t *testing.T) {
	t.Parallel()
	client, _ := ownRedis(t)
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, client, freshCenter(), "a", c)
	ctx := t.Context()
	idle := map[callcenter.AgentID]callcenter.AgentState{}
	for _, id := range []string{"1001", "1002"} {
		must(t, q.SignIn(ctx, agent(id, anyone), callcenter.WantsCalls, true))
		c.step(time.Second)
	}
	next := func(n int, topic callcenter.TopicName) callcenter.Promise {
		call := newCall(n, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: topic, Entered: c.now()}))
		return promiseOf(t, h, call)
	}
	talk := func(p callcenter.Promise) {
		c.step(time.Second)
		must(t, q.Accept(ctx, p.Token))
		must(t, q.Finish(ctx, p.Token, 0))
		c.step(time.Second)
	}
	busy := next(1, "idle")
	talk(busy)
	states, err := q.Agents(ctx)
	must(t, err)
	for _, s := range states {
		s.IdleSince = time.UnixMilli(c.ms) // equal but for what is counted
		idle[s.ID] = s
	}
	q.cfg.Contribute = func(context.Context) (Contribution, error) {
		return Contribution{Agents: []callcenter.AgentState{idle["1001"], idle["1002"]}}, nil
	}
	must(t, client.FlushAll(ctx).Err())
	must(t, q.join(ctx))
	must(t, q.Sweep(ctx))
	fewest := next(2, "fewest")
	if fewest.Agent.ID == busy.Agent.ID {
		t.Error("fewest calls: who had one got the next")
	}
	must(t, q.Leave(ctx, fewest.Call, callcenter.TimedOut))
	c.step(time.Second)
	if p := next(3, "turn"); p.Agent.ID != busy.Agent.ID {
		t.Errorf("in turn: %s was rung last and is rung again", p.Agent.ID)
	}
}

// Redis was away for long, so nobody's last beat is fresh, and it comes back as a replica
// with what it had, or with nothing: who lived before is waited for all the same.
func TestAfterALongOutageTheOthersAreWaitedFor(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*redis.Client) error{
		"flushed":  func(r *redis.Client) error { return r.FlushAll(t.Context()).Err() },
		"promoted": func(*redis.Client) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := ownRedis(t)
			c, center := &clock{ms: 1_800_000_000_000}, freshCenter()
			a, _ := owner(t, client, center, "a", c)
			b, _ := owner(t, client, center, "b", c)
			ctx := t.Context()
			beat := func(queues ...*Queue) {
				for _, q := range queues {
					_, err := q.Beat(ctx)
					must(t, err)
				}
			}
			beat(a, b, a)
			c.step(10 * time.Second)
			must(t, lose(client))
			must(t, client.Del(ctx, a.keys.generation()).Err())
			a.cfg.RebuildGrace = time.Hour
			beat(a)
			a.leaveGeneration()
			if err := a.join(ctx); !errors.Is(err, errRebuilding) {
				t.Fatalf("opened without the other: %v", err)
			}
			must(t, ignore(b.join(ctx), errRebuilding))
			must(t, a.join(ctx))
			must(t, b.join(ctx))
			// Who died in the meantime is waited for no longer than that.
			beat(a)
			c.step(10 * time.Second)
			a.cfg.RebuildGrace = time.Millisecond
			must(t, client.Del(ctx, a.keys.generation()).Err())
			beat(a)
			a.leaveGeneration()
			eventually(t, 10*time.Second, "opened", func() bool { return a.join(ctx) == nil })
		})
	}
}

func ignore(err, what error) error {
	if errors.Is(err, what) {
		return nil
	}
	return err
}
