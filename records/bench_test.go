package records

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// BenchmarkSustained tells whole calls as fast as they are taken and waits until they
// are rows: facts/s, fsyncs and transactions for each fact.
func BenchmarkSustained(b *testing.B) {
	url := pgtest.Database(b)
	r, _ := run(b, place(b, url, b.TempDir()))
	shifts := manyShifts(r, 20)
	told, n := 0, 0
	cpu := cpuTime()
	began := time.Now()
	for b.Loop() {
		for range 100 {
			n++
			for _, f := range wholeCall(noon.Add(time.Duration(n)*time.Second), n, fmt.Sprintf("138%08d", n), agentNo(n%20), shifts[n%20]) {
				r.Tell(f)
				told++
			}
		}
		for r.Backlog().Bytes > 1<<20 {
			time.Sleep(time.Millisecond)
		}
	}
	drain(b, r)
	took := time.Since(began).Seconds()
	backlog := r.Backlog()
	b.ReportMetric(float64(told)/took, "facts/s")
	b.ReportMetric(float64(backlog.Syncs)/float64(backlog.Written), "fsyncs/fact")
	b.ReportMetric(float64(backlog.Batches)/float64(backlog.Shipped), "batches/fact")
	b.ReportMetric(float64((cpuTime()-cpu).Microseconds())/float64(n), "µs-cpu/call")
	if backlog.Aside > 0 || backlog.Lost > 0 {
		b.Errorf("%+v", backlog)
	}
}

func agentNo(i int) callcenter.AgentID { return callcenter.AgentID(fmt.Sprint(1001 + i)) }

func manyShifts(r *Records, n int) []callcenter.ID {
	shifts := make([]callcenter.ID, n)
	for i := range shifts {
		id, facts := wholeShift(noon.Add(-time.Hour), agentNo(i))
		shifts[i] = id
		for _, f := range facts {
			r.Tell(f)
		}
	}
	return shifts
}

func cpuTime() time.Duration {
	var use syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &use)
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// BenchmarkPaced tells 45 calls a second, spread as live calls are, and measures the
// time from each fact to its visible row, by the clock of this machine.
func BenchmarkPaced(b *testing.B) {
	url := pgtest.Database(b)
	cfg := place(b, url, b.TempDir())
	var lags []time.Duration // the shipper's alone until it has drained
	cfg.Lag = func(lag time.Duration) { lags = append(lags, lag) }
	r, _ := run(b, cfg)
	shifts := manyShifts(r, 20)
	drain(b, r)
	lags = lags[:0]
	rate := 45
	if s, err := strconv.Atoi(os.Getenv("HOTLINE_BENCH_RATE")); err == nil {
		rate = s
	}
	runtime.GC()
	cpu := cpuTime()
	calls := 0
	for b.Loop() {
		live := map[int][]callcenter.Fact{}
		tick := time.NewTicker(time.Second / time.Duration(rate*15))
		start := calls
		for calls < start+rate*5 || len(live) > 0 {
			<-tick.C
			if calls < start+rate*5 && len(live) < rate*3 {
				calls++
				live[calls] = wholeCall(time.Now(), calls, fmt.Sprintf("138%08d", calls), agentNo(calls%20), shifts[calls%20])
			}
			for n, facts := range live { // any one of them
				f := facts[0]
				f.At = time.Now()
				r.Tell(f)
				if live[n] = facts[1:]; len(facts) == 1 {
					delete(live, n)
				}
				break
			}
		}
		tick.Stop()
	}
	spent := cpuTime() - cpu
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.Drain(ctx); err != nil {
		b.Fatal(err)
	}
	slices.Sort(lags)
	for name, at := range map[string]int{"ms-p50": len(lags) / 2, "ms-p99": len(lags) * 99 / 100} {
		b.ReportMetric(float64(lags[at].Microseconds())/1000, name)
	}
	backlog := r.Backlog()
	b.ReportMetric(float64(spent.Microseconds())/float64(calls), "µs-cpu/call")
	b.ReportMetric(float64(backlog.Syncs)/float64(backlog.Written), "fsyncs/fact")
	b.ReportMetric(float64(backlog.Batches)/float64(backlog.Shipped), "batches/fact")
}

// BenchmarkRebuild folds 2,000 whole calls again.
func BenchmarkRebuild(b *testing.B) {
	url := pgtest.Database(b)
	r, _ := run(b, place(b, url, b.TempDir()))
	shifts := manyShifts(r, 20)
	for n := range 2000 {
		for _, f := range wholeCall(noon.Add(time.Duration(n)*time.Second), n, fmt.Sprintf("138%08d", n), agentNo(n%20), shifts[n%20]) {
			r.Tell(f)
		}
	}
	drain(b, r)
	facts, began := 0, time.Now()
	for b.Loop() {
		done, err := r.Rebuild(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		facts += done.Facts
	}
	b.ReportMetric(float64(facts)/time.Since(began).Seconds(), "facts/s")
}
