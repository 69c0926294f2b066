package queue

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// An owner is shown all that is his, over more calls than one script looks at, and
// nothing that is another's or has left.
func TestOwned(t *testing.T) {
	t.Parallel()
	client, center, c := testRedis(t), freshCenter(), &clock{ms: 1_800_000_000_000}
	a, heardA := owner(t, client, center, "a", c)
	b, _ := owner(t, client, center, "b", c)
	ctx := t.Context()
	if none, err := a.Owned(ctx); err != nil || len(none) != 0 {
		t.Fatalf("an empty queue: %v, %v", none, err)
	}
	for _, id := range []string{"1001", "1002"} {
		must(t, a.SignIn(ctx, agent(id, anyone), callcenter.WantsCalls, true))
	}
	want := map[callcenter.ID]Owned{}
	const calls = 5 * ownedChunk
	for n := range calls {
		call := newCall(n, c.now())
		who := []*Queue{a, b}[n%2]
		must(t, who.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: c.now().Add(time.Duration(n) * time.Millisecond)}))
		switch {
		case n%10 == 8:
			must(t, a.Leave(ctx, call, callcenter.Abandoned))
		case who == a:
			want[call] = Owned{Call: call}
		}
	}
	talking, _ := heardA.promise(newCall(0, c.now())) // the second agent is promised to b's
	must(t, a.Accept(ctx, talking.Token))
	want[talking.Call] = Owned{Call: talking.Call, Token: talking.Token, Talks: true}

	got, err := a.Owned(ctx)
	must(t, err)
	if len(got) != len(want) {
		t.Errorf("%d calls, want %d", len(got), len(want))
	}
	for _, o := range got {
		if o != want[o.Call] {
			t.Errorf("%+v, want %+v", o, want[o.Call])
		}
	}
}
