package records

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/fold/foldtest"
	"hotline/records/pgtest"
	"hotline/records/tally"
)

// TestSumsEqualRecount tells random journals to two controllers, in any order, some facts
// to both, rolls up now and then, and compares what is read with a recount of all calls,
// by any two dimensions, over any hours, in any steps.
func TestSumsEqualRecount(t *testing.T) {
	t.Parallel()
	url, keys := pgtest.Database(t), t.TempDir()
	logs := []*Records{}
	for range 2 {
		r, _ := run(t, place(t, url, keys))
		logs = append(logs, r)
	}
	db := pool(t, url)
	facts, drawn := map[callcenter.ID][]fold.Fact{}, 0
	began := time.Now()
	rapid.Check(t, func(rt *rapid.T) {
		if time.Since(began) > enough {
			return // a slow machine proves less
		}
		drawn++
		j := foldtest.Draw(rt, fmt.Sprint(drawn), 90)
		for _, f := range j.Facts {
			told := f
			told.At = told.At.UTC().Truncate(time.Microsecond)
			facts[f.Subject] = append(facts[f.Subject], fold.Fact{Fact: told})
		}
		for _, f := range rapid.Permutation(j.Facts).Draw(rt, "order") {
			which := rapid.IntRange(1, 3).Draw(rt, "logs")
			for i, r := range logs {
				if which>>i&1 == 1 {
					r.Tell(f)
				}
			}
			if rapid.IntRange(0, 40).Draw(rt, "roll up") == 0 {
				if err := tally.RollUp(rt.Context(), db); err != nil {
					rt.Fatal(err)
				}
			}
		}
		for _, r := range logs {
			drain(t, r)
		}
		if err := tally.Follow(rt.Context(), db, long); err != nil {
			rt.Fatal(err)
		}
		q := drawQuery(rt)
		got, err := tally.Read(rt.Context(), db, q)
		if err != nil {
			rt.Fatal(err)
		}
		want := naiveSums(facts, q)
		for _, line := range got {
			key := fmt.Sprint(line.Start.Unix(), line.Values)
			if !maps.Equal(line.Sums, want[key]) {
				rt.Fatalf("%+v\n%s is\n%v\nwant\n%v", q, key, line.Sums, want[key])
			}
			delete(want, key)
		}
		if len(want) > 0 {
			rt.Fatalf("%+v\nnot told: %v", q, want)
		}
		compareTime(rt, db)
	})
	sumsStay(t, logs[0])
}

// enough is how long journals are drawn.
const enough = 20 * time.Second

// sumsStay: what was kept up to date as facts came is what is summed again.
func sumsStay(t *testing.T, r *Records) {
	t.Helper()
	before, err := r.Hashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := r.Hashes(t.Context())
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("%v\n%v\nwas\n%v", err, after, before)
	}
}

// drawQuery is over hours around those foldtest draws in.
func drawQuery(t *rapid.T) tally.Query {
	hours := rapid.SampledFrom([]time.Time{
		time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC), time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 30, 16, 0, 0, 0, time.UTC),
	})
	q := tally.Query{From: hours.Draw(t, "from"), To: hours.Draw(t, "to")}
	if !q.From.Before(q.To) {
		q.From, q.To = q.To, q.From.Add(time.Hour)
	}
	q.By = rapid.SliceOfNDistinct(rapid.SampledFrom(tally.Dimensions()), 0, 2, rapid.ID).Draw(t, "by")
	q.Step = rapid.SampledFrom([]tally.Step{"", tally.ByHour, tally.ByDay, tally.ByMonth}).Draw(t, "step")
	if !slices.Contains(q.By, tally.Topic) && rapid.Bool().Draw(t, "only") {
		q.Only = map[tally.Dimension]string{tally.Topic: "consult"}
	}
	return q
}

// compareTime recounts agents' time from their states, one by one.
func compareTime(t *rapid.T, db tally.Conn) {
	now := time.Date(2026, 4, 1, 1, 2, 3, 0, time.UTC)
	q := tally.Query{From: time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 31, 17, 0, 0, 0, time.UTC)}
	rows, err := db.Query(t.Context(), `SELECT agent, presence, coalesce(reason, ''), lower(during), coalesce(upper(during), $1) FROM agent_state`, now)
	if err != nil {
		t.Fatal(err)
	}
	want := map[tally.Spent]time.Duration{}
	var s tally.Spent
	var from, to time.Time
	_, err = pgx.ForEachRow(rows, []any{&s.Agent, &s.Presence, &s.Reason, &from, &to}, func() error {
		if from.Before(q.From) {
			from = q.From
		}
		if to.After(q.To) {
			to = q.To
		}
		if to.After(from) {
			want[s] += to.Sub(from)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := tally.ReadStates(t.Context(), db, q, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		key := s
		key.Time = 0
		if want[key] != s.Time {
			t.Fatalf("%+v, want %s", s, want[key])
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Fatalf("not told: %v", want)
	}
}
