package queue

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// Callers worth a minute come as fast as they are served. Who is worth nothing is
// served when he has waited that minute: from then on nobody new stands before him.
func TestNobodyStarves(t *testing.T) {
	t.Parallel()
	c := &clock{ms: 1_800_000_000_000}
	q, h := owner(t, testRedis(t), freshCenter(), "a", c)
	ctx := t.Context()
	const worth, service = time.Minute, time.Second
	must(t, q.SignIn(ctx, agent("1001", anyone), callcenter.WantsCalls, true))
	talking := callcenter.Token("")
	arrive := func(n int, priority time.Duration) callcenter.ID {
		call := newCall(n, c.now())
		must(t, q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now(), Priority: priority}))
		return call
	}
	serve := func() {
		if talking != "" {
			must(t, q.Finish(ctx, talking, 0))
		}
		p := h.promises[len(h.promises)-1]
		must(t, q.Accept(ctx, p.Token))
		talking = p.Token
	}
	arrive(0, worth)
	serve()
	patient, came := arrive(1, 0), c.now()
	for n := 2; ; n++ {
		arrive(n, worth)
		c.step(service)
		serve()
		waited := c.now().Sub(came)
		if _, served := h.promise(patient); served {
			if waited < worth/2 {
				t.Fatalf("priority is worth nothing: served after %v", waited)
			}
			t.Logf("served after %v", waited)
			return
		}
		if waited > worth+2*service {
			t.Fatalf("still waiting after %v", waited)
		}
	}
}
