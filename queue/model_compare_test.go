package queue

import (
	"encoding/json"
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
		if !slices.Contains(x.awake, q) {
			continue
		}
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
	call, agent          map[string]*redis.Cmd
	waiting, topic, open map[string]*redis.StringSliceCmd
	pending              map[string]*redis.StringSliceCmd
	due                  *redis.ZSliceCmd
	classes              *redis.MapStringStringCmd
	agents               *redis.StringSliceCmd
}

func (x *trial) read() index {
	p := x.queues[0].keys.prefix
	i := index{
		pipe: x.client.Pipeline(), prefix: p, call: map[string]*redis.Cmd{}, agent: map[string]*redis.Cmd{},
		waiting: map[string]*redis.StringSliceCmd{}, topic: map[string]*redis.StringSliceCmd{}, open: map[string]*redis.StringSliceCmd{},
		pending: map[string]*redis.StringSliceCmd{},
	}
	for _, c := range x.calls {
		i.call[c.String()] = i.pipe.Eval(x.ctx, unpacked, []string{p + "call:" + c.String()})
	}
	for _, a := range x.agents {
		i.agent[string(a)] = i.pipe.Eval(x.ctx, unpacked, []string{p + "agent:" + string(a)})
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

// unpacked reads a packed value.
const unpacked = "local v = redis.call('GET', KEYS[1]) return v and cjson.encode(cmsgpack.unpack(v)) or ''"

// kept is what Redis keeps of a call or an agent.
type kept struct {
	State, Owner, Agent, Profile, Token string
	Attempt                             int
	Score                               int64
	Intent, Call, Class, Free           string
	Reachable, Engaged                  bool
	Misses                              int
	WrapUpUntil                         int64 `json:"wrap_up_until"`
	NotAnswering                        bool  `json:"not_answering"`
}

func (x *trial) unpack(from *redis.Cmd) (k kept, is bool) {
	text, err := from.Text()
	if err != nil {
		x.Fatalf("read: %v", err)
	}
	if text == "" {
		return k, false
	}
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		x.Fatalf("read %s: %v", text, err)
	}
	return k, true
}

// ids are the members of a list of ranks.
func ids(of *redis.StringSliceCmd) (ids []string) {
	for _, rank := range of.Val() {
		ids = append(ids, rank[13:])
	}
	return ids
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
	c := x.model.calls[id]
	h, is := x.unpack(i.call[id])
	if c == nil {
		if is {
			x.Fatalf("call %s is %+v, the model knows none", id, h)
		}
		return
	}
	got := fmt.Sprint(h.State, h.Owner, h.Agent, h.Attempt, h.Profile, h.Score)
	if want := fmt.Sprint(c.state, c.owner, c.agent, c.attempt, c.stands, c.score); got != want {
		x.Fatalf("call %s is %s, the model says %s\n%+v", id, got, want, h)
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
		if !slices.Contains(ids(i.waiting[c.stands]), id) || !slices.Contains(ids(i.topic[string(c.topic.Name)]), id) {
			x.Fatalf("call %s does not stand in waiting:%s and topic:%s", id, c.stands, c.topic.Name)
		}
	case "promised", "over":
		pending[c.owner]++
	}
}

func (x *trial) compareAgent(i index, id string) {
	a := x.model.agents[id]
	h, is := x.unpack(i.agent[id])
	if a == nil {
		if is {
			x.Fatalf("agent %s is %+v, the model knows none", id, h)
		}
		return
	}
	call := ""
	if a.call != nil {
		call = a.call.id
		if bound, _ := x.unpack(i.call[call]); bound.Token != h.Token || bound.Agent != id {
			x.Fatalf("agent %s holds token %s of call %+v", id, h.Token, bound)
		}
	}
	got := fmt.Sprint(h.Intent, h.Reachable, h.Call, h.Engaged, h.WrapUpUntil, h.NotAnswering, h.Misses, h.Free != "")
	want := fmt.Sprint(a.intent, a.reachable, call, a.engaged, a.wrapUp, a.off, a.misses, a.idling)
	if got != want {
		x.Fatalf("agent %s is %s, the model says %s\n%+v", id, got, want, h)
	}
	if i.classes.Val()[h.Class] != fmt.Sprint(x.model.waste(a)) {
		x.Fatalf("class %q wastes %s, the model says %d", h.Class, i.classes.Val()[h.Class], x.model.waste(a))
	}
	for profile := range strings.SplitSeq(h.Class, "|") {
		if open := i.open[profile]; a.idling && open != nil && !slices.Contains(ids(open), h.Class) {
			x.Fatalf("agent %s is free, his class %s is not open to %s", id, h.Class, profile)
		}
	}
}

// nobodyWaitsForAFreeAgent: after every verb, who could be paired is paired.
func (x *trial) nobodyWaitsForAFreeAgent() {
	for _, a := range x.model.agents {
		for _, c := range x.model.calls {
			if a.idling && c.state == "waiting" && x.model.rung(a, c) && c.apart[a.id] <= x.model.now && !x.model.kept(a, c.stands, 0) {
				x.Fatalf("agent %s is free and call %s waits", a.id, c.id)
			}
		}
	}
}

// cleanUp ends what this trial listens to. Its keys go when the next begins.
func (x *trial) cleanUp() {
	for _, messages := range x.messages {
		_ = messages.Close()
	}
}
