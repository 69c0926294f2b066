package records

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// TestWhatPostgresRefusesStandsAside: a fact that no table takes does not stop the
// others, not even those of its own call.
func TestWhatPostgresRefusesStandsAside(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	r, _ := run(t, cfg)
	for n := range 5 {
		facts := wholeCall(noon.Add(time.Duration(n)*time.Minute), n, "13800001234", "1001", callcenter.ID{})
		if n == 2 {
			facts[13].Data = callcenter.RatingAnswered{Score: 77}
			facts[2].Data = callcenter.MenuChosen{Key: "\x00", How: callcenter.ChosenByKey, Topic: "consult"}
		}
		for _, f := range facts {
			r.Tell(f)
		}
	}
	drain(t, r)
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT sum(facts) FROM call`); n != 5*15-2 {
		t.Errorf("%d facts folded", n)
	}
	if n := value[int](t, conn, `SELECT count(*) FROM call WHERE outcome = 'completed'`); n != 5 {
		t.Errorf("%d calls completed", n)
	}
	aside, err := os.ReadFile(filepath.Join(cfg.Dir, "aside.log"))
	if err != nil || strings.Count(string(aside), "\n") != 2 || strings.Contains(string(aside), "800001234") {
		t.Errorf("aside: %s, %v", aside, err)
	}
	if b := r.Backlog(); b.Aside != 2 || cfg.Alarms.(*alarms).count(callcenter.AlarmJournalAside) != 2 {
		t.Errorf("%+v", b)
	}
}

func TestPartitions(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	// Long before any partition: the default takes it, and gives it back to its own.
	facts := wholeCall(time.Date(2020, 1, 31, 15, 59, 59, 0, time.UTC), 1, "13800001234", "1001", callcenter.ID{})
	later := wholeCall(time.Date(2020, 1, 31, 16, 0, 0, 0, time.UTC), 2, "13800001234", "1001", callcenter.ID{})
	for i := range facts {
		r.Tell(facts[i])
		r.Tell(later[i])
	}
	drain(t, r)
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT count(*) FROM journal_default`); n != 30 {
		t.Fatalf("%d facts in the default partition", n)
	}
	if n := value[int](t, conn, `SELECT journal_make_partitions('2020-01-15', 1)`); n != 2 {
		t.Errorf("%d partitions made", n)
	}
	if n := value[int](t, conn, `SELECT journal_make_partitions('2020-01-15', 1)`); n != 0 {
		t.Errorf("%d partitions made twice", n)
	}
	for table, want := range map[string]int{"journal_default": 0, "journal_2020_01": 15, "journal_2020_02": 15, "journal": 30} {
		if n := value[int](t, conn, `SELECT count(*) FROM `+table); n != want {
			t.Errorf("%d facts in %s, want %d", n, table, want)
		}
	}
}
