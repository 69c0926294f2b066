package deadline_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/records/deadline"
)

func calendar(t testing.TB) deadline.Calendar {
	t.Helper()
	c, err := deadline.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var shanghai = time.FixedZone("CST", 8*3600)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestDue(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	for _, test := range []struct {
		what, from string
		n          int
		unit       deadline.Unit
		due, warn  string
	}{
		{"an order is handed on within a day", "2026-11-23 17:59", 1, deadline.WorkingDays, "2026-11-25 00:00", "2026-11-23 17:59"},
		{"an urgent one within the hour, also at night", "2026-02-17 23:30", 1, deadline.Hours, "2026-02-18 00:30", "2026-02-18 00:00"},
		{"over the Spring Festival with its worked Saturday", "2026-02-13 09:00", 3, deadline.WorkingDays, "2026-02-26 00:00", "2026-02-24 00:00"},
		{"from a day of rest", "2026-02-20 09:00", 1, deadline.WorkingDays, "2026-02-25 00:00", "2026-02-20 09:00"},
		{"the unit replies within five", "2026-04-01 10:00", 5, deadline.WorkingDays, "2026-04-10 00:00", "2026-04-08 00:00"},
		{"fifteen over the National Day", "2026-09-18 08:00", 15, deadline.WorkingDays, "2026-10-16 00:00", "2026-10-14 00:00"},
		{"seven days 日 count days of rest", "2026-11-23 10:00", 7, deadline.Days, "2026-12-01 00:00", "2026-11-27 00:00"},
		{"and end on the next working day", "2026-09-24 10:00", 7, deadline.Days, "2026-10-09 00:00", "2026-09-30 00:00"},
		{"three days 日 that end on a worked Sunday", "2026-09-17 10:00", 3, deadline.Days, "2026-09-21 00:00", "2026-09-18 00:00"},
	} {
		limit := deadline.Limit{N: test.n, Unit: test.unit}
		from := at(t, test.from)
		due := c.Due(from, limit)
		if !due.At.Equal(at(t, test.due)) || due.Guessed {
			t.Errorf("%s: due %v, guessed %v; want %s", test.what, due.At, due.Guessed, test.due)
		}
		if warn := c.Warn(from, limit); !warn.Equal(at(t, test.warn)) {
			t.Errorf("%s: warned %v; want %s", test.what, warn, test.warn)
		}
		if due.Overdue(due.At.Add(-time.Millisecond)) || !due.Overdue(due.At) {
			t.Errorf("%s: overdue is not from the deadline on", test.what)
		}
	}
}

func TestAYearNobodyLoadedIsGuessed(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	due := c.Due(at(t, "2026-12-30 10:00"), deadline.Limit{N: 3, Unit: deadline.WorkingDays})
	if !due.Guessed || !due.At.Equal(at(t, "2027-01-05 00:00")) {
		t.Errorf("plain weekdays of 2027: %+v", due)
	}
	next, err := c.Load(strings.NewReader("2027-01-01,off,元旦\n2027-01-02,work,调休\n"))
	if err != nil {
		t.Fatal(err)
	}
	due = next.Due(at(t, "2026-12-30 10:00"), deadline.Limit{N: 3, Unit: deadline.WorkingDays})
	if due.Guessed || !due.At.Equal(at(t, "2027-01-05 00:00")) {
		t.Errorf("31, 2 and 4 January: %+v", due)
	}
	if c.Known(2027) || !next.Known(2027) || !next.Known(2026) {
		t.Error("loading changed the calendar it was loaded into, or forgot a year")
	}
}

func TestABadFileIsRefusedWhole(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	_, err := c.Load(strings.NewReader("2026-13-01,off,?\n2026-10-01,holiday,国庆节\n2026-10-02,work,\n2026-10-02,off,\n"))
	if err == nil {
		t.Fatal("taken")
	}
	for _, line := range []string{"第 1 行", "第 2 行", "第 4 行"} {
		if !strings.Contains(err.Error(), line) {
			t.Errorf("%s is not named: %v", line, err)
		}
	}
	for _, text := range []string{"", "date,kind,name\n", "2026-10-01\n", "\"", "2026-10-01,off\n2026-10-02,off,two,three\n"} {
		if _, err := c.Load(strings.NewReader(text)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// More time is never less time, and a deadline is the end of a working day.
func TestDueProperties(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	rapid.Check(t, func(t *rapid.T) {
		from := time.UnixMilli(rapid.Int64Range(1735660800000, 1830268800000).Draw(t, "from"))
		limit := deadline.Limit{
			N:    rapid.IntRange(1, 30).Draw(t, "n"),
			Unit: rapid.SampledFrom([]deadline.Unit{deadline.Days, deadline.WorkingDays}).Draw(t, "unit"),
		}
		due := c.Due(from, limit)
		if !c.Worked(due.At.Add(-time.Second)) || due.At.In(shanghai).Hour() != 0 {
			t.Fatalf("ends at %v, not at the end of a working day", due.At)
		}
		later := c.Due(from, deadline.Limit{N: limit.N + 1, Unit: limit.Unit})
		if later.At.Before(due.At) || c.Due(from.Add(time.Hour), limit).At.Before(due.At) {
			t.Fatalf("more time is less: %v, %v", due.At, later.At)
		}
		if warn := c.Warn(from, limit); warn.Before(from) || !warn.Before(due.At) {
			t.Fatalf("warned %v, not between %v and %v", warn, from, due.At)
		}
		if first := deadline.Earlier(due, later); first != due {
			t.Fatalf("the earlier of both is %v", first)
		}
	})
}
