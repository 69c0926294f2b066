package records

import (
	"math"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
	"hotline/records/staffing"
)

// TestStaffingOfTwoSmallWeeks: two Mondays, one of them busy, and an agent who rests
// half a minute after each call.
func TestStaffingOfTwoSmallWeeks(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, callcenter.Leshan())
	shift, facts := wholeShift(day.Add(8*time.Hour), "1001")
	for _, f := range facts {
		r.Tell(f)
	}
	s := &small{T: t, r: r, shift: shift}
	for i := range 5 {
		s.call(day.Add(9*time.Hour+time.Duration(i)*5*time.Minute), "consult", 10, 90) // a minute and a half each
	}
	s.call(day.Add(9*time.Hour+29*time.Minute+58*time.Second), "consult", 20, 0) // waits from half past on, and gives up
	s.shift = callcenter.ID{}
	s.call(day.AddDate(0, 0, 7).Add(9*time.Hour), "consult", 30, 90)
	s.call(day.AddDate(0, 0, 7).Add(9*time.Hour+time.Minute), "wages", 0, 90)
	drain(t, r)

	ask := staffing.Ask{From: day, To: day.AddDate(0, 0, 14), Share: 0.8, Within: 15 * time.Second}
	got, err := r.Staffing(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	// Five calls of seven were followed by half a minute of work.
	handling, patience := 90_000+math.Floor(5*30_000/7.0), float64(5*10+20+30)*1000
	if got.Calls != 8 || math.Abs(*got.Handling-handling) > 1 || *got.Patience != patience || len(got.Halves) != 2 {
		t.Fatalf("measured %+v: handling %v, patience %v", got, *got.Handling, *got.Patience)
	}
	nine, late := got.Halves[0], got.Halves[1]
	if nine.Weekday != 1 || nine.Start != "09:00" || nine.Calls != 3.5 || nine.Most != 5 || late.Start != "09:30" || late.Calls != 0.5 {
		t.Errorf("halves %+v, %+v", nine, late)
	}
	erlangs := 7 * handling / 3600_000
	if math.Abs(nine.Erlangs-erlangs) > 1e-4 || nine.Leaving > nine.Staying || nine.Staying != 1 || nine.Expected.Answered < ask.Share {
		t.Errorf("at nine: %v erlangs, want %v: %+v", nine.Erlangs, erlangs, nine)
	}

	ask.Topic = "wages"
	if got, err = r.Staffing(t.Context(), ask); err != nil || got.Calls != 1 || got.Patience != nil || got.Halves[0].Calls != 0.5 {
		t.Errorf("of one topic: %+v, %v", got, err)
	}
	ask.From = ask.From.Add(time.Hour)
	if _, err = r.Staffing(t.Context(), ask); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("not from midnight: %v", err)
	}
}
