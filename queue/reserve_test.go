package queue

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// One of who speaks Yi is kept for Yi callers. The second is free for all: when he takes
// a call in Mandarin, the one left is kept, until there are two again.
func TestOneAgentIsKeptForWhoNeedsHim(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c, callcenter.Reserve{Skill: "yi", Keep: 1})
	ctx := t.Context()
	both := map[callcenter.Skill]int{"yi": 90, "mandarin": 90}
	enqueue := func(n int, topic callcenter.TopicName) callcenter.ID {
		call := newCall(n, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: topic, Entered: c.now()}))
		c.step(time.Second)
		return call
	}
	must(t, q.SignIn(ctx, agent("1001", both), callcenter.WantsCalls, true))
	patient := enqueue(1, "consult")
	if _, told := h.promise(patient); told {
		t.Fatal("the last who speaks Yi was given to a caller who does not need him")
	}
	if p := promiseOf(t, h, enqueue(2, "yi")); p.Agent.ID != "1001" {
		t.Fatalf("kept from who needs him: %+v", p)
	}
	must(t, q.SignIn(ctx, agent("1002", both), callcenter.WantsCalls, true))
	if o, err := q.Overview(ctx); err != nil || len(o.Kept) != 1 || o.Kept[0].Keep != 1 || o.Kept[0].Free != 1 {
		t.Fatalf("overview %+v %v", o, err)
	}
	if _, told := h.promise(patient); told {
		t.Fatal("one is free, and one is kept")
	}
	// Who speaks Yi alone cannot take the call himself, but the other need not be kept for his sake.
	must(t, q.SignIn(ctx, agent("1003", map[callcenter.Skill]int{"yi": 90}), callcenter.WantsCalls, true))
	if p := promiseOf(t, h, patient); p.Agent.ID != "1002" {
		t.Fatalf("promised %+v", p)
	}
}

func promiseOf(t *testing.T, h *heard, call callcenter.ID) callcenter.Promise {
	t.Helper()
	p, told := h.promise(call)
	if !told {
		t.Fatalf("call %s has no promise", call)
	}
	return p
}

func TestWhoIsNoLongerKeptTakesWhoWaits(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c, callcenter.Reserve{Skill: "yi", Keep: 1})
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"yi": 90, "mandarin": 90}), callcenter.WantsCalls, true))
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
	must(t, q.Reload(ctx, testRules(testTopics)))
	promiseOf(t, h, call)
}

// Who is asked for in person is not kept from that.
func TestTheFirstAskedIsNotKeptFromHisMatter(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c, callcenter.Reserve{Skill: "yi", Keep: 1})
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"yi": 90, "mandarin": 90}), callcenter.WantsCalls, true))
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now(), Sticky: "1001", StickyFor: time.Minute}))
	promiseOf(t, h, call)
}
