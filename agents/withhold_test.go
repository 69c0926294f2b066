package agents

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

// OM: a forced disposition blocks ready. His wrap-up goes on until it is done, and the
// reason is shown; a break he may have.
func TestWhoHasLeftARecordUndoneGetsNoOtherCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		var left atomic.Bool
		a.undone = func(context.Context, callcenter.AgentID, time.Time) string {
			if left.Load() {
				return "还有 1 张工单没有填"
			}
			return ""
		}
		ctx := t.Context()
		a.Reachable(ctx, "8001", true)
		signIn(t, a, wang, "8001")
		must(t, a.SetIntent(ctx, wang, "", callcenter.WantsCalls, ""))
		left.Store(true)
		must(t, c.queue.With(wang, func(st *callcenter.AgentState) { st.WrapUpUntil = time.Now().Add(10 * time.Second) }))
		defer run(t, a)()
		time.Sleep(time.Minute)
		got := a.Standing(ctx, wang)
		if got.Presence != callcenter.WrapUp || !strings.Contains(got.Withheld, "没有填") {
			t.Fatalf("after a minute: %+v", got)
		}
		err := a.FinishWrapUp(ctx, wang)
		refusedAs(t, err, callcenter.Conflict)
		must(t, a.SetIntent(ctx, wang, "", callcenter.WantsBreak, "meal"))
		err = a.SetIntent(ctx, wang, "", callcenter.WantsCalls, "")
		refusedAs(t, err, callcenter.Conflict)
		if !strings.Contains(err.Error(), "没有填") {
			t.Errorf("it does not say why: %v", err)
		}
		left.Store(false)
		must(t, a.SetIntent(ctx, wang, "", callcenter.WantsCalls, ""))
		time.Sleep(withholdBy + 2*lookInterval)
		if got := a.Standing(ctx, wang); got.Presence != callcenter.Ready || got.Withheld != "" {
			t.Fatalf("done: %+v", got)
		}
	})
}
