package flow_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// Who is responsible for the caller's matter is looked up while he is greeted; what
// takes longer is not waited for, and nobody is asked about an anonymous caller.
func TestOwnerIsFoundWhileTheCallerIsGreeted(t *testing.T) {
	for _, c := range []struct {
		name   string
		takes  time.Duration
		number string
		sticky callcenter.AgentID
	}{
		{"in time", 250 * time.Millisecond, "13800001234", "wang"},
		{"too late", time.Hour, "13800001234", ""},
		{"anonymous", 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := standard()
				cfg.AskMenu = false
				cfg.Known = func(ctx context.Context, a callcenter.Arrival) flow.Known {
					if a.Caller.Anonymous() {
						t.Error("asked about nobody")
					}
					select {
					case <-time.After(c.takes):
						return flow.Known{Owner: "wang"}
					case <-ctx.Done():
						return flow.Known{}
					}
				}
				h := open(t, cfg)
				call := h.x.dial("caller", c.number)
				began := time.Now()
				for len(h.q.list()) == 0 && time.Since(began) < time.Minute {
					time.Sleep(10 * time.Millisecond)
				}
				waiting := h.q.list()
				if len(waiting) != 1 || waiting[0].Sticky != c.sticky || (waiting[0].StickyFor > 0) != (c.sticky != "") {
					t.Fatalf("waiting: %+v", waiting)
				}
				h.x.end(call.Line, callcenter.CauseNormal)
				h.settle(call.Call)
			})
		})
	}
}

func (q *pairing) list() (all []callcenter.Waiter) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.waiting {
		all = append(all, w)
	}
	return all
}
