package queue

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// Who is asked for by name is rung whatever he can, and nobody else is; the place of who
// is sought for a call is beside the caller's own, and neither ends the other.
func TestAskedForByName(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	call := newCall(1, c.now())
	must(t, q.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
	first := h.promises[len(h.promises)-1]
	must(t, q.Accept(ctx, first.Token))

	must(t, q.SignIn(ctx, agent("1002", anyone), callcenter.WantsCalls, true))
	must(t, q.SignIn(ctx, agent("1003", map[callcenter.Skill]int{"nothing": 1}), callcenter.WantsCalls, true))
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call.Place(1), Topic: "consult", Entered: c.now(), Only: "1003"}))
	asked := h.promises[len(h.promises)-1]
	if asked.Agent.ID != "1003" || asked.Call != call || asked.Token.Place() != call.Place(1) {
		t.Fatalf("promised %+v", asked)
	}
	must(t, q.Accept(ctx, asked.Token))
	must(t, q.Finish(ctx, first.Token, 0)) // the caller's own agent leaves
	must(t, q.Leave(ctx, call, callcenter.Completed))
	must(t, q.Finish(ctx, asked.Token, 0))

	// Nobody else, while he alone is asked for; then whoever can.
	must(t, q.SetIntent(ctx, "1003", callcenter.WantsBreak, "meal"))
	before := len(h.promises)
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call.Place(2), Topic: "consult", Entered: c.now(), Only: "1003", OnlyFor: time.Minute}))
	if len(h.promises) > before {
		t.Fatalf("promised %+v, who was not asked for", h.promises[before])
	}
	c.step(time.Minute)
	must(t, q.Sweep(ctx))
	if len(h.promises) != before+1 || h.promises[before].Agent.ID == "1003" {
		t.Fatalf("after a minute: %+v", h.promises[before:])
	}
}
