package records

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/fold/foldtest"
	"hotline/records/journal"
	"hotline/records/pgtest"
)

// TestTwoLogsInAnyOrderAreOneRecord tells random journals to two controllers, in any
// order, some facts to both, and compares every table with a fold of what was drawn.
func TestTwoLogsInAnyOrderAreOneRecord(t *testing.T) {
	t.Parallel()
	url, keys := pgtest.Database(t), t.TempDir()
	a, _ := run(t, place(t, url, keys))
	b, _ := run(t, place(t, url, keys))
	conn := connect(t, url)
	drawn := 0
	rapid.Check(t, func(rt *rapid.T) {
		drawn++
		j := foldtest.Draw(rt, fmt.Sprint(drawn), 90)
		if len(j.Facts) == 0 {
			return
		}
		tellBoth(t, rt, a, b, j.Facts)
		compare(t, rt, conn, j)
		j.After = ofParties(t, conn, j.After)
		tellBoth(t, rt, a, b, j.After)
		compareMatters(t, rt, conn, j)
	})
	for _, r := range []*Records{a, b} {
		if backlog := r.Backlog(); backlog.Aside != 0 || backlog.Lost != 0 {
			t.Errorf("%+v", backlog)
		}
	}
}

// tellBoth tells facts in any order, each to one controller or to both.
func tellBoth(t *testing.T, rt *rapid.T, a, b *Records, facts []callcenter.Fact) {
	t.Helper()
	if len(facts) == 0 {
		return
	}
	for _, f := range rapid.Permutation(facts).Draw(rt, "order") {
		log := rapid.IntRange(0, 2).Draw(rt, "log")
		if log != 1 {
			a.Tell(f)
		}
		if log != 0 {
			b.Tell(f)
		}
	}
	drain(t, a)
	drain(t, b)
}

// ofParties gives matters the parties their calls have; without one there is no matter.
func ofParties(t *testing.T, conn *pgx.Conn, facts []callcenter.Fact) (kept []callcenter.Fact) {
	t.Helper()
	none := map[callcenter.ID]bool{}
	for _, f := range facts {
		if opened, is := f.Data.(callcenter.MatterOpened); is {
			opened.Party = value[callcenter.ID](t, conn, `SELECT party FROM call WHERE id = $1`, opened.Call)
			f.Data, none[f.Subject] = opened, opened.Party.IsZero()
		}
		if !none[f.Subject] {
			kept = append(kept, f)
		}
	}
	return kept
}

// compareMatters folds the matters and reads their table.
func compareMatters(t *testing.T, rt *rapid.T, conn *pgx.Conn, j foldtest.Journal) {
	t.Helper()
	facts := map[callcenter.ID][]fold.Fact{}
	for _, f := range j.After {
		f.At = f.At.UTC().Truncate(time.Microsecond)
		facts[f.Subject] = append(facts[f.Subject], fold.Fact{Fact: f})
	}
	for _, id := range j.Matters {
		var want []fold.Matter
		if m, opened := fold.OfMatter(id, facts[id]); opened {
			want = append(want, m)
		}
		same(t, rt, conn, "matter", "id", id, want)
	}
}

// compare folds the drawn facts and reads the tables. Parties have random ids: which
// one a call has is taken from the table.
func compare(t *testing.T, rt *rapid.T, conn *pgx.Conn, j foldtest.Journal) {
	t.Helper()
	facts := map[callcenter.ID][]fold.Fact{}
	for _, f := range j.Facts {
		f.At = f.At.UTC().Truncate(time.Microsecond)
		facts[f.Subject] = append(facts[f.Subject], fold.Fact{Fact: f})
	}
	engagements := map[callcenter.ID][]fold.Engagement{}
	for _, id := range j.Calls {
		if len(facts[id]) == 0 {
			continue
		}
		for i, f := range facts[id] {
			if !f.Contact.Anonymous() {
				facts[id][i].Party = value[callcenter.ID](t, conn, `SELECT party FROM call WHERE id = $1`, id)
			}
		}
		want := fold.OfCall(id, facts[id])
		for _, e := range want.Engagements() {
			engagements[e.Shift] = append(engagements[e.Shift], e)
		}
		same(t, rt, conn, "call", "id", id, []fold.Call{want.Call})
		same(t, rt, conn, "queue_passage", "call", id, want.Passages)
		same(t, rt, conn, "promise", "call", id, want.Promises)
		same(t, rt, conn, "segment", "call", id, want.Segments)
		same(t, rt, conn, "hold", "call", id, want.Holds)
		same(t, rt, conn, "transfer", "call", id, want.Transfers)
		same(t, rt, conn, "rating", "call", id, want.Ratings)
		same(t, rt, conn, "recording", "call", id, want.Recordings)
		same(t, rt, conn, "callback", "call", id, want.Callbacks)
		same(t, rt, conn, "recording_file", "call", id, want.Files)
		same(t, rt, conn, "consultation", "call", id, []fold.Consultation{want.Consultation})
		same(t, rt, conn, "consultation_edit", "call", id, want.Edits)
		same(t, rt, conn, "consultation_draft", "call", id, want.Drafts)
		same(t, rt, conn, "tally", "call", id, want.Tallies())
	}
	for _, id := range j.Shifts {
		if len(facts[id]) == 0 && len(engagements[id]) == 0 {
			continue
		}
		want := fold.OfShift(id, facts[id], engagements[id])
		same(t, rt, conn, "shift", "id", id, []fold.Shift{want})
		var states []string
		for _, s := range want.States {
			states = append(states, fmt.Sprint(s.Presence, s.Reason, s.Token, s.From.UnixMicro(), max(0, s.To.UnixMicro())))
		}
		got := value[string](t, conn, `
			SELECT coalesce(string_agg(concat(presence, reason, token, round(extract(epoch FROM lower(during)) * 1000000), ' ',
			       coalesce(round(extract(epoch FROM upper(during)) * 1000000), 0)), E'\n' ORDER BY during), '')
			FROM agent_state WHERE shift = $1`, id)
		if got != strings.Join(states, "\n") {
			rt.Fatalf("states of %s\n%s\nwant\n%s", id, got, strings.Join(states, "\n"))
		}
	}
}

// same compares a table's rows with the folded ones, whatever their order.
func same[Row any](t *testing.T, rt *rapid.T, conn *pgx.Conn, table, column string, id callcenter.ID, want []Row) {
	t.Helper()
	var row Row
	got := value[string](t, conn, fmt.Sprintf(`
		SELECT coalesce(json_agg(to_json(x)), '[]') FROM (SELECT %s FROM %s WHERE %s = $1) x`,
		strings.Join(journal.Columns(row), ", "), table, column), id)
	var rows []Row
	if err := json.Unmarshal([]byte(got), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(want) {
		rt.Fatalf("%d rows in %s, want %d", len(rows), table, len(want))
	}
	left := map[string]bool{}
	for _, w := range want {
		left[canonical(t, w)] = true
	}
	for _, r := range rows {
		if !left[canonical(t, r)] {
			rt.Fatalf("%s holds\n%s\nwant one of\n%v", table, canonical(t, r), left)
		}
	}
}

// canonical is the row with its times in UTC.
func canonical(t *testing.T, row any) string {
	t.Helper()
	b, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "+00:00", "Z")
}
