package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"hotline/callcenter"
)

// The scripts and the model do the same random verbs, time passes, requests are
// repeated, replies are lost, two owners ask. After each verb both must agree on
// every call and agent, and the invariants of the index must hold.
//
// HOTLINE_QUEUE_MODEL says how many verbs, or for how long (30s; 8s under -race).
func TestTheScriptsAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	client, _ := ownRedis(t)
	wire := &flakyWire{}
	client.AddHook(wire)
	long, most := modelTime, 0
	if text := os.Getenv("HOTLINE_QUEUE_MODEL"); text != "" {
		var err error
		if most, err = strconv.Atoi(text); err != nil {
			long, err = time.ParseDuration(text)
		}
		must(t, err)
	}
	verbs, began := 0, time.Now()
	for (verbs < most || most == 0 && time.Since(began) < long) && !t.Failed() {
		rapid.Check(t, func(r *rapid.T) { verbs += newTrial(t, client, wire, r).run() })
	}
	t.Logf("%d verbs", verbs)
}

func FuzzTheScriptsAgreeWithTheModel(f *testing.F) {
	client, _ := ownRedis(f)
	wire := &flakyWire{}
	client.AddHook(wire)
	f.Fuzz(func(t *testing.T, stream []byte) {
		rapid.MakeFuzz(func(r *rapid.T) { newTrial(t, client, wire, r).run() })(t, stream)
	})
}

// flakyWire repeats a request, or loses its reply, when told to.
type flakyWire struct{ repeat, lose bool }

var errReplyLost = errors.New("reply lost")

func (w *flakyWire) DialHook(next redis.DialHook) redis.DialHook { return next }
func (w *flakyWire) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (w *flakyWire) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() != "evalsha" {
			return next(ctx, cmd)
		}
		if w.repeat {
			_ = next(ctx, cmd)
		}
		err := next(ctx, cmd)
		if w.lose && err == nil {
			w.lose = false
			cmd.SetErr(errReplyLost)
			return errReplyLost
		}
		return err
	}
}

// trial is one random run.
type trial struct {
	*rapid.T
	ctx    context.Context
	client redis.UniversalClient
	wire   *flakyWire
	clock  *clock
	queues []*Queue
	awake  []*Queue // those who ask
	verbs  []string
	heard  []*heard
	model  *model
	calls  []callcenter.ID
	agents []callcenter.AgentID
	tokens []callcenter.Token // all there ever were
	shifts int
	// Where everything may be lost, nobody dies with what only he was told.
	flushes  bool
	messages []*redis.PubSub
	crash    bool // who asked is gone before the reply he lost: nobody asks again
}

// modelCenter is one for all trials: the text of each verb names its centre, and Redis keeps every text.
const modelCenter = "model"

func newTrial(t testing.TB, client redis.UniversalClient, wire *flakyWire, r *rapid.T) *trial {
	x := &trial{T: r, ctx: t.Context(), client: client, wire: wire, clock: &clock{ms: 1_800_000_000_000}, verbs: drawVerbs}
	*wire = flakyWire{}
	must(t, client.FlushDB(t.Context()).Err())
	plans, _ := newPlans(testTopics)
	profiles, _ := registryOf(plans)
	x.model = &model{
		now: x.clock.ms, promise: 30_000, cool: 60_000, limit: 2, thin: 1, open: true, profiles: profiles,
		calls: map[string]*modelCall{}, agents: map[string]*modelAgent{},
		admission: map[callcenter.TopicName]callcenter.Admission{}, changes: map[callcenter.TopicName]int64{}, keptPlace: map[string]int64{},
		reserve: rapid.SampledFrom([]map[callcenter.Skill]int{nil, nil, {"yi": 1}, {"yi": 2, "wages": 1}}).Draw(r, "reserve"),
	}
	for _, name := range []string{"a", "b"} {
		q, h := owner(t, client, modelCenter, name, x.clock, reserveOf(x.model.reserve)...)
		x.queues, x.heard = append(x.queues, q), append(x.heard, h)
	}
	x.awake = x.queues
	for i := range 12 {
		x.calls = append(x.calls, callcenter.DeriveID(time.UnixMilli(x.clock.ms), fmt.Sprint(i)))
	}
	for i := range 6 {
		x.agents = append(x.agents, callcenter.AgentID(fmt.Sprint(1001+i)))
	}
	return x
}

func reserveOf(keep map[callcenter.Skill]int) (reserve []callcenter.Reserve) {
	for skill, n := range keep {
		reserve = append(reserve, callcenter.Reserve{Skill: skill, Keep: n})
	}
	return reserve
}

func (x *trial) run() int {
	verbs := rapid.IntRange(20, 120).Draw(x.T, "verbs")
	if x.flushes = rapid.Bool().Draw(x.T, "flushes"); x.flushes {
		x.listen()
	}
	for range verbs {
		x.wire.repeat = rapid.IntRange(0, 9).Draw(x.T, "repeat") == 0
		x.wire.lose = rapid.IntRange(0, 9).Draw(x.T, "lose") == 0
		x.crash = x.wire.lose && !x.flushes && rapid.Bool().Draw(x.T, "crash")
		x.verb()
		*x.wire = flakyWire{}
		x.hear()
		x.collect()
		x.compare()
	}
	x.cleanUp()
	return verbs
}

// do runs a verb on Redis, again if the reply was lost, and compares the refusal.
func (x *trial) do(want callcenter.ErrorKind, verb func() error) {
	err := verb()
	if errors.Is(err, errReplyLost) {
		if x.crash {
			return
		}
		err = verb()
	}
	if err == nil && want == fine {
		return
	}
	if err == nil || callcenter.KindOf(err) != want || want == fine {
		x.Fatalf("refused %v, the model says kind %v", err, want)
	}
}
