package records

import (
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

func TestADayOfAnAgent(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	shift, facts := wholeShift(noon.Add(-time.Minute), "1001")
	facts = append(facts, wholeCall(noon, 1, "13800001234", "1001", shift)...)
	facts = append(facts, wholeCall(noon.Add(2*time.Minute), 2, "13800001234", "1001", shift)...)
	facts = append(facts, wholeCall(noon.Add(24*time.Hour), 3, "13800001234", "1001", shift)...)
	facts = append(facts, callcenter.Fact{Subject: shift, At: noon.Add(10 * time.Minute), By: "a", Data: callcenter.ShiftEnded{Agent: "1001", How: "rest"}})
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	from, to, err := DaySpan("2026-03-02", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.DayOf(t.Context(), "1001", from, to)
	if err != nil {
		t.Fatal(err)
	}
	if d.Segments != 2 || d.Talk != 40 || d.Held != 10 || d.Asked != 2 || d.Scores[1] != 2 || d.Unfilled != 2 || d.NoAnswer+d.Rejected != 0 {
		t.Errorf("%+v", d)
	}
	if d.Presence["talking"] != 40 || d.Presence["wrap_up"] != 60 || d.Presence["ready"] < 400 {
		t.Errorf("presence %v", d.Presence)
	}
	if empty, err := r.DayOf(t.Context(), "1002", from, to); err != nil || empty.Segments != 0 || len(empty.Presence) != 0 {
		t.Errorf("another's: %+v, %v", empty, err)
	}
	if _, _, err := DaySpan("2026-13-01", time.Now()); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("no such day: %v", err)
	}
}

// What is known of a caller before anybody answers is what was before this call.
func TestBackground(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	now := callcenter.CallIDOf("line-3", noon.Add(time.Hour))
	for n, at := range []time.Time{noon, noon.Add(30 * time.Minute), noon.Add(time.Hour)} {
		for _, f := range wholeCall(at, n+1, "13800001234", "1001", callcenter.NewID(noon)) {
			r.Tell(f)
		}
	}
	drain(t, r)
	number := callcenter.ParseNumber("13800001234", callcenter.LocalAreaCode)
	b, err := r.Background(t.Context(), number, now)
	if err != nil || b.Calls != 2 || len(b.Recent) != 2 || b.Recent[0].AnsweredBy != "1001" || !b.Recent[0].ArrivedAt.After(b.Recent[1].ArrivedAt) {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := r.Background(t.Context(), callcenter.ParseNumber("13900001234", "833"), now); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("who never called: %v", err)
	}
}
