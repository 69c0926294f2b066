package queue

import (
	"testing"

	"hotline/callcenter"
)

func TestAReloadMovesNobody(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	must(t, q.SignIn(ctx, agent("1001", map[callcenter.Skill]int{"sign": 90}), callcenter.WantsCalls, true))
	first, second := newCall(1, c.now()), newCall(2, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: first, Topic: "consult", Entered: c.now()}))
	topics := append([]callcenter.Topic{{Name: "sign", Steps: []callcenter.Step{{Require: require("sign", 50)}}}}, testTopics...)
	consult := &topics[1]
	consult.Steps = []callcenter.Step{{Require: require("sign", 80)}}
	must(t, q.Reload(ctx, topics, nil))
	if page, total, err := q.Waiting(ctx, "consult", 0, 1); err != nil || total != 1 || page[0].Profile != "mandarin>=60" {
		t.Fatalf("who waits keeps place and steps: %+v %v", page, err)
	}
	if _, told := h.promise(first); told {
		t.Fatal("who waits got other steps")
	}
	// Agents signed in before are classed anew, so a call of the new topic finds its man.
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: second, Topic: "sign", Entered: c.now()}))
	if p, told := h.promise(second); !told || p.Agent.ID != "1001" {
		t.Fatalf("the new topic: %+v", p)
	}
}
