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

// A call-back waits without a line: neither the longest wait nor a full topic ends it.
// New weights count for who comes from then on.
func TestACallBackWaitsAsLongAsItTakes(t *testing.T) {
	p := plan{maxWait: time.Minute, limits: "1;1"}
	back := p.forWaiter(callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat, callcenter.CallBack}})
	if back.maxWait != 0 || back.limits != "" {
		t.Errorf("a call-back is limited: %+v", back)
	}
	if caller := p.forWaiter(callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat}}); caller.maxWait != p.maxWait || caller.limits != p.limits {
		t.Errorf("a caller is not: %+v", caller)
	}
	q := &Queue{}
	q.Reweigh(Weights{KeepPlace: -1, Worth: map[callcenter.Standing]time.Duration{callcenter.Repeat: time.Second}})
	q.Reweigh(Weights{KeepPlace: -1, Worth: map[callcenter.Standing]time.Duration{callcenter.Repeat: time.Minute, callcenter.GreenChannel: time.Hour}})
	both := callcenter.Waiter{Standing: []callcenter.Standing{callcenter.Repeat, callcenter.GreenChannel, callcenter.From12345}}
	if worth := q.worth(both); worth != time.Hour+time.Minute || q.keepPlace() != 0 {
		t.Errorf("worth %s, kept for %s", worth, q.keepPlace())
	}
}
