package queue

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// pipelined is how many requests are sent without waiting for an answer.
const pipelined = 100

// BenchmarkThroughput pairs a pipeline of calls, frees their agents again, and sends as
// many baseline requests the same way.
func BenchmarkThroughput(b *testing.B) {
	x := newBench(b, "b", 100, 5000, callcenter.WantsCalls)
	must(b, x.q.Leave(x.ctx, x.enqueue("b"), callcenter.Abandoned)) // both verbs are loaded
	var paired, base time.Duration
	var n int
	for b.Loop() {
		var enqueue, leave, ground []func(redis.Pipeliner)
		for range pipelined {
			x.n++
			call := callcenter.DeriveID(x.at, fmt.Sprint(x.n))
			args, err := x.q.enqueueArguments(callcenter.Waiter{Call: call, Topic: "a1", Entered: time.Now()})
			must(b, err)
			enqueue = append(enqueue, x.piped("enqueue", args...))
			leave = append(leave, x.piped("leave", call.String()))
			ground = append(ground, func(p redis.Pipeliner) { p.EvalSha(x.ctx, baseline.Hash(), []string{"baseline"}, x.n+1000, x.n+1000) })
		}
		paired += x.pipe(enqueue)
		x.pipe(leave)
		base += x.pipe(ground)
		n += len(enqueue)
	}
	rate, ground := float64(n)/paired.Seconds(), float64(n)/base.Seconds()
	b.ReportMetric(rate, "matches/s")
	b.ReportMetric(rate/ground, "ratio")
	b.ReportMetric(0, "ns/op")
	keepMeasure(measure{Name: "throughput", Calls: 100, Agents: 5000, Value: rate, Unit: "matches/s", Target: 20_000, AtLeast: true})
	keepMeasure(measure{Name: "throughput", Calls: 100, Agents: 5000, Value: rate / ground, Unit: "× baseline", Target: 0.2, AtLeast: true})
}

// piped is a verb to be sent with others. The verb is loaded already.
func (x *bench) piped(verb string, args ...any) func(redis.Pipeliner) {
	all := x.q.arguments(args)
	return func(p redis.Pipeliner) {
		p.EvalSha(x.ctx, x.q.scripts.loaded[verb].sha, []string{x.q.scripts.key}, all...)
	}
}

func (x *bench) pipe(requests []func(redis.Pipeliner)) time.Duration {
	began := time.Now()
	_, err := x.redis.Pipelined(x.ctx, func(p redis.Pipeliner) error {
		for _, r := range requests {
			r(p)
		}
		return nil
	})
	took := time.Since(began)
	must(x, err)
	return took
}

// BenchmarkWakeUp is the time from one controller's "ready" to another's offer, beside
// a bare publish and receive on the same Redis.
func BenchmarkWakeUp(b *testing.B) {
	x := newBench(b, "b", 100, 50, callcenter.WantsBreak)
	must(b, x.q.SetIntent(x.ctx, "10007", callcenter.WantsBreak, ""))
	must(b, x.q.Leave(x.ctx, x.enqueue("a"), callcenter.Abandoned)) // leave is loaded
	other, offers := make(chan callcenter.Promise, 1), x.q.keys.channel("other")
	q, err := New(Config{Redis: x.redis, Center: "bench", Owner: "other", Topics: benchTopics(), Patience: time.Minute})
	must(b, err)
	must(b, q.join(x.ctx))
	q.events.Store(&Events{Promise: func(p callcenter.Promise) { other <- p }})
	messages := x.redis.SSubscribe(x.ctx, offers, "bare")
	defer func() { _ = messages.Close() }()
	bare := make(chan struct{}, 1)
	go func() {
		for m := range messages.Channel() {
			if m.Channel == offers {
				q.message(m.Payload)
			} else {
				bare <- struct{}{}
			}
		}
	}()
	time.Sleep(100 * time.Millisecond) // subscribed
	for b.Loop() {
		x.n++
		call := callcenter.DeriveID(x.at, fmt.Sprint(x.n))
		must(b, q.Enqueue(x.ctx, callcenter.Waiter{Call: call, Topic: "a1", Entered: time.Now()}))
		began := time.Now()
		must(b, x.q.SetIntent(x.ctx, "10007", callcenter.WantsCalls, ""))
		<-other
		x.verb = append(x.verb, time.Since(began))
		must(b, x.q.SetIntent(x.ctx, "10007", callcenter.WantsBreak, ""))
		must(b, q.Leave(x.ctx, call, callcenter.Abandoned))
		began = time.Now()
		must(b, x.redis.SPublish(x.ctx, "bare", "x").Err())
		<-bare
		x.base = append(x.base, time.Since(began))
	}
	p99, base := quantile(x.verb, 0.99), quantile(x.base, 0.99)
	b.ReportMetric(float64(p99), "p99-ns")
	b.ReportMetric(float64(base), "publish-p99-ns")
	b.ReportMetric(float64(p99)/float64(base), "ratio")
	b.ReportMetric(0, "ns/op")
	keepMeasure(measure{
		Name: "wake-up p99", Calls: 100, Agents: 50, Value: float64(p99) / float64(base), Unit: "× publish p99", P50: quantile(x.verb, 0.5), Target: 3,
	})
}

// BenchmarkRebuild loses everything with a hundred calls waiting and fifty agents signed
// in, and tells how long until all are back and somebody can be paired.
func BenchmarkRebuild(b *testing.B) {
	x := newBench(b, "b", 0, 50, callcenter.WantsCalls)
	var told Contribution
	for range 100 {
		x.n++
		call := callcenter.DeriveID(x.at, fmt.Sprint(x.n))
		told.Waiting = append(told.Waiting, WaitingCall{Waiter: callcenter.Waiter{Call: call, Topic: "b1", Entered: x.at}})
	}
	var err error
	told.Agents, err = x.q.Agents(x.ctx)
	must(b, err)
	x.q.cfg.Contribute = func(context.Context) (Contribution, error) { return told, nil }
	for b.Loop() {
		must(b, x.redis.FlushAll(x.ctx).Err())
		began := time.Now()
		must(b, x.q.join(x.ctx))
		must(b, x.q.Sweep(x.ctx))
		x.verb = append(x.verb, time.Since(began))
	}
	p99 := quantile(x.verb, 0.99)
	b.ReportMetric(float64(p99), "p99-ns")
	b.ReportMetric(0, "ns/op")
	keepMeasure(measure{Name: "rebuild p99", Calls: 100, Agents: 50, Value: p99.Seconds(), Unit: "s", Target: 2})
}

// BenchmarkForecast is how far the expected wait is from the real one, in a simulated day.
func BenchmarkForecast(b *testing.B) {
	client, port := ownRedis(b)
	must(b, client.Ping(b.Context()).Err())
	b.Setenv("HOTLINE_TEST_REDIS", "redis://127.0.0.1:"+port)
	e := simulate(b, 1)
	b.Log(e)
	for b.Loop() { // the day is the measure, not its speed
	}
	b.ReportMetric(e.share(), "error/wait")
	b.ReportMetric(0, "ns/op")
	keepMeasure(measure{Name: "forecast error", Calls: e.waited, Agents: 8, Value: e.share(), Unit: "of the mean wait", Target: 0.5})
}
