package records

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
	"hotline/records/recount"
	"hotline/records/tally"
)

// TestRecountFindsWhatWasBent: sums that follow from the facts agree, and one that
// somebody changed in the database is named.
func TestRecountFindsWhatWasBent(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	at := time.Date(2026, 3, 2, 10, 20, 0, 0, callcenter.Leshan())
	s := small{T: t, r: r}
	s.call(at, "consult", 5, 60, callcenter.RatingAsked{}, callcenter.RatingAnswered{Score: 5})
	s.call(at.Add(30*time.Minute), "consult", 20, 0)
	s.call(at.Add(38*time.Minute), "wages", 120, 30) // rings in the next hour
	drain(t, r)
	db := pool(t, url)
	if err := tally.RollUp(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	ask := recount.Ask{From: at.Truncate(time.Hour).Add(-time.Hour), To: at.Truncate(time.Hour).Add(3 * time.Hour)}
	result, err := r.Recount(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if result.Calls != 3 || result.Sums == 0 || result.Unexplained() != 0 {
		t.Fatalf("recounted %+v", result)
	}
	if _, err := db.Exec(t.Context(), `UPDATE tally_sum SET talk_ms = talk_ms + 1000 WHERE talk_ms > 0`); err != nil {
		t.Fatal(err)
	}
	if result, err = r.Recount(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	if result.Unexplained() == 0 {
		t.Fatal("a bent sum went unnoticed")
	}
	for _, sum := range result.Differing {
		if sum.Name != "talk_ms" || sum.Kept-sum.Recounted != 1000 {
			t.Errorf("differing %+v", sum)
		}
	}
}

// TestNightMakesTheRecordOfACallOnlyTheCDRKnows: once, with an alarm, and the next night
// finds nothing.
func TestNightMakesTheRecordOfACallOnlyTheCDRKnows(t *testing.T) {
	t.Parallel()
	url, folder := pgtest.Database(t), t.TempDir()
	raised := &alarms{}
	cfg := place(t, url, t.TempDir())
	cfg.Controller, cfg.Alarms, cfg.CDR, cfg.Numbers, cfg.AreaCode = "a", raised, folder, []string{"12348"}, callcenter.LocalAreaCode
	r, _ := run(t, cfg)
	const row = `"","13800001234","12348","offer","","PJSIP/anonymous-00000001","","StasisBroadcast","","2026-03-02 02:20:00","2026-03-02 02:20:00","2026-03-02 02:20:07",7,7,"ANSWERED","DOCUMENTATION","x-1772418000.1"` + "\n"
	if err := os.WriteFile(filepath.Join(folder, "Master.csv"), []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, callcenter.Leshan())
	for range 2 {
		if err := r.RecountDay(t.Context(), day); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, r)
	if n := raised.count(callcenter.AlarmRecount); n != 1 {
		t.Errorf("alarms raised: %d", n)
	}
	line := callcenter.LineID("x-1772418000.1")
	made, _ := line.Made()
	page, err := r.Calls(t.Context(), Filter{From: day, To: day.AddDate(0, 0, 1)})
	if err != nil || len(page.Calls) != 1 {
		t.Fatalf("calls of the day: %+v, %v", page.Calls, err)
	}
	record := page.Calls[0]
	if record.ID != callcenter.CallIDOf(line, made) || record.Outcome != callcenter.Abandoned || record.Reason != "no_controller" || record.Called != "12348" || record.Party.IsZero() {
		t.Errorf("record %+v", record)
	}
	list, err := r.Recounts(t.Context())
	if err != nil || len(list) != 1 || list[0].Unexplained() != 1 || list[0].Differences[0].Kind != recount.NoRecord {
		t.Errorf("recounts kept: %+v, %v", list, err)
	}
	result, err := r.Recount(t.Context(), recount.Ask{From: day, To: day.AddDate(0, 0, 1), CDR: folder, Numbers: cfg.Numbers})
	if err != nil || result.Unexplained() != 0 {
		t.Errorf("the record is made, and still %+v, %v", result, err)
	}
}

func TestADayIsRecountedWhenItsCallsAreOver(t *testing.T) {
	for now, want := range map[string]string{
		"2026-03-03T02:59:00+08:00": "2026-03-01",
		"2026-03-03T03:00:00+08:00": "2026-03-02",
		"2026-03-02T23:59:00Z":      "2026-03-02",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if day := dayDue(at).Format(time.DateOnly); day != want {
			t.Errorf("at %s %s is due, want %s", now, day, want)
		}
	}
}
