package agents

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

const (
	wang callcenter.AgentID = "1001"
	aguo callcenter.AgentID = "1002"
	li   callcenter.AgentID = "1003"
)

func signIn(t *testing.T, a *Agents, id callcenter.AgentID, seat callcenter.SeatID) (Session, string) {
	t.Helper()
	s, token, err := a.SignIn(t.Context(), Credentials{Staff: id, Password: password, Seat: seat})
	must(t, err)
	return s, token
}

func TestAShiftFromSignInToSignOut(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	a.Reachable(ctx, "8001", true)
	s, token := signIn(t, a, wang, "8001")
	if got := a.Standing(ctx, wang); got.Presence != callcenter.OnBreak || got.Reason != Preparing {
		t.Fatalf("after sign-in: %+v", got)
	}
	must(t, a.SetIntent(ctx, wang, "", callcenter.WantsCalls, ""))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Ready || got.Why != "" || got.Seat != "8001" {
		t.Fatalf("ready: %+v", got)
	}
	must(t, a.SetIntent(ctx, wang, "", callcenter.WantsBreak, "meal"))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.OnBreak || !strings.Contains(got.Why, "用餐") {
		t.Fatalf("break: %+v", got)
	}
	must(t, a.SignOut(ctx, s))
	must(t, a.SignOut(ctx, s))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.SignedOut || got.Seat != "" || got.Why == "" {
		t.Fatalf("signed out: %+v", got)
	}
	if _, ended, err := a.Resume(token); !ended || !callcenter.Is(err, callcenter.Unauthorized) {
		t.Fatalf("token after sign-out: ended %v, %v", ended, err)
	}
	for kind, want := range map[callcenter.FactKind]int{"shift.started": 1, "shift.intent": 3, "shift.ended": 1} {
		if got := c.journal.Count(kind); got != want {
			t.Errorf("%d facts %s, want %d", got, kind, want)
		}
	}
}

// WG: sign-in on another's seat refused; AT: sign-in twice refused.
func TestSeatsAndAgentsAreTakenOnce(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	signIn(t, a, wang, "8001")
	_, _, err := a.SignIn(t.Context(), Credentials{Staff: aguo, Password: password, Seat: "8001"})
	refusedAs(t, err, callcenter.Conflict)
	_, _, err = a.SignIn(t.Context(), Credentials{Staff: wang, Password: password, Seat: "8002"})
	refusedAs(t, err, callcenter.Conflict)
	if !strings.Contains(err.Error(), "8001") {
		t.Errorf("it does not say where: %v", err)
	}
	signIn(t, a, wang, "8001") // a browser that forgot its token
	if n := c.journal.Count("shift.started"); n != 1 {
		t.Errorf("%d shifts started, want 1: signing in again at one's own seat is no event", n)
	}
	_, _, err = a.SignIn(t.Context(), Credentials{Staff: aguo, Password: password, Seat: "8009"})
	refusedAs(t, err, callcenter.Invalid)
	_, _, err = a.SignIn(t.Context(), Credentials{Staff: "2001", Password: password, Seat: "8003"})
	refusedAs(t, err, callcenter.Denied)
}

// WG: pause when not signed in refused; every move of the table.
func TestMoves(t *testing.T) {
	intents := []callcenter.Intent{callcenter.WantsOut, callcenter.WantsCalls, callcenter.WantsBreak}
	for _, from := range intents {
		for _, to := range intents {
			c := newCentre()
			a := c.open(t, "a1", t.TempDir())
			ctx := t.Context()
			if from != callcenter.WantsOut {
				must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
			}
			if from == callcenter.WantsBreak {
				must(t, a.SetIntent(ctx, wang, "", from, "rest"))
			}
			err := a.SetIntent(ctx, wang, "8001", to, "rest")
			if from == callcenter.WantsOut && to == callcenter.WantsBreak {
				refusedAs(t, err, callcenter.Conflict)
				continue
			}
			must(t, err)
			if got := a.Standing(ctx, wang).Intent; got != to {
				t.Errorf("%s → %s gave %s", from, to, got)
			}
			if st, err := c.queue.Agent(ctx, wang); (err == nil) != (to != callcenter.WantsOut) || err == nil && st.Intent != to {
				t.Errorf("%s → %s: the queue has %v, %v", from, to, st.Intent, err)
			}
		}
	}
}

func TestUnknownBreakReasonAndSeatlessReady(t *testing.T) {
	a := newCentre().open(t, "a1", t.TempDir())
	for _, reason := range []string{"", "bored", Preparing} {
		refusedAs(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsBreak, reason), callcenter.Invalid)
	}
	refusedAs(t, a.SetIntent(t.Context(), li, "", callcenter.WantsCalls, ""), callcenter.Invalid)
}

func TestWhyNotAvailable(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
	const unregistered = "话机 8001 未注册,无法接听:请检查话机电源和网络"
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Unreachable || got.Why != unregistered {
		t.Fatalf("no phone: %+v", got)
	}
	a.Reachable(ctx, "8001", true)
	a.Reachable(ctx, "8001", true)
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Ready {
		t.Fatalf("phone back: %+v", got)
	}
	if n := c.journal.Count("shift.reachable"); n != 2 {
		t.Errorf("%d facts of reachability, want the first and one change", n)
	}
	must(t, c.queue.With(wang, func(st *callcenter.AgentState) { st.NotAnswering, st.Misses = true, 2 }))
	a.NotAnswering(wang, 2)
	a.NotAnswering(wang, 2)
	if got := a.Standing(ctx, wang); got.Presence != callcenter.NotAnswering || !strings.Contains(got.Why, "连续 2 次") {
		t.Fatalf("missed: %+v", got)
	}
	must(t, a.SetIntent(ctx, wang, "", callcenter.WantsCalls, ""))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Ready {
		t.Fatalf("back from misses: %+v", got)
	}
	if n := c.journal.Count("shift.not_answering"); n != 2 {
		t.Errorf("%d facts of not answering, want off and on", n)
	}
}

func TestJournalAwayChangesNothing(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
	c.journal.SetAway(true)
	refusedAs(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsBreak, "rest"), callcenter.Unavailable)
	if got := a.Standing(t.Context(), wang).Intent; got != callcenter.WantsCalls {
		t.Errorf("intent %s although the journal refused", got)
	}
}

// An intent stands while the queue is rebuilding, and reaches it within a second of its return.
func TestQueueAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		stop := run(t, a)
		defer stop()
		c.queue.SetAway(true)
		must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
		if got := a.Standing(t.Context(), wang); got.Intent != callcenter.WantsCalls || !got.Pending || got.Why == "" {
			t.Fatalf("while the queue is away: %+v", got)
		}
		time.Sleep(10 * time.Second)
		c.queue.SetAway(false)
		time.Sleep(lookInterval + time.Millisecond)
		synctest.Wait()
		if st, err := c.queue.Agent(t.Context(), wang); err != nil || st.Intent != callcenter.WantsCalls {
			t.Fatalf("queue after its return: %+v, %v", st, err)
		}
		if got := a.Standing(t.Context(), wang); got.Pending {
			t.Error("still pending")
		}
	})
}

func TestContributionRestoresAFlushedQueue(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
	must(t, a.SetIntent(ctx, aguo, "8002", callcenter.WantsCalls, ""))
	must(t, a.SetIntent(ctx, aguo, "", callcenter.WantsBreak, "meal"))
	c.queue.Flush()
	given := map[callcenter.AgentID]callcenter.AgentState{}
	for _, st := range a.Contribution() {
		given[st.ID] = st
	}
	if len(given) != 2 || given[aguo].BreakReason != "meal" || given[wang].Name != "王芳" || given[wang].Skills["mandarin"] != 90 {
		t.Fatalf("contribution: %+v", given)
	}
	a.payQueue(ctx)
	if st, err := c.queue.Agent(ctx, aguo); err != nil || st.BreakReason != "meal" || st.Intent != callcenter.WantsBreak {
		t.Fatalf("queue after the rebuild: %+v, %v", st, err)
	}
}

func TestWrapUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		ctx := t.Context()
		a.Reachable(ctx, "8001", true)
		must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
		refusedAs(t, a.ExtendWrapUp(ctx, wang, 30*time.Second), callcenter.Conflict)
		until := time.Now().Add(30 * time.Second)
		must(t, c.queue.SetWrapUp(ctx, wang, until))
		must(t, a.ExtendWrapUp(ctx, wang, 30*time.Second))
		if got := a.Standing(ctx, wang); got.Presence != callcenter.WrapUp || !got.WrapUpUntil.Equal(until.Add(30*time.Second)) || !strings.Contains(got.Why, "60 秒") {
			t.Fatalf("extended: %+v", got)
		}
		refusedAs(t, a.ExtendWrapUp(ctx, wang, time.Hour), callcenter.Invalid)
		time.Sleep(59 * time.Second)
		if got := a.Standing(ctx, wang).Presence; got != callcenter.WrapUp {
			t.Fatalf("after 59 s: %s", got)
		}
		must(t, a.FinishWrapUp(ctx, wang))
		if got := a.Standing(ctx, wang).Presence; got != callcenter.Ready {
			t.Fatalf("finished: %s", got)
		}
		if n := c.journal.Count("shift.wrap_up"); n != 2 {
			t.Errorf("%d wrap-up facts, want 2", n)
		}
		c.queue.SetAway(true)
		refusedAs(t, a.FinishWrapUp(ctx, wang), callcenter.Unavailable)
	})
}

func TestDialled(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	for _, step := range []struct {
		seat   callcenter.SeatID
		key    string
		said   callcenter.Prompt
		intent callcenter.Intent
	}{
		{"8001", "2", callcenter.SeatRefused, callcenter.WantsOut},
		{"8001", "3", callcenter.SeatOut, callcenter.WantsOut},
		{"8001", "1", callcenter.SeatReady, callcenter.WantsCalls},
		{"8001", "1", callcenter.SeatReady, callcenter.WantsCalls},
		{"8001", "2", callcenter.SeatBreak, callcenter.WantsBreak},
		{"8001", "1", callcenter.SeatReady, callcenter.WantsCalls},
		{"8001", "9", callcenter.SeatRefused, callcenter.WantsCalls},
		{"8003", "1", callcenter.SeatRefused, callcenter.WantsCalls}, // nobody's default
		{"8001", "3", callcenter.SeatOut, callcenter.WantsOut},
		{"8001", "3", callcenter.SeatOut, callcenter.WantsOut},
	} {
		said, err := a.Dialled(ctx, step.seat, step.key)
		if said != step.said || (err != nil) != (said == callcenter.SeatRefused) {
			t.Fatalf("*%s at %s: said %s, %v; want %s", step.key, step.seat, said, err, step.said)
		}
		if got := a.Standing(ctx, wang).Intent; got != step.intent {
			t.Fatalf("after *%s: %s, want %s", step.key, got, step.intent)
		}
	}
	if c.journal.Count("shift.started") != 1 || c.journal.Count("shift.ended") != 1 {
		t.Error("the shift is one")
	}
	// Wang is at another seat: his own seat's *1 does not call him back.
	must(t, a.SetIntent(ctx, wang, "8003", callcenter.WantsCalls, ""))
	if said, err := a.Dialled(ctx, "8001", "1"); said != callcenter.SeatRefused || !callcenter.Is(err, callcenter.Conflict) {
		t.Fatalf("*1 while elsewhere: %s, %v", said, err)
	}
}

// Signed out in a talk: the talk goes on in the queue, and he may come back meanwhile.
func TestSignOutWhileTalking(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
	must(t, c.queue.With(wang, func(st *callcenter.AgentState) { st.Token, st.Engaged = "t.1.x", true }))
	must(t, a.SetIntent(ctx, wang, "", callcenter.WantsOut, ""))
	a.look(ctx)
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Talking || got.Intent != callcenter.WantsOut || got.Pending {
		t.Fatalf("out while talking: %+v", got)
	}
	must(t, a.SetIntent(ctx, wang, "8001", callcenter.WantsCalls, ""))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Talking || got.Intent != callcenter.WantsCalls {
		t.Fatalf("back while talking: %+v", got)
	}
}

// A ring failed at a phone that Asterisk still lists: the agent is not stuck.
func TestPhoneThatFailedOnceIsTrustedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		defer run(t, a)()
		a.Reachable(t.Context(), "8001", true)
		must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
		time.Sleep(2 * time.Second)
		must(t, c.queue.SetReachable(t.Context(), wang, false))
		time.Sleep(2 * time.Second)
		if got := a.Standing(t.Context(), wang).Presence; got != callcenter.Unreachable {
			t.Fatalf("after the failed ring: %s", got)
		}
		time.Sleep(doubtFor)
		if got := a.Standing(t.Context(), wang).Presence; got != callcenter.Ready {
			t.Fatalf("5 s later: %s", got)
		}
		// A phone that Asterisk has lost stays unreachable.
		a.Reachable(t.Context(), "8001", false)
		time.Sleep(2 * doubtFor)
		if got := a.Standing(t.Context(), wang).Presence; got != callcenter.Unreachable {
			t.Fatalf("unregistered: %s", got)
		}
	})
}

// Who signs out and in again within a millisecond has a newer shift all the same.
func TestANewShiftIsTheNewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newCentre().open(t, "a1", t.TempDir())
		var last callcenter.ID
		for range 20 {
			must(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""))
			id := a.shift(wang).ID
			if bytes.Compare(id[:], last[:]) <= 0 {
				t.Fatalf("%s is not after %s", id, last)
			}
			last = id
			must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsOut, ""))
		}
	})
}
