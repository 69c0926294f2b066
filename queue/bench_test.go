package queue

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// bench is a centre with so many calls waiting and so many agents, of whom each fits
// six profiles. Two kinds of topics, "a…" and "b…", six profiles each: agents fit the
// first kind, so calls of the second wait for ever.
//
// One verb and one baseline request take turns on the same connection, one at a time.
// The medians are reported, and their ratio, which other work on the machine moves least.
type bench struct {
	*testing.B
	ctx      context.Context
	q        *Queue
	redis    *redis.Client
	promises []callcenter.Promise
	at       time.Time
	n        int
	verb     []time.Duration
	base     []time.Duration
}

// baseline is what everything is compared with.
var baseline = redis.NewScript("redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2]) return redis.call('ZPOPMIN', KEYS[1])")

func benchTopics() (topics []callcenter.Topic) {
	for _, kind := range []string{"a", "b"} {
		for i := range 6 {
			skill := callcenter.Skill(fmt.Sprintf("%s%d", kind, i))
			topics = append(topics, callcenter.Topic{Name: callcenter.TopicName(skill), Steps: []callcenter.Step{
				{Require: require(skill, 80)},
				{After: 24 * time.Hour, Require: require(skill, 80)},
			}})
		}
	}
	return topics
}

func newBench(b *testing.B, kind string, calls, agents int, intent callcenter.Intent) *bench {
	client, _ := ownRedis(b)
	q, err := New(Config{Redis: client, Center: "bench", Owner: "owner", Topics: benchTopics(), Patience: time.Minute})
	must(b, err)
	must(b, q.join(b.Context()))
	x := &bench{B: b, ctx: b.Context(), q: q, redis: client, at: time.Now().Add(-time.Hour)}
	q.events.Store(&Events{Promise: func(p callcenter.Promise) { x.promises = append(x.promises, p) }})
	skills := map[callcenter.Skill]int{}
	for i := range 6 {
		skills[callcenter.Skill(fmt.Sprintf("a%d", i))] = 80 + i
	}
	for i := range agents {
		must(b, q.SignIn(x.ctx, agent(fmt.Sprint(10_000+i), skills), intent, true))
	}
	for range calls {
		x.enqueue(kind)
	}
	for i := range 100 {
		must(b, client.ZAdd(x.ctx, "baseline", redis.Z{Score: float64(i), Member: i}).Err())
	}
	must(b, baseline.Load(x.ctx, client).Err())
	return x
}

func (x *bench) enqueue(kind string) callcenter.ID {
	x.n++
	call := callcenter.DeriveID(x.at, fmt.Sprint(x.n))
	topic := callcenter.TopicName(fmt.Sprintf("%s%d", kind, x.n%6))
	must(x, x.q.Enqueue(x.ctx, callcenter.Waiter{Call: call, Topic: topic, Entered: x.at.Add(time.Duration(x.n) * time.Millisecond)}))
	return call
}

// promised is the promise the last verb brought.
func (x *bench) promised() callcenter.Promise {
	if len(x.promises) != 1 {
		x.Fatalf("%d promises, want 1", len(x.promises))
	}
	p := x.promises[0]
	x.promises = x.promises[:0]
	return p
}

func (x *bench) timed(verb func() error) {
	began := time.Now()
	err := verb()
	x.verb = append(x.verb, time.Since(began))
	must(x, err)
	began = time.Now()
	err = baseline.EvalSha(x.ctx, x.redis, []string{"baseline"}, x.n+1000, x.n+1000).Err()
	x.base = append(x.base, time.Since(began))
	must(x, err)
}

func (x *bench) report(verb string, calls, agents int) {
	took, base := quantile(x.verb, 0.5), quantile(x.base, 0.5)
	x.ReportMetric(float64(took), "p50-ns")
	x.ReportMetric(float64(base), "baseline-p50-ns")
	x.ReportMetric(float64(took)/float64(base), "ratio")
	x.ReportMetric(0, "ns/op") // the loop also puts things back
	keepMeasure(measure{Name: verb, Calls: calls, Agents: agents, Value: float64(took) / float64(base), Unit: "× baseline", P50: took, Target: 2})
}

func quantile(d []time.Duration, q float64) time.Duration {
	slices.Sort(d)
	return d[min(len(d)-1, int(q*float64(len(d))))]
}

func BenchmarkVerbs(b *testing.B) {
	for _, size := range []struct{ calls, agents int }{{10, 50}, {100, 50}, {1000, 50}, {100_000, 50}, {100, 5000}} {
		if testing.Short() && size.calls+size.agents > 2000 {
			continue
		}
		for _, verb := range []struct {
			name, backlog string
			intent        callcenter.Intent
			once          func(*bench)
		}{
			{"enqueue+match", "b", callcenter.WantsCalls, (*bench).onceEnqueue},
			{"ready+match", "a", callcenter.WantsBreak, (*bench).onceReady},
			{"accept", "b", callcenter.WantsCalls, (*bench).onceAccept},
			{"decline+match", "b", callcenter.WantsCalls, (*bench).onceDecline},
			{"finish+match", "a", callcenter.WantsBreak, (*bench).onceFinish},
			{"leave", "b", callcenter.WantsCalls, (*bench).onceLeave},
		} {
			b.Run(fmt.Sprintf("%s/calls=%d/agents=%d", verb.name, size.calls, size.agents), func(b *testing.B) {
				x := newBench(b, verb.backlog, size.calls, size.agents, verb.intent)
				for b.Loop() {
					verb.once(x)
				}
				x.report(verb.name, size.calls, size.agents)
			})
		}
	}
}

func (x *bench) onceEnqueue() {
	w := callcenter.Waiter{Topic: "a1", Entered: time.Now()}
	x.n++
	w.Call = callcenter.DeriveID(x.at, fmt.Sprint(x.n))
	x.timed(func() error { return x.q.Enqueue(x.ctx, w) })
	must(x, x.q.Leave(x.ctx, x.promised().Call, callcenter.Abandoned))
}

func (x *bench) onceReady() {
	x.timed(func() error { return x.q.SetIntent(x.ctx, "10007", callcenter.WantsCalls, "") })
	p := x.promised()
	must(x, x.q.SetIntent(x.ctx, "10007", callcenter.WantsBreak, ""))
	must(x, x.q.Leave(x.ctx, p.Call, callcenter.Abandoned))
	x.enqueue("a")
}

func (x *bench) onceAccept() {
	x.enqueue("a")
	p := x.promised()
	x.timed(func() error { return x.q.Accept(x.ctx, p.Token) })
	must(x, x.q.Finish(x.ctx, p.Token, 0))
}

func (x *bench) onceDecline() {
	x.enqueue("a")
	p := x.promised()
	x.timed(func() error { return x.q.Decline(x.ctx, p.Token, callcenter.DeclinedFailed) })
	must(x, x.q.Leave(x.ctx, x.promised().Call, callcenter.Abandoned))
}

func (x *bench) onceFinish() {
	if len(x.verb) == 0 {
		must(x, x.q.SetIntent(x.ctx, "10007", callcenter.WantsCalls, ""))
	}
	p := x.promised()
	must(x, x.q.Accept(x.ctx, p.Token))
	x.timed(func() error { return x.q.Finish(x.ctx, p.Token, 0) })
	x.enqueue("a")
}

func (x *bench) onceLeave() {
	call := x.enqueue("b")
	x.timed(func() error { return x.q.Leave(x.ctx, call, callcenter.Abandoned) })
}
