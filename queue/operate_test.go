package queue

import (
	"errors"
	"testing"
	"time"

	"hotline/callcenter"
)

func turnedAway(err error) callcenter.Outcome {
	away, _ := errors.AsType[callcenter.TurnedAway](err)
	return away.Outcome
}

func TestEachLimitHasItsOutcome(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, _ := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	n := 0
	enqueue := func(topic callcenter.TopicName) error {
		n++
		return q.Enqueue(ctx, callcenter.Waiter{Call: newCall(n, c.now()), Topic: topic, Entered: c.now()})
	}
	must(t, enqueue("short"))
	must(t, enqueue("short"))
	if err := enqueue("short"); turnedAway(err) != callcenter.Full || !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("the third of two: %v", err)
	}
	if err := enqueue("village"); turnedAway(err) != callcenter.NoAgents {
		t.Errorf("nobody signed in: %v", err)
	}
	must(t, q.SetAdmission(ctx, "consult", callcenter.Drain))
	if err := enqueue("consult"); turnedAway(err) != callcenter.Closed {
		t.Errorf("drained: %v", err)
	}
	must(t, q.SetAdmission(ctx, "consult", callcenter.Open))
	must(t, enqueue("consult"))
}

func TestThoseWhoWaitAreTurnedAway(t *testing.T) {
	t.Parallel()
	client, center := testRedis(t), freshCenter()
	q, h := running(t, client, Config{Center: center, Owner: "a"})
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"yi": 90}), callcenter.WantsBreak, true))
	closed, alone := newCall(1, time.Now()), newCall(2, time.Now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: closed, Topic: "consult", Entered: time.Now()}))
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: alone, Topic: "village", Entered: time.Now()}))
	must(t, q.SetAdmission(ctx, "consult", callcenter.Shut))
	if h.away(closed) != callcenter.Closed {
		t.Errorf("of a closed topic: %q", h.away(closed))
	}
	must(t, q.SignOut(ctx, "1001"))
	eventually(t, 3*time.Second, "who waits for nobody is turned away", func() bool { return h.away(alone) == callcenter.NoAgents })
}

func TestWhoHungUpAndCallsAgainKeepsHisPlace(t *testing.T) {
	t.Parallel()
	client, center := testRedis(t), freshCenter()
	q, _ := running(t, client, Config{Center: center, Owner: "a", KeepPlace: 3 * time.Second})
	ctx := t.Context()
	at := time.Now()
	wait := func(n int, party string, at time.Time) callcenter.ID {
		w := callcenter.Waiter{Call: newCall(n, at), Topic: "consult", Entered: at, Party: party}
		must(t, q.Enqueue(ctx, w))
		return w.Call
	}
	first := wait(1, "li", at)
	wait(2, "wang", at.Add(time.Second))
	ahead := func(call callcenter.ID) int {
		place, err := q.Place(ctx, call)
		must(t, err)
		return place.Ahead
	}
	must(t, q.Leave(ctx, first, callcenter.Abandoned))
	again := wait(3, "li", at.Add(2*time.Second))
	if ahead(again) != 0 {
		t.Error("he calls again and is not in his place")
	}
	must(t, q.Leave(ctx, again, callcenter.Abandoned))
	time.Sleep(3200 * time.Millisecond)
	if late := wait(4, "li", at.Add(3*time.Second)); ahead(late) != 1 {
		t.Error("after the window he still has his place")
	}
}

func TestAnOperatorOrdersTheQueue(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"wages": 90}), callcenter.WantsCalls, true))
	var calls []callcenter.ID
	for i := range 4 {
		calls = append(calls, newCall(i, c.now()))
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: calls[i], Topic: "consult", Entered: c.now()}))
		c.step(time.Second)
	}
	must(t, q.ToHead(ctx, calls[3]))
	must(t, q.Transfer(ctx, calls[1], "yi"))
	page, total, err := q.Waiting(ctx, "consult", 0, 10)
	must(t, err)
	if total != 3 || page[0].Call != calls[3] || page[1].Call != calls[0] || len(h.moved) != 1 || h.moved[0] != "yi" {
		t.Fatalf("order %+v, moved %v", page, h.moved)
	}
	// He fits none of their steps, and takes one all the same; once.
	must(t, q.Pull(ctx, calls[0], "1001"))
	must(t, q.Pull(ctx, calls[0], "1001"))
	if err := q.Pull(ctx, calls[2], "1001"); !callcenter.Is(err, callcenter.Conflict) {
		t.Fatalf("a second call while he is promised: %v", err)
	}
	p, told := h.promise(calls[0])
	if !told || p.Agent.ID != "1001" {
		t.Fatalf("pulled: %+v", p)
	}
	must(t, q.PutBack(ctx, p.Token))
	must(t, q.PutBack(ctx, p.Token))
	page, _, err = q.Waiting(ctx, "consult", 0, 10)
	must(t, err)
	if page[0].Call != calls[0] || len(h.withdrawn) != 1 {
		t.Fatalf("put back: %+v", page)
	}
}

// KZ: no agent: none assignable; one busy agent: none assignable. Who calls now is told no
// wait of nobody's.
func TestNobodyWhoIsBusyIsCounted(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	ready := func() int {
		o, err := q.Overview(ctx)
		must(t, err)
		return o.Agents[callcenter.Ready]
	}
	wait := func(n int) (callcenter.ID, bool) {
		call := newCall(n, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
		_, promised := h.promise(call)
		return call, promised
	}
	first, promised := wait(1)
	if n := ready(); n != 0 || promised {
		t.Errorf("nobody is signed in, %d are ready, promised: %v", n, promised)
	}
	must(t, q.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
	p := promiseOf(t, h, first)
	for _, busy := range []func() error{func() error { return nil }, func() error { return q.Accept(ctx, p.Token) }} {
		must(t, busy())
		if n := ready(); n != 0 {
			t.Errorf("the only agent is busy, %d are ready", n)
		}
	}
	if _, promised := wait(2); promised {
		t.Error("promised to an agent who talks")
	}
	must(t, q.Finish(ctx, p.Token, 0))
}
