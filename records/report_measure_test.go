package records

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/fold"
	"hotline/records/journal"
	"hotline/records/pgtest"
	"hotline/records/tally"
	"hotline/records/traffic"
)

// TestReportMeasures measures what the reports' pages read, at rest and while facts are
// written, and against a recount from the journal, which must give the same.
func TestReportMeasures(t *testing.T) {
	s, full := scaleOf(t)
	rounds := 1
	if full {
		rounds = 5
	} else {
		t.Parallel()
	}
	m := measures{t: t, url: pgtest.Database(t), keys: t.TempDir()}
	m.cfg = place(t, m.url, m.keys)
	m.r, m.stop = run(t, m.cfg)
	m.build(s)
	m.orders(s.Folded / 20)
	for _, span := range m.spans() {
		still := m.pages(span, rounds)
		m.add("pages over "+span.name+", p95", quantile(still, 95), "ms", span.aim)
	}
	m.recounted(rounds)
	m.whileWriting(rounds, s.Writing/2)
	m.print(s)
}

// span is a time a manager looks at.
type span struct {
	name     string
	from, to time.Time
	aim      string
}

func (m *measures) spans() []span {
	at := m.last.In(callcenter.Leshan())
	last := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
	return []span{
		{"a month", last.AddDate(0, -1, 0), last, "<= 100"},
		{"a year", last.AddDate(-1, 0, 0), last, "<= 500"},
		{"ten years", last.AddDate(-10, 0, 0), last, "<= 1000"},
	}
}

// asks are the queries of one page, as it is first shown: by day, over years by month.
func asks(page figures.Page, s span, now time.Time) (list []figures.Ask) {
	for _, section := range page.Sections {
		ask := figures.Ask{Query: tally.Query{From: s.from, To: s.to}, Now: now}
		if len(section.Default) == 0 {
			ask.Query.Step = tally.ByMonth
			if s.to.Sub(s.from) < 40*24*time.Hour {
				ask.Query.Step = tally.ByDay
			}
		}
		list = append(list, section.Ask(ask))
	}
	return list
}

// pages reads every page and gives what each took, all its queries one after another;
// the first round warms.
func (m *measures) pages(s span, rounds int) (times []time.Duration) {
	m.t.Helper()
	for round := range rounds + 1 {
		for _, page := range figures.Pages() {
			began := time.Now()
			for _, ask := range asks(page, s, m.last) {
				if _, err := m.r.Report(m.t.Context(), ask); err != nil {
					m.t.Fatalf("%s: %v", page.Key, err)
				}
			}
			if took := time.Since(began); round > 0 {
				times = append(times, took)
				m.t.Logf("%-12s over %-9s %8.1f ms", page.Key, s.name, float64(took.Microseconds())/1000)
			}
		}
	}
	return times
}

// orders makes some that are done, an order for so many calls, without their moves.
func (m *measures) orders(n int) {
	m.t.Helper()
	conn := connect(m.t, m.url)
	exec := func(sql string, args ...any) {
		if _, err := conn.Exec(m.t.Context(), sql, args...); err != nil {
			m.t.Fatal(err)
		}
	}
	exec(`ALTER TABLE work_order DISABLE TRIGGER USER`)
	exec(`INSERT INTO work_order (id, version, state, kind, source, region, secrecy, urgent, central, fields, created_at, created_by, moved_at, clocks,
			extension, satisfied, tries, returns, redos, urged, closing, closed_at)
		SELECT gen_random_uuid(), 1, 'closed', (ARRAY['transfer', 'legal_aid', 'mediation'])[1 + n % 3], (ARRAY['consultation', 'desk', '12345'])[1 + n % 3],
			(ARRAY['511102', '511111', '511132', '511133'])[1 + n % 4], 'ordinary', false, false, '{}', at, '1001', at, '[]', 'none', 'satisfied', 0, 0, 0, 0, '{}', at + interval '4 days'
		FROM generate_series(1, $1::int) n CROSS JOIN LATERAL (SELECT $2::timestamptz - n * (interval '3650 days' / $1::int) AS at) x`, n, m.last)
	exec(`ALTER TABLE work_order ENABLE TRIGGER USER`)
	exec(`INSERT INTO order_tally (work_order, part, n, at, done_at, good, order_kind, order_source, region)
		SELECT id, part, 0, created_at + due, created_at + met, part = 'closed', kind, source, region
		FROM work_order CROSS JOIN (VALUES ('made', interval '0', NULL), ('hand_over', '1 day', interval '8 hours'), ('reply', '5 days', '70 hours'),
			('call_back', '6 days', '7 days'), ('closed', '4 days', NULL)) v (part, due, met)`)
	if err := tally.RollUp(m.t.Context(), m.r.db); err != nil {
		m.t.Fatal(err)
	}
	exec(`ANALYZE work_order, order_tally, order_sum`)
}

// recounted counts the journal's last month of calls, or all it has, as plainly as can
// be, and compares each sum the pages read with it.
func (m *measures) recounted(rounds int) {
	m.t.Helper()
	first := value[time.Time](m.t, connect(m.t, m.url), `SELECT min(arrived_at) FROM call WHERE id IN (SELECT subject FROM journal)`)
	s := span{name: "the journal's month", from: tally.Query{Step: tally.ByDay}.StepOf(first), to: tally.Query{Step: tally.ByDay}.StepOf(m.last)}
	if month := s.to.AddDate(0, -1, 0); month.After(s.from) {
		s.from = month
	}
	took := quantile(m.pages(s, rounds), 50) * float64(len(figures.Pages()))
	began := time.Now()
	recounted := naiveRows(m.facts(s.from.AddDate(0, 0, -tally.FollowDays-1), s.to.AddDate(0, 0, tally.FollowDays)))
	compared := 0
	for _, page := range figures.Pages() {
		for _, ask := range asks(page, s, m.last) {
			q := ask.Query
			if by := slices.Concat(q.By, slices.Collect(maps.Keys(q.Only))); ordered(by) || page.Key == "orders" || slices.Contains(by, tally.BreakReason) {
				continue // no calls
			}
			want := sumsOf(recounted, q)
			got, err := tally.Read(m.t.Context(), m.r.db, q)
			if err != nil {
				m.t.Fatal(err)
			}
			for _, line := range got {
				key := fmt.Sprint(line.Start.Unix(), line.Values)
				if !maps.Equal(line.Sums, want[key]) {
					m.t.Fatalf("%s, %s: kept %v, recounted %v", page.Key, key, line.Sums, want[key])
				}
				compared += len(line.Sums)
				delete(want, key)
			}
			if len(want) > 0 {
				m.t.Errorf("%s: not kept: %d lines", page.Key, len(want))
			}
		}
	}
	recount := float64(time.Since(began).Milliseconds())
	m.add("sums compared with a recount of the month", float64(compared), "", "all equal")
	m.add("recounted from the journal", recount, "ms", "")
	m.add("pages are faster than the recount", recount/took, "times", ">= 50")
	if compared == 0 {
		m.t.Error("nothing was compared")
	}
}

func ordered(by []tally.Dimension) bool {
	return slices.ContainsFunc(by, func(d tally.Dimension) bool { return !slices.Contains(tally.Dimensions(), d) })
}

// facts reads the calls of the journal.
func (m *measures) facts(from, to time.Time) map[callcenter.ID][]fold.Fact {
	m.t.Helper()
	rows, err := connect(m.t, m.url).Query(m.t.Context(), `
SELECT subject, kind, occurrence, at, controller, data, party FROM journal
WHERE subject >= uuid_floor($1) AND subject < uuid_floor($2) AND kind NOT LIKE 'shift.%' AND kind NOT LIKE 'matter.%'`, from, to)
	if err != nil {
		m.t.Fatal(err)
	}
	facts := map[callcenter.ID][]fold.Fact{}
	if err := journal.ScanFacts(rows, func(f fold.Fact) { facts[f.Subject] = append(facts[f.Subject], f) }); err != nil {
		m.t.Fatal(err)
	}
	return facts
}

// whileWriting reads the pages again while 500 facts are told each second.
func (m *measures) whileWriting(rounds int, least time.Duration) {
	m.t.Helper()
	const rate = 500
	day := traffic.New(traffic.Config{Seed: 11, PerDay: 4 * rate}).Day(m.last.AddDate(0, 0, 1))
	facts := slices.Concat(day.Calls...)
	writing, stop := context.WithCancel(m.t.Context())
	told, done := 0, make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second / rate)
		defer tick.Stop()
		for _, f := range facts {
			select {
			case <-tick.C:
				m.r.Tell(f)
				told++
			case <-writing.Done():
				return
			}
		}
	}()
	began := time.Now()
	for _, span := range m.spans() {
		var times []time.Duration
		for len(times) == 0 || time.Since(began) < least/3 {
			times = append(times, m.pages(span, rounds)...)
		}
		m.add(fmt.Sprintf("pages over %s while %d facts/s are written, p95", span.name, rate), quantile(times, 95), "ms", "<= 2 × at rest")
	}
	seconds := time.Since(began).Seconds()
	stop()
	<-done
	m.add("written meanwhile", float64(told)/seconds, "facts/s", fmt.Sprint("<= ", rate))
	drain(m.t, m.r)
}
