package agents

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

// An agent stays signed in over a controller restart, whatever else is away.
func TestRestart(t *testing.T) {
	for name, without := range map[string]func(*centre){
		"everything there":   func(*centre) {},
		"Postgres away":      func(c *centre) { c.store.setAway(true) },
		"queue flushed":      func(c *centre) { c.queue.Flush() },
		"Postgres and queue": func(c *centre) { c.store.setAway(true); c.queue.Flush() },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentre()
			folder := t.TempDir()
			ctx := t.Context()
			a := c.open(t, "a1", folder)
			_, token := signIn(t, a, wang, "8001")
			must(t, a.SetIntent(ctx, wang, "", callcenter.WantsCalls, ""))
			s, gone := signIn(t, a, aguo, "8002")
			must(t, a.SignOut(ctx, s))
			without(c)
			b := c.open(t, "a1", folder)
			b.look(ctx)
			b.payQueue(ctx)
			if got := b.Standing(ctx, wang); got.Intent != callcenter.WantsCalls || got.Seat != "8001" {
				t.Errorf("after the restart: %+v", got)
			}
			if _, _, err := b.Resume(token); err != nil {
				t.Errorf("his token: %v", err)
			}
			if _, ended, _ := b.Resume(gone); !ended {
				t.Error("a session that was signed out lives again")
			}
			if got := b.Standing(ctx, aguo).Intent; got != callcenter.WantsOut {
				t.Errorf("who signed out is %s", got)
			}
			if n := c.journal.Count("shift.started"); n != 2 {
				t.Errorf("%d shifts started, want 2", n)
			}
		})
	}
}

// Killed after the fact and before the queue heard: the restart tells it.
func TestRestartOwesTheQueue(t *testing.T) {
	c := newCentre()
	folder := t.TempDir()
	a := c.open(t, "a1", folder)
	must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
	c.queue.SetAway(true)
	must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsBreak, "meal"))
	c.queue.SetAway(false)
	b := c.open(t, "a1", folder)
	b.look(t.Context())
	b.payQueue(t.Context())
	if st, err := c.queue.Agent(t.Context(), wang); err != nil || st.Intent != callcenter.WantsBreak || st.BreakReason != "meal" {
		t.Fatalf("queue: %+v, %v", st, err)
	}
}

// Two controllers see each other by the queue alone while Postgres is away, and
// by Postgres alone while the queue is.
func TestTwoControllers(t *testing.T) {
	for name, without := range map[string]func(*centre){
		"everything there": func(*centre) {},
		"Postgres away":    func(c *centre) { c.store.setAway(true) },
		"queue away":       func(c *centre) { c.queue.SetAway(true) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCentre()
				a, b := c.open(t, "a1", t.TempDir()), c.open(t, "b1", t.TempDir())
				defer run(t, a)()
				defer run(t, b)()
				time.Sleep(time.Millisecond)
				without(c)
				signIn(t, a, wang, "8001")
				time.Sleep(pollInterval + time.Second)
				_, _, err := b.SignIn(t.Context(), Credentials{Staff: wang, Password: password, Seat: "8002"})
				refusedAs(t, err, callcenter.Conflict)
				_, _, err = b.SignIn(t.Context(), Credentials{Staff: aguo, Password: password, Seat: "8001"})
				refusedAs(t, err, callcenter.Conflict)
				must(t, b.SetIntent(t.Context(), wang, "", callcenter.WantsCalls, ""))
				time.Sleep(pollInterval + time.Second)
				if got := a.Standing(t.Context(), wang); got.Intent != callcenter.WantsCalls {
					t.Fatalf("a after b made him ready: %+v", got)
				}
				must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsOut, ""))
				time.Sleep(pollInterval + time.Second)
				if got := b.Standing(t.Context(), wang); got.Intent != callcenter.WantsOut {
					t.Fatalf("b after a signed him out: %+v", got)
				}
				if s, e := c.journal.Count("shift.started"), c.journal.Count("shift.ended"); s != 1 || e != 1 {
					t.Errorf("%d started, %d ended; want one each", s, e)
				}
			})
		})
	}
}

// A controller that has not seen the phone yet changes the shift after one that has:
// its change is the newer one, and the phone is there all the same.
func TestPhoneSeenByOneController(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a, b := c.open(t, "a1", t.TempDir()), c.open(t, "b1", t.TempDir())
		defer run(t, a)()
		defer run(t, b)()
		b.Reachable(t.Context(), "8001", true)
		signIn(t, a, wang, "8001")
		must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsCalls, ""))
		time.Sleep(pollInterval + doubtFor + 2*time.Second)
		for _, one := range []*Agents{a, b} {
			if got := one.Standing(t.Context(), wang); got.Presence != callcenter.Ready {
				t.Errorf("he is %s: %s", got.Presence, got.Why)
			}
		}
	})
}

// While neither sees the other both let him in; the later shift stands, and the
// earlier one's end is told once.
func TestSplitControllersConverge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a, b := c.open(t, "a1", t.TempDir()), c.open(t, "b1", t.TempDir())
		c.queue.SetAway(true)
		c.store.setAway(true)
		defer run(t, a)()
		defer run(t, b)()
		signIn(t, a, wang, "8001")
		signIn(t, a, li, "8003")
		time.Sleep(time.Second)
		signIn(t, b, wang, "8002")
		signIn(t, b, aguo, "8003")
		c.queue.SetAway(false)
		c.store.setAway(false)
		time.Sleep(2*pollInterval + 2*time.Second)
		for name, x := range map[string]*Agents{"a": a, "b": b} {
			if got := x.Standing(t.Context(), wang); got.Seat != "8002" {
				t.Errorf("%s has wang at %q, want 8002", name, got.Seat)
			}
			if got := x.Standing(t.Context(), li).Intent; got != callcenter.WantsOut {
				t.Errorf("%s has li %s: his seat was taken later by another", name, got)
			}
			if got := x.Standing(t.Context(), aguo).Seat; got != "8003" {
				t.Errorf("%s has aguo at %q", name, got)
			}
		}
		if n := c.journal.Count("shift.ended"); n != 2 {
			t.Errorf("%d shifts ended, want 2", n)
		}
		if st, err := c.queue.Agent(t.Context(), wang); err != nil || st.Seat != "8002" {
			t.Errorf("the queue has %+v, %v", st, err)
		}
	})
}

// WG: deleting a signed-in agent frees his seat. New skills reach the queue
// without a new sign-in (WA).
func TestStaffChangesWhileOnShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		defer run(t, a)()
		_, token := signIn(t, a, wang, "8001")
		must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsCalls, ""))
		must(t, c.store.do(func() {
			s := c.store.who.Staff[wang]
			s.Skills = map[callcenter.Skill]int{"mandarin": 90, "yi": 80}
			c.store.who.Staff[wang] = s
		}))
		time.Sleep(pollInterval + 2*time.Second)
		if st, err := c.queue.Agent(t.Context(), wang); err != nil || st.Skills["yi"] != 80 || st.Intent != callcenter.WantsCalls {
			t.Fatalf("queue after new skills: %+v, %v", st, err)
		}
		must(t, c.store.do(func() { delete(c.store.who.Staff, wang) }))
		time.Sleep(pollInterval + 2*time.Second)
		if _, err := c.queue.Agent(t.Context(), wang); !callcenter.Is(err, callcenter.NotFound) {
			t.Fatalf("the queue still has him: %v", err)
		}
		if _, _, err := a.Resume(token); !callcenter.Is(err, callcenter.Unauthorized) {
			t.Errorf("his session: %v", err)
		}
		signIn(t, a, aguo, "8001")
		if f := c.journal.Last(t, "shift.ended").Data.(callcenter.ShiftEnded); f.Agent != wang || f.How != howClosed {
			t.Errorf("told: %+v", f)
		}
	})
}

// The index lost one agent without losing the others: Postgres says he is on
// shift, so he is put back.
func TestAgentLostFromTheIndex(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		defer run(t, a)()
		must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
		time.Sleep(time.Second)
		must(t, c.queue.SignOut(t.Context(), wang))
		time.Sleep(4 * time.Second)
		if st, err := c.queue.Agent(t.Context(), wang); err != nil || st.Intent != callcenter.WantsCalls {
			t.Fatalf("not put back: %+v, %v", st, err)
		}
	})
}

// WG: what he serves is kept over sign-out and sign-in; joining a queue while paused keeps
// the pause; he is out also when his phone is gone already.
func TestWhatHeServesIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		defer run(t, a)()
		ctx := t.Context()
		a.Reachable(ctx, "8001", true)
		must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
		before, err := c.queue.Agent(ctx, wang)
		must(t, err)
		a.Reachable(ctx, "8001", false)
		for range 2 {
			must(t, a.SetIntent(ctx, wang, "", callcenter.WantsOut, ""))
		}
		if _, err := c.queue.Agent(ctx, wang); !callcenter.Is(err, callcenter.NotFound) {
			t.Fatalf("signed out without a phone: %v", err)
		}
		a.Reachable(ctx, "8001", true)
		must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
		if after, err := c.queue.Agent(ctx, wang); err != nil || !maps.Equal(after.Skills, before.Skills) || len(after.Skills) == 0 {
			t.Fatalf("he served %v and serves %v: %v", before.Skills, after.Skills, err)
		}
		must(t, a.SetIntent(ctx, wang, "", callcenter.WantsBreak, "meal"))
		must(t, c.store.do(func() {
			s := c.store.who.Staff[wang]
			s.Skills = map[callcenter.Skill]int{"mandarin": 90, "yi": 80}
			c.store.who.Staff[wang] = s
		}))
		time.Sleep(pollInterval + 2*time.Second)
		if st, err := c.queue.Agent(ctx, wang); err != nil || st.Skills["yi"] != 80 || st.Intent != callcenter.WantsBreak || st.BreakReason != "meal" {
			t.Fatalf("a topic more, in a break: %+v, %v", st, err)
		}
	})
}
