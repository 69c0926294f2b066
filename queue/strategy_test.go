package queue

import (
	"fmt"
	"testing"

	"hotline/callcenter"
)

// The other strategies are the model's; chance has no model.
func TestAtRandomEverybodyGetsCalls(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.Reload(ctx, testRules([]callcenter.Topic{{
		Name: "chance", Strategy: callcenter.AtRandom, Steps: []callcenter.Step{{Require: require("mandarin", 60)}},
	}})))
	for i := range 4 {
		must(t, q.SignIn(ctx, agent(fmt.Sprint(1001+i), map[callcenter.Skill]int{"mandarin": 60 + i}), callcenter.WantsCalls, true))
	}
	got := map[callcenter.AgentID]int{}
	for i := range 100 { // each of four is passed over a hundred times once in 10^12 runs
		call := newCall(i, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "chance", Entered: c.now()}))
		p, _ := h.promise(call)
		got[p.Agent.ID]++
		must(t, q.Leave(ctx, call, callcenter.Abandoned))
	}
	if len(got) != 4 {
		t.Fatalf("promised %v", got)
	}
}
