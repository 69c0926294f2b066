package records

import (
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// A green channel is open until its day, or until somebody closes it in another call; who
// was not answered within the window is heard earlier; nobody is who shows no number.
func TestStandingIsWhatIsKnownBeforeAnybodyAnswers(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	ctx, caller := t.Context(), number("13800001234")
	first := wholeCall(time.Now().Add(-time.Hour), 1, "13800001234", "1001", callcenter.ID{})
	second := wholeCall(time.Now().Add(-30*time.Minute), 2, "13800001234", "1001", callcenter.ID{})
	for _, f := range append(first, second...) {
		r.Tell(f)
	}
	drain(t, r)
	expect := func(what string, want ...callcenter.Standing) {
		t.Helper()
		if got := r.Standing(ctx, caller, 5*time.Minute); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	expect("known, and answered")
	entry := entryOf("g1", "1001", "")
	for range 2 {
		g, err := r.SetGreenChannel(ctx, first[0].Subject, time.Now().Add(time.Hour), "elderly", entry)
		if err != nil || !g.Open || g.Author != "1001" {
			t.Fatalf("%+v, %v", g, err)
		}
	}
	expect("open", callcenter.GreenChannel)
	if got := r.Standing(ctx, number("13900009999"), time.Hour); got != nil {
		t.Errorf("another's: %v", got)
	}
	if _, err := r.SetGreenChannel(ctx, second[0].Subject, time.Time{}, "ended", entryOf("g2", "1002", "")); err != nil {
		t.Fatal(err)
	}
	expect("closed in a later call")
	for _, wrong := range []struct {
		until  time.Time
		reason string
	}{{time.Now().Add(-time.Minute), "elderly"}, {time.Now().AddDate(2, 0, 0), "elderly"}, {time.Now().Add(time.Hour), "because"}} {
		if _, err := r.SetGreenChannel(ctx, second[0].Subject, wrong.until, wrong.reason, entryOf("g3", "1001", "")); !callcenter.Is(err, callcenter.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	lost := callcenter.Fact{Subject: callcenter.NewID(time.Now()), At: time.Now(), By: "a", Contact: caller, Data: callcenter.CallArrived{Line: "x", Called: "12348"}}
	r.Tell(lost)
	lost.Contact = callcenter.Number{}
	lost.Data = callcenter.CallEnded{Outcome: callcenter.Abandoned, Reason: "waiting", By: callcenter.ByCaller}
	r.Tell(lost)
	drain(t, r)
	expect("hung up before anybody answered", callcenter.Repeat)
	if got := r.Standing(ctx, callcenter.Number{}, time.Hour); got != nil {
		t.Errorf("an anonymous caller has a standing: %v", got)
	}
	if r.PartyRef(callcenter.Number{}) != "" || r.PartyRef(caller) != r.PartyRef(number("008613800001234")) || r.PartyRef(caller) == r.PartyRef(number("13900009999")) {
		t.Error("party references")
	}
}
