package records

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/pgtest"
	"hotline/records/tally"
	"hotline/records/traffic"
)

// busyDays are two days of traffic, the second a week and a day before its now.
func busyDays(t *testing.T) (r *Records, q tally.Query, now time.Time) {
	t.Helper()
	url := pgtest.Database(t)
	r, _ = run(t, place(t, url, t.TempDir()))
	day := time.Date(2026, 2, 27, 0, 0, 0, 0, callcenter.Leshan())
	made := traffic.New(traffic.Config{Seed: 3, PerDay: 120, Parties: 60})
	for n := range 3 {
		of := made.Day(day.AddDate(0, 0, n))
		for _, facts := range slices.Concat(of.Shifts, of.Calls) {
			for _, f := range facts {
				r.Tell(f)
			}
		}
	}
	drain(t, r)
	now = day.AddDate(0, 0, 11)
	if err := tally.Follow(t.Context(), pool(t, url), now); err != nil {
		t.Fatal(err)
	}
	return r, tally.Query{From: day.Add(6 * time.Hour), To: day.AddDate(0, 0, 2).Add(5 * time.Hour), Only: map[tally.Dimension]string{}}, now
}

// several may count more than once for one row.
var several = []string{"callbacks_due", "callbacks_done", "callbacks_rate", "transfers", "consults", "three_ways"}

// TestFiguresAreTheirRows: whoever clicks on a figure finds as many calls as it counts,
// on each side of it, for all and for one value of a dimension.
func TestFiguresAreTheirRows(t *testing.T) {
	t.Parallel()
	r, q, now := busyDays(t)
	for _, only := range []map[tally.Dimension]string{{}, {tally.Topic: "wages"}, {tally.CallerKind: "elderly"}, {tally.CallerKind: ""}, {tally.Region: "511102", tally.Weekday: "6"}} {
		q.Only = only
		rows := func(d figures.Definition, side figures.Side) (n int) {
			t.Helper()
			if !slices.Contains(d.Sides, side) {
				return 0
			}
			for after := ""; ; {
				page, err := r.FigureRows(t.Context(), FigureAsk{Figure: d.Name, Side: side, Query: q, After: after, Now: now})
				if err != nil {
					t.Fatalf("%s, %s of %v: %v", d.Name, side, only, err)
				}
				if n += len(page.Rows); page.Next == "" {
					return n
				}
				after = page.Next
			}
		}
		for _, d := range r.Rules().Definitions() {
			if len(d.Sides) == 0 || d.OfOrders() || d.Unit == figures.Fen || d.Name == "rolling_connect_rate" || slices.Contains(several, d.Name) {
				continue
			}
			ask := figures.Ask{Names: []string{d.Name}, Query: q, Now: now}
			if slices.Contains([]string{"after_call_time", "handling_time"}, d.Name) {
				if len(only) == 0 && rows(d, figures.Whole) == 0 {
					t.Errorf("%s has no calls", d.Name)
				}
				continue // they know of agents alone
			}
			report, err := r.Report(t.Context(), ask)
			if err != nil {
				t.Fatalf("%s of %v: %v", d.Name, only, err)
			}
			value := report.Total.Figures[d.Name]
			part, rest, whole := rows(d, figures.Part), rows(d, figures.Rest), rows(d, figures.Whole)
			switch {
			case d.Unit == figures.Number && (value == nil || int(*value) != part):
				t.Errorf("%s of %v is %s, and has %d rows", d.Name, only, shown(value), part)
			case d.Unit == figures.Share && part+rest != whole:
				t.Errorf("%s of %v: %d and %d rows of %d", d.Name, only, part, rest, whole)
			case d.Unit == figures.Share && whole > 0 && (value == nil || math.Abs(*value-float64(part)/float64(whole)) > 1e-9):
				t.Errorf("%s of %v is %s, and %d rows of %d", d.Name, only, shown(value), part, whole)
			case d.Unit != figures.Number && (value == nil) != (whole == 0):
				t.Errorf("%s of %v is %s, of %d rows", d.Name, only, shown(value), whole)
			}
		}
	}
}

// TestPagesAddUp reads every section of every page by each of its dimensions and by steps:
// what is counted adds up to the total, but by the kinds of callers, which overlap.
func TestPagesAddUp(t *testing.T) {
	t.Parallel()
	r, q, now := busyDays(t)
	for _, page := range figures.Pages() {
		for _, section := range page.Sections {
			check := func(by []tally.Dimension, step tally.Step) {
				t.Helper()
				ask := section.Ask(figures.Ask{Query: q, Now: now, Compare: []figures.Compare{figures.PeriodBefore, figures.YearBefore}})
				ask.Query.By, ask.Query.Step = by, step
				what := fmt.Sprint(page.Key, " ", section.Key, " by ", by, step)
				report, err := r.Report(t.Context(), ask)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if len(report.Compared) != 2 {
					t.Fatalf("%s: compared with %d times", what, len(report.Compared))
				}
				for _, d := range report.Definitions {
					sum := 0.0
					for _, l := range report.Lines {
						if v := l.Figures[d.Name]; v != nil {
							sum += *v
						}
					}
					total := report.Total.Figures[d.Name]
					if d.Unit != figures.Share && !average(d) && !slices.Contains(by, tally.CallerKind) && (total == nil || math.Abs(sum-*total) > 1e-3) {
						t.Errorf("%s: %s adds up to %v, the total is %s", what, d.Name, sum, shown(total))
					}
				}
			}
			for i, d := range section.By {
				check([]tally.Dimension{d}, "")
				if other := section.By[(i+3)%len(section.By)]; other != d {
					check([]tally.Dimension{d, other}, "")
				}
			}
			check(nil, tally.ByHour)
			check(nil, tally.ByDay)
		}
	}
}

func average(d figures.Definition) bool {
	return d.Unit == figures.Millis && !slices.Contains([]string{"signed_in_time", "ready_time", "break_time"}, d.Name)
}
