package records

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/pgtest"
	"hotline/records/tally"
	"hotline/records/traffic"
)

// measured is one line of what make bench-records prints.
type measured struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Aim   string  `json:"aim,omitempty"`
}

// scale of the measures: how much there is. make test measures a small hotline to show
// that all of it works, make bench-records a large one.
type scale struct {
	Journal int           `json:"calls_with_journal"`
	Folded  int           `json:"calls_folded"`
	Writing time.Duration `json:"writing_ns"`
	Rate    int           `json:"facts_per_second"`
}

func scaleOf(t *testing.T) (s scale, full bool) {
	t.Helper()
	calls, full := os.LookupEnv("HOTLINE_BENCH_CALLS")
	if !full {
		return scale{Journal: 1000, Folded: 50_000, Writing: 2 * time.Second, Rate: 500}, false
	}
	n, err := strconv.Atoi(calls)
	if err != nil || n < 1000 {
		t.Fatalf("HOTLINE_BENCH_CALLS=%s: at least 1000", calls)
	}
	return scale{Journal: n, Folded: 10 * n, Writing: time.Minute, Rate: 2000}, true
}

// TestMeasures makes a history and measures writing, folding again, searching and
// reading. Only whether all of it works is tested: how fast it is is printed.
func TestMeasures(t *testing.T) {
	s, full := scaleOf(t)
	if !full {
		t.Parallel()
	}
	m := measures{t: t, url: pgtest.Database(t), keys: t.TempDir()}
	m.cfg = place(t, m.url, m.keys)
	m.r, m.stop = run(t, m.cfg)
	m.build(s)
	m.writing(s)
	m.searching()
	m.histories()
	m.figures()
	m.print(s)
}

type measures struct {
	t     *testing.T
	url   string
	keys  string
	cfg   Config
	r     *Records
	stop  func()
	last  time.Time // the history ends here
	lines []measured
}

func (m *measures) add(name string, value float64, unit, aim string) {
	m.lines = append(m.lines, measured{name, value, unit, aim})
	m.t.Logf("%-44s %12.3f %-10s %s", name, value, unit, aim)
}

// build makes the history: the journal, everything folded from it, copies, sums.
func (m *measures) build(s scale) {
	m.t.Helper()
	conn := connect(m.t, m.url)
	h := &history{t: m.t, conn: conn, keys: m.r.keys, parties: map[string]*caller{}}
	from := time.Date(2025, 1, 5, 16, 0, 0, 0, time.UTC)
	h.exec(`SELECT journal_make_partitions($1, 14)`, from)
	began := time.Now()
	m.last = h.traffic(from, s.Journal)
	m.add("journal copied", float64(h.seen)/time.Since(began).Seconds(), "facts/s", "")
	h.exec(`ANALYZE`)
	began = time.Now()
	done, err := m.r.Rebuild(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	m.add("everything folded again", float64(done.Facts)/time.Since(began).Seconds(), "facts/s", ">= 20000")
	began = time.Now()
	if err := tally.Follow(m.t.Context(), conn, m.last.AddDate(1, 0, 0)); err != nil {
		m.t.Fatal(err)
	}
	m.add("callers followed", float64(s.Journal)/time.Since(began).Seconds(), "calls/s", "")
	began = time.Now()
	weeks := int(m.last.Sub(from).Hours()+24*7-1) / (24 * 7)
	h.before(weeks, s.Folded/s.Journal-1)
	m.add("calls before copied", float64(s.Folded-s.Journal)/time.Since(began).Seconds(), "calls/s", "")
	began = time.Now()
	if err := tally.Rebuild(m.t.Context(), conn); err != nil {
		m.t.Fatal(err)
	}
	m.add("summed again", time.Since(began).Seconds(), "s", "")
	h.exec(`VACUUM ANALYZE`)
	all := value[int64](m.t, conn, `SELECT pg_database_size(current_database())`)
	m.add("database", float64(all)/1e9, "GB", "<= 25")
	m.sizes(conn, all)
	if n := value[int](m.t, conn, `SELECT count(*) FROM call`); n < s.Folded*9/10 {
		m.t.Errorf("%d calls", n)
	}
}

// writing tells facts at a steady rate, as calls and desks do, and takes the time from
// each to its visible row.
func (m *measures) writing(s scale) {
	m.t.Helper()
	m.stop()
	var lags []time.Duration // the shipper's alone until it has drained
	m.cfg.Lag = func(lag time.Duration) { lags = append(lags, lag) }
	r, stop := run(m.t, m.cfg)
	day := traffic.New(traffic.Config{Seed: 7, PerDay: 2 * s.Rate}).Day(m.last)
	var facts []callcenter.Fact
	for _, list := range slices.Concat(day.Shifts, day.Calls) {
		facts = append(facts, list...)
	}
	slices.SortStableFunc(facts, func(a, b callcenter.Fact) int { return a.At.Compare(b.At) })
	began := time.Now()
	told := 0
	for since := time.Duration(0); since < s.Writing && told < len(facts); since = time.Since(began) {
		for due := int(since.Seconds() * float64(s.Rate)); told < min(due, len(facts)); told++ {
			f := facts[told]
			f.At = time.Now()
			r.Tell(f)
		}
		time.Sleep(time.Millisecond)
	}
	drain(m.t, r)
	took := time.Since(began).Seconds()
	backlog := r.Backlog()
	stop()
	if backlog.Aside > 0 || backlog.Lost > 0 || told == 0 {
		m.t.Errorf("told %d: %+v", told, backlog)
	}
	m.add("written", float64(told)/took, "facts/s", fmt.Sprintf(">= %d", s.Rate))
	m.add("from a fact to its visible row, p50", quantile(lags, 50), "ms", "")
	m.add("from a fact to its visible row, p99", quantile(lags, 99), "ms", "<= 50")
	m.add("fsyncs for each fact", float64(backlog.Syncs)/float64(backlog.Written), "", "")
	m.add("transactions for each fact", float64(backlog.Batches)/float64(backlog.Shipped), "", "")
}

// quantile of times, in milliseconds.
func quantile(times []time.Duration, percent int) float64 {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return float64(times[min(len(times)-1, len(times)*percent/100)].Microseconds()) / 1000
}

// each runs a read some times and gives the 95th percentile of what it took.
func (m *measures) each(name, aim string, reads ...func(context.Context) error) {
	m.t.Helper()
	var times []time.Duration
	for range 2 { // the first round warms
		times = times[:0]
		for _, read := range reads {
			began := time.Now()
			if err := read(m.t.Context()); err != nil {
				m.t.Fatalf("%s: %v", name, err)
			}
			times = append(times, time.Since(began))
		}
	}
	m.add(name+", p95", quantile(times, 95), "ms", aim)
}

func (m *measures) searching() {
	m.t.Helper()
	words := []string{
		"工资", "离婚", "法律援助", "劳动仲裁", "宅基地", "合同", "税", "补偿", "国家赔偿程序", "征地补偿", "工资 合同", "取保候审 期限", "身份证", "保证责任",
		"彩礼", "工伤认定", "3000", "网络购物诈骗", "名誉侵权 举证责任", "没有这个词",
	}
	for name, by := range map[string]Asker{"all": {Staff: "m", Reach: All}, "a county": {Staff: "m", Reach: All, County: "511102"}, "his own": {Staff: "1001", Reach: Own}} {
		for _, order := range []SearchOrder{BestFirst, NewestFirst} {
			var reads []func(context.Context) error
			found := 0
			for n, text := range words {
				s := Search{Text: text, Order: order}
				switch n % 4 {
				case 1:
					s.Topic = "wages"
				case 2:
					s.From = m.last.AddDate(0, -1, 0)
				}
				reads = append(reads, func(ctx context.Context) error {
					ctx, asker := Asking(ctx)
					*asker = by
					page, err := m.r.Search(ctx, s)
					found += len(page.Found)
					return err
				})
			}
			m.each(fmt.Sprintf("search, %s, by %s", name, order), "<= 200", reads...)
			if found == 0 {
				m.t.Errorf("nothing found by %s", name)
			}
		}
	}
}

func (m *measures) histories() {
	m.t.Helper()
	conn := connect(m.t, m.url)
	rows, err := conn.Query(m.t.Context(), `SELECT party FROM call WHERE party IS NOT NULL ORDER BY md5(id::text) LIMIT 200`)
	if err != nil {
		m.t.Fatal(err)
	}
	parties, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
	if err != nil {
		m.t.Fatal(err)
	}
	var reads []func(context.Context) error
	for _, id := range parties {
		reads = append(reads, func(ctx context.Context) error {
			page, err := m.r.Calls(ctx, Filter{Party: id})
			if err == nil && len(page.Calls) == 0 {
				err = fmt.Errorf("party %s has no calls", id)
			}
			return err
		})
	}
	m.each("one party's history", "<= 10", reads...)
}

// figures reads sums over a month, a year and ten years, by all there is and crossed.
func (m *measures) figures() {
	m.t.Helper()
	last := time.Date(m.last.In(callcenter.Leshan()).Year(), m.last.In(callcenter.Leshan()).Month(), 1, 0, 0, 0, 0, callcenter.Leshan())
	draw := rand.New(rand.NewPCG(1, 1))
	for _, span := range []struct {
		name string
		from time.Time
		aim  string
	}{{"a month", last.AddDate(0, -1, 0), "<= 100"}, {"a year", last.AddDate(-1, 0, 0), "<= 500"}, {"ten years", last.AddDate(-10, 0, 0), "<= 1000"}} {
		var reads []func(context.Context) error
		read := func(by ...tally.Dimension) {
			q := tally.Query{From: span.from, To: last, By: by}
			reads = append(reads, func(ctx context.Context) error {
				_, err := tally.Read(ctx, m.r.db, q)
				return err
			})
		}
		all := tally.Dimensions()
		read()
		for _, d := range all {
			read(d)
		}
		for range 24 {
			a, b := all[draw.IntN(len(all))], all[draw.IntN(len(all))]
			if a != b {
				read(a, b)
			}
		}
		m.each("figures over "+span.name, span.aim, reads...)
	}
}

func (m *measures) print(s scale) {
	m.t.Helper()
	load, _ := os.ReadFile("/proc/loadavg") // elsewhere there is none
	out, err := json.MarshalIndent(struct {
		Scale scale      `json:"scale"`
		CPUs  int        `json:"cpus"`
		Load  string     `json:"load"`
		Lines []measured `json:"measures"`
	}{s, runtime.NumCPU(), strings.TrimSpace(string(load)), m.lines}, "", "  ")
	if err != nil {
		m.t.Fatal(err)
	}
	if file := os.Getenv("HOTLINE_BENCH_JSON"); file != "" {
		if err := os.WriteFile(file, out, 0o644); err != nil {
			m.t.Fatal(err)
		}
	}
}
