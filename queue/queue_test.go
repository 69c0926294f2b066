package queue

import (
	"testing"
	"time"

	"hotline/callcenter"
)

func TestACallerIsPromisedTalksAndTheNextFollowsAtOnce(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"mandarin": 90}), callcenter.WantsCalls, true))
	first, second := newCall(1, c.now()), newCall(2, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: first, Topic: "consult", Entered: c.now()}))
	p, told := h.promise(first)
	if !told || p.Agent.ID != "1001" || p.Agent.Seat != "81001" || p.Token.Call() != first || p.Expires != c.now().Add(30*time.Second) {
		t.Fatalf("promise %+v", p)
	}
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: second, Topic: "consult", Entered: c.now().Add(time.Millisecond)}))
	place, err := q.Place(ctx, second)
	if want := (callcenter.Place{Ahead: 0, Agents: 1, Known: true}); err != nil || place != want {
		t.Fatalf("place %+v %v", place, err)
	}
	must(t, q.Accept(ctx, p.Token))
	must(t, q.Accept(ctx, p.Token))
	must(t, q.Finish(ctx, p.Token, 0))
	next, told := h.promise(second)
	if !told || next.Agent.ID != "1001" {
		t.Fatal("finish without wrap-up did not bring the next call")
	}
	must(t, q.Finish(ctx, p.Token, 0))
	if err := q.Accept(ctx, p.Token); !callcenter.Is(err, callcenter.Conflict) {
		t.Fatalf("accept of a finished token: %v", err)
	}
	must(t, q.Accept(ctx, next.Token))
	must(t, q.Finish(ctx, next.Token, 30*time.Second))
	third := newCall(3, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: third, Topic: "consult", Entered: c.now()}))
	c.step(29_999 * time.Millisecond)
	must(t, q.Sweep(ctx))
	if _, told := h.promise(third); told {
		t.Fatal("rung in his wrap-up")
	}
	c.step(time.Millisecond)
	must(t, q.Sweep(ctx))
	if _, told := h.promise(third); !told {
		t.Fatal("not rung after his wrap-up")
	}
}

func TestAStepTakesEffectWhenItsTimeComes(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"yi": 60}), callcenter.WantsCalls, true))
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "yi", Entered: c.now()}))
	c.step(14_999 * time.Millisecond)
	must(t, q.Sweep(ctx))
	if _, told := h.promise(call); told {
		t.Fatal("rung before his step")
	}
	c.step(time.Millisecond)
	must(t, q.Sweep(ctx))
	if p, told := h.promise(call); !told || p.Step != 1 {
		t.Fatalf("step 1: %+v", p)
	}
}

func TestDeclineKeepsThePlaceAndThePairApart(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	skills := map[callcenter.Skill]int{"mandarin": 90}
	must(t, q.SignIn(ctx, agent("1001", skills), callcenter.WantsCalls, true))
	first, second := newCall(1, c.now()), newCall(2, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: first, Topic: "consult", Entered: c.now()}))
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: second, Topic: "consult", Entered: c.now().Add(time.Millisecond)}))
	p, _ := h.promise(first)
	must(t, q.Decline(ctx, p.Token, callcenter.DeclinedFailed))
	must(t, q.Decline(ctx, p.Token, callcenter.DeclinedFailed))
	if other, told := h.promise(second); !told || other.Agent.ID != "1001" {
		t.Fatal("the agent kept apart from the first caller did not get the second")
	}
	if place, err := q.Place(ctx, first); err != nil || !place.Known || place.Ahead != 0 {
		t.Fatalf("place of the first: %+v %v", place, err)
	}
	must(t, q.SignIn(ctx, agent("1002", skills), callcenter.WantsCalls, true))
	if p, told := h.promise(first); !told || p.Agent.ID != "1002" {
		t.Fatalf("the next agent takes the first caller: %+v", p)
	}
}

func TestTheLastAgentIsLeftOnWithAnAlarm(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	skills := map[callcenter.Skill]int{"mandarin": 90}
	must(t, q.SignIn(ctx, agent("1001", skills), callcenter.WantsCalls, true))
	miss := func(i int) {
		call := newCall(i, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
		p, told := h.promise(call)
		if !told || p.Agent.ID != "1001" {
			t.Fatalf("call %d: %+v", i, p)
		}
		must(t, q.Decline(ctx, p.Token, callcenter.DeclinedNoAnswer))
		must(t, q.Leave(ctx, call, callcenter.Abandoned))
	}
	miss(1)
	miss(2)
	if len(h.last) != 1 || len(h.off) != 0 {
		t.Fatalf("last %v off %v", h.last, h.off)
	}
	must(t, q.SignIn(ctx, agent("1002", skills), callcenter.WantsCalls, true))
	miss(3)
	if len(h.last) != 1 || len(h.off) != 1 {
		t.Fatalf("with a second agent: last %v off %v", h.last, h.off)
	}
	s, err := q.Agent(ctx, "1001")
	if err != nil || s.PresenceAt(c.now()) != callcenter.NotAnswering || s.Misses != 3 {
		t.Fatalf("state %+v %v", s, err)
	}
	must(t, q.SetIntent(ctx, "1001", callcenter.WantsCalls, ""))
	if s, err = q.Agent(ctx, "1001"); err != nil || s.PresenceAt(c.now()) != callcenter.Ready || s.Misses != 0 {
		t.Fatalf("ready again: %+v %v", s, err)
	}
}

func TestTheLongestWaitEndsWithTimedOut(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "yi", Entered: c.now()}))
	c.step(2 * time.Minute)
	must(t, q.Sweep(ctx))
	if len(h.timedOut) != 1 || h.timedOut[0] != call {
		t.Fatalf("timed out: %v", h.timedOut)
	}
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"mandarin": 90}), callcenter.WantsCalls, true))
	if _, told := h.promise(call); told {
		t.Fatal("matched after its end")
	}
	must(t, q.Leave(ctx, call, callcenter.TimedOut))
}

func TestTheLongestIdleOfEqualWasteIsChosen(t *testing.T) {
	t.Parallel()
	// Each fits one profile beside the one asked for, and nobody else fits that one.
	skills := []map[callcenter.Skill]int{{"mandarin": 60, "wages": 50}, {"mandarin": 70, "yi": 60}}
	for first := range skills {
		c := &clock{ms: 1_800_000_000_000}
		q, h := owner(t, testRedis(t), freshCenter(), "a", c)
		ctx := t.Context()
		must(t, q.SignIn(ctx, agent("1009", skills[first]), callcenter.WantsCalls, true))
		c.step(time.Second)
		must(t, q.SignIn(ctx, agent("1001", skills[1-first]), callcenter.WantsCalls, true))
		call := newCall(1, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
		if p, told := h.promise(call); !told || p.Agent.ID != "1009" {
			t.Errorf("skills %v first: promised to %q, want the longest idle", skills[first], p.Agent.ID)
		}
		// An agent with nothing else to offer goes before both, however short he is idle.
		must(t, q.SignIn(ctx, agent("1005", map[callcenter.Skill]int{"mandarin": 60}), callcenter.WantsBreak, true))
		must(t, q.Leave(ctx, call, callcenter.Abandoned))
		must(t, q.SetIntent(ctx, "1005", callcenter.WantsCalls, ""))
		next := newCall(2, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: next, Topic: "consult", Entered: c.now()}))
		if p, told := h.promise(next); !told || p.Agent.ID != "1005" {
			t.Errorf("promised to %q, want who wastes least", p.Agent.ID)
		}
	}
}

// The agent is kept apart from all who wait in one order; who stands first in the
// others is not forgotten for it.
func TestAnOrderOfNobodyElseHidesNoOther(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	wants := func(n int, topic callcenter.TopicName, change func(*callcenter.Waiter)) callcenter.ID {
		w := callcenter.Waiter{Call: newCall(n, c.now()), Topic: topic, Entered: c.now()}
		change(&w)
		must(t, q.Enqueue(ctx, w))
		c.step(time.Second)
		return w.Call
	}
	wants(1, "wages", func(w *callcenter.Waiter) { w.Excluded = []callcenter.AgentID{"1003"} })
	his := wants(2, "yi", func(*callcenter.Waiter) {})
	wants(3, "consult", func(*callcenter.Waiter) {})
	skills := map[callcenter.Skill]int{"mandarin": 60, "wages": 50, "yi": 90}
	must(t, q.SignIn(ctx, agent("1003", skills), callcenter.WantsCalls, true))
	if p, told := h.promise(his); !told || p.Agent.ID != "1003" {
		t.Errorf("promised %+v, want the one who came first of those he may take", p)
	}
}

func TestAPhoneThatGoesWhileItRingsRingsForNobody(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"mandarin": 90}), callcenter.WantsCalls, true))
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
	first, _ := h.promise(call)
	must(t, q.SetReachable(ctx, "1001", false))
	if err := q.Accept(ctx, first.Token); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("accept of a withdrawn promise: %v", err)
	}
	must(t, q.SignIn(ctx, agent("1002", map[callcenter.Skill]int{"mandarin": 60}), callcenter.WantsCalls, true))
	if p, told := h.promise(call); !told || p.Agent.ID != "1002" {
		t.Errorf("the caller is not back in his place: %+v", p)
	}
}
