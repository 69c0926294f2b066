package agents

import (
	"strings"
	"testing"

	"hotline/callcenter"
)

func TestSupervisorForcesAState(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	ctx := t.Context()
	a.Reachable(ctx, "8001", true)
	signIn(t, a, wang, "8001")
	must(t, a.Force(ctx, wang, callcenter.WantsCalls))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.Ready {
		t.Fatalf("ready: %+v", got)
	}
	must(t, a.Force(ctx, wang, callcenter.WantsBreak))
	if got := a.Standing(ctx, wang); got.Presence != callcenter.OnBreak || !strings.Contains(got.Why, "主管安排") {
		t.Fatalf("break: %+v", got)
	}
	if f := c.journal.Last(t, "shift.intent").Data.(callcenter.IntentChanged); f.By != callcenter.BySystem || f.Reason != Arranged {
		t.Errorf("told as %+v", f)
	}
	if err := a.SetIntent(ctx, wang, "", callcenter.WantsBreak, Arranged); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("he gave himself a supervisor's reason: %v", err)
	}
	must(t, a.Force(ctx, wang, callcenter.WantsOut))
	must(t, a.Force(ctx, wang, callcenter.WantsOut))
	for _, intent := range []callcenter.Intent{callcenter.WantsCalls, callcenter.WantsBreak} {
		if err := a.Force(ctx, wang, intent); !callcenter.Is(err, callcenter.Conflict) {
			t.Errorf("who is not there is made %s: %v", intent, err)
		}
	}
}

// A browser phone is a seat of one's own: nobody sets it up, and nobody else has it.
func TestBrowserPhoneIsASeatOfOnesOwn(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	s, _ := signIn(t, a, wang, callcenter.Web)
	if s.Seat != "web-1001" {
		t.Fatalf("seat %q", s.Seat)
	}
	mine, err := a.WebPhone(wang)
	must(t, err)
	if all := a.WebPhones(); len(all) != 1 || all[0] != mine || len(mine.Password) != 64 {
		t.Errorf("phones %v", all)
	}
	a.tidy(t.Context())
	if got := a.Standing(t.Context(), wang); got.Presence == callcenter.SignedOut {
		t.Error("a seat that is in no register was tidied away")
	}
	if err := a.SetIntent(t.Context(), li, "web-1001", callcenter.WantsCalls, ""); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("another's browser: %v", err)
	}
	must(t, a.SignOut(t.Context(), s))
	if _, err := a.WebPhone(wang); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("after the shift: %v", err)
	}
	signIn(t, a, wang, callcenter.Web)
	if next, _ := a.WebPhone(wang); next.Password == mine.Password {
		t.Error("the password outlives its shift")
	}
}
