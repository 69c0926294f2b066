package queue

import (
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
