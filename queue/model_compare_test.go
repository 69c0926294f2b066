package queue

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// collect asks what each owner must know, and that he was told all that stands.
func (x *trial) collect() {
	for i, q := range x.queues {
		if err := q.pending(x.ctx); err != nil {
			x.Fatalf("pending: %v", err)
		}
		for _, c := range x.model.calls {
			if c.owner != q.cfg.Owner || c.state != "promised" {
				continue
			}
			id, _ := callcenter.ParseID(c.id)
			p, told := x.heard[i].promise(id)
			if !told || attemptOf(p.Token) != c.attempt || string(p.Agent.ID) != c.agent {
				x.Fatalf("owner %s was told %+v, the model promised agent %s (attempt %d)", c.owner, p, c.agent, c.attempt)
			}
			if !slices.Contains(x.tokens, p.Token) {
				x.tokens = append(x.tokens, p.Token)
			}
		}
	}
}

// index is what Redis holds, read in one go.
type index struct {
	pipe                 redis.Pipeliner
	prefix               string
	call, agent          map[string]*redis.MapStringStringCmd
	waiting, topic, open map[string]*redis.StringSliceCmd
	pending              map[string]*redis.StringSliceCmd
	due                  *redis.ZSliceCmd
	classes              *redis.MapStringStringCmd
	agents               *redis.StringSliceCmd
}

func (x *trial) read() index {
	p := x.queues[0].keys.prefix
	i := index{
		pipe: x.client.Pipeline(), prefix: p, call: map[string]*redis.MapStringStringCmd{}, agent: map[string]*redis.MapStringStringCmd{},
		waiting: map[string]*redis.StringSliceCmd{}, topic: map[string]*redis.StringSliceCmd{}, open: map[string]*redis.StringSliceCmd{},
		pending: map[string]*redis.StringSliceCmd{},
	}
	for _, c := range x.calls {
		i.call[c.String()] = i.pipe.HGetAll(x.ctx, p+"call:"+c.String())
	}
	for _, a := range x.agents {
		i.agent[string(a)] = i.pipe.HGetAll(x.ctx, p+"agent:"+string(a))
		i.waiting["@"+string(a)] = i.pipe.ZRange(x.ctx, p+"waiting:@"+string(a), 0, -1)
	}
	for _, profile := range x.model.profiles {
		i.waiting[profile] = i.pipe.ZRange(x.ctx, p+"waiting:"+profile, 0, -1)
		i.open[profile] = i.pipe.ZRange(x.ctx, p+"open:"+profile, 0, -1)
	}
	for _, t := range testTopics {
		i.topic[string(t.Name)] = i.pipe.ZRange(x.ctx, p+"topic:"+string(t.Name), 0, -1)
	}
	for _, q := range x.queues {
		i.pending[q.cfg.Owner] = i.pipe.SMembers(x.ctx, p+"pending:"+q.cfg.Owner)
	}
	i.due = i.pipe.ZRangeWithScores(x.ctx, p+"due", 0, -1)
	i.classes = i.pipe.HGetAll(x.ctx, p+"classes")
	i.agents = i.pipe.SMembers(x.ctx, p+"agents")
	if _, err := i.pipe.Exec(x.ctx); err != nil {
		x.Fatalf("read: %v", err)
	}
	return i
}

// compare holds Redis against the model, entry by entry.
func (x *trial) compare() {
	i := x.read()
	waiting, topic, pending := map[string]int{}, map[string]int{}, map[string]int{}
	for _, id := range x.calls {
		x.compareCall(i, id.String(), waiting, topic, pending)
	}
	for _, a := range x.agents {
		x.compareAgent(i, string(a))
	}
	// Nobody stands anywhere else.
	count := func(what string, got map[string]*redis.StringSliceCmd, want map[string]int) {
		for name, list := range got {
			if len(list.Val()) != want[name] {
				x.Fatalf("%s:%s holds %v, want %d", what, name, list.Val(), want[name])
			}
		}
	}
	count("waiting", i.waiting, waiting)
	count("topic", i.topic, topic)
	count("pending", i.pending, pending)
	if len(i.agents.Val()) != len(x.model.agents) {
		x.Fatalf("agents %v, the model has %v", i.agents.Val(), slices.Collect(maps.Keys(x.model.agents)))
	}
	x.nobodyWaitsForAFreeAgent()
}

func (x *trial) compareCall(i index, id string, waiting, topic, pending map[string]int) {
	h, c := i.call[id].Val(), x.model.calls[id]
	if c == nil {
		if len(h) > 0 {
			x.Fatalf("call %s is %v, the model knows none", id, h)
		}
		return
	}
	got := fmt.Sprint(h["state"], h["owner"], h["agent"], h["attempt"], h["profile"], h["score"])
	if want := fmt.Sprint(c.state, c.owner, c.agent, c.attempt, c.stands, c.score); got != want {
		x.Fatalf("call %s is %s, the model says %s\n%v", id, got, want, h)
	}
	due := math.Inf(1)
	if at := slices.IndexFunc(i.due.Val(), func(z redis.Z) bool { return z.Member == "c:"+id }); at >= 0 {
		due = i.due.Val()[at].Score
	} else if c.state != "left" {
		x.Fatalf("call %s is not in due", id)
	}
	if c.due == math.MaxInt64 && !math.IsInf(due, 1) || c.due != math.MaxInt64 && due != float64(c.due) {
		x.Fatalf("call %s is due %v, the model says %v", id, due, c.due)
	}
	switch c.state {
	case "waiting":
		waiting[c.stands]++
		topic[string(c.topic.Name)]++
		if !slices.Contains(i.waiting[c.stands].Val(), id) || !slices.Contains(i.topic[string(c.topic.Name)].Val(), id) {
			x.Fatalf("call %s does not stand in waiting:%s and topic:%s", id, c.stands, c.topic.Name)
		}
	case "promised", "over":
		pending[c.owner]++
	}
}

func (x *trial) compareAgent(i index, id string) {
	h, a := i.agent[id].Val(), x.model.agents[id]
	if a == nil {
		if len(h) > 0 {
			x.Fatalf("agent %s is %v, the model knows none", id, h)
		}
		return
	}
	call := ""
	if a.call != nil {
		call = a.call.id
		if bound := i.call[call].Val(); bound["token"] != h["token"] || bound["agent"] != id {
			x.Fatalf("agent %s holds token %s of call %v", id, h["token"], bound)
		}
	}
	got := fmt.Sprint(h["intent"], h["reachable"], h["call"], h["engaged"], h["wrap_up_until"], h["not_answering"], h["misses"], h["free"])
	want := fmt.Sprint(a.intent, flag(a.reachable), call, flag(a.engaged), a.wrapUp, flag(a.off), a.misses, flag(a.idling))
	if got != want {
		x.Fatalf("agent %s is %s, the model says %s\n%v", id, got, want, h)
	}
	if i.classes.Val()[h["class"]] != fmt.Sprint(x.model.waste(a)) {
		x.Fatalf("class %q wastes %s, the model says %d", h["class"], i.classes.Val()[h["class"]], x.model.waste(a))
	}
	for profile := range strings.SplitSeq(h["class"], "|") {
		if open := i.open[profile]; a.idling && open != nil && !slices.Contains(open.Val(), h["class"]) {
			x.Fatalf("agent %s is free, his class %s is not open to %s", id, h["class"], profile)
		}
	}
}

// nobodyWaitsForAFreeAgent: after every verb, who could be paired is paired.
func (x *trial) nobodyWaitsForAFreeAgent() {
	for _, a := range x.model.agents {
		for _, c := range x.model.calls {
			if a.idling && c.state == "waiting" && x.model.rung(a, c) && c.apart[a.id] <= x.model.now {
				x.Fatalf("agent %s is free and call %s waits", a.id, c.id)
			}
		}
	}
}

// cleanUp leaves nothing of this trial in Redis.
func (x *trial) cleanUp() {
	if err := x.client.FlushDB(x.ctx).Err(); err != nil {
		x.Fatalf("clean up: %v", err)
	}
}
