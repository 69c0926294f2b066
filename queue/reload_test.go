package queue

import (
	"testing"
	"time"

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
	must(t, q.Reload(ctx, testRules(topics)))
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

// A call-back waits without a line: neither the longest wait nor a full topic ends it.
func TestACallBackWaitsAsLongAsItTakes(t *testing.T) {
	p := plan{maxWait: time.Minute, limits: "1;1"}
	back := p.forWaiter(callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat, callcenter.CallBack}})
	if back.maxWait != 0 || back.limits != "" {
		t.Errorf("a call-back is limited: %+v", back)
	}
	if caller := p.forWaiter(callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat}}); caller.maxWait != p.maxWait || caller.limits != p.limits {
		t.Errorf("a caller is not: %+v", caller)
	}
}

// New rules count for who comes, and fails, from then on.
func TestNewRulesCountFromThenOn(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	rules := testRules(testTopics)
	rules.KeepPlace, rules.CoolDown, rules.MissLimit = -1, time.Second, 1
	rules.Worth = map[callcenter.Standing]time.Duration{callcenter.Repeat: time.Minute, callcenter.GreenChannel: time.Hour}
	must(t, q.Reload(ctx, rules))
	both := callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat, callcenter.GreenChannel, callcenter.From12345}}
	if worth := q.worth(both); worth != time.Hour+time.Minute || q.keepPlace() != 0 {
		t.Errorf("worth %s, kept for %s", worth, q.keepPlace())
	}
	for _, id := range []string{"1001", "1002"} {
		must(t, q.SignIn(ctx, agent(id, anyone), callcenter.WantsCalls, true))
		c.step(time.Second)
	}
	call := newCall(1, c.now())
	must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now()}))
	must(t, q.Decline(ctx, promiseOf(t, h, call).Token, callcenter.DeclinedNoAnswer))
	if len(h.off) != 1 {
		t.Errorf("one miss switches off %v", h.off)
	}
	must(t, q.Decline(ctx, promiseOf(t, h, call).Token, callcenter.DeclinedFailed))
	c.step(time.Second)
	must(t, q.Sweep(ctx))
	if p := promiseOf(t, h, call); attemptOf(p.Token) != 3 {
		t.Errorf("after a second apart: %s", p.Token)
	}
}
