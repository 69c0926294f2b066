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

	// He asked to be called back: until that call has ended it is known, with its place.
	entered := time.Now().Add(-10 * time.Minute).Truncate(time.Microsecond)
	back := callcenter.NewID(time.Now())
	tell := func(occurrence string, at time.Time, data callcenter.Payload) {
		f := callcenter.Fact{Subject: back, Occurrence: occurrence, At: at, By: "a", Data: data}
		if _, arrives := data.(callcenter.CallArrived); arrives {
			f.Contact = caller
		}
		r.Tell(f)
	}
	tell("consult", entered, callcenter.QueueEntered{Topic: "consult"})
	tell("", time.Now(), callcenter.CallArrived{Called: "12348", Back: first[0].Subject})
	drain(t, r)
	if id, at := r.OwedCall(ctx, caller); id != back || !at.Equal(entered) {
		t.Errorf("owed %s of %s, want %s of %s", id, at, back, entered)
	}
	open, err := r.OpenCallBacks(ctx, "a")
	if err != nil || len(open) != 1 || open[0].Back != first[0].Subject || open[0].Caller != caller || !open[0].Entered.Equal(entered) || open[0].Line != "" {
		t.Errorf("open call-backs %+v, %v", open, err)
	}
	tell("", time.Now(), callcenter.CallEnded{Outcome: callcenter.Unreached, By: callcenter.BySystem})
	drain(t, r)
	if id, _ := r.OwedCall(ctx, caller); !id.IsZero() {
		t.Errorf("still owed: %s", id)
	}
	owed, err := r.OwedBy(ctx, back, "1001")
	if err != nil || owed.Number != caller {
		t.Errorf("in the worklist: %+v, %v", owed, err)
	}
	made := callcenter.Fact{Subject: back, At: time.Now(), By: "a", Data: callcenter.CallBackMade{Call: callcenter.NewID(time.Now()), Agent: "1001"}}
	r.Tell(made)
	drain(t, r)
	if _, err := r.OwedBy(ctx, back, "1001"); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("made, and still in the worklist: %v", err)
	}
}
