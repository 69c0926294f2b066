package queue

import (
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

var (
	drawSkills = []map[callcenter.Skill]int{
		{"mandarin": 90},
		{"mandarin": 60, "wages": 50},
		{"yi": 90},
		{"yi": 60, "mandarin": 70},
		{"yi": 85, "mandarin": 100, "wages": 70},
		{"wages": 100},
		{},
	}
	drawReasons = []callcenter.DeclineReason{
		callcenter.DeclinedNoAnswer, callcenter.DeclinedNoAnswer, callcenter.DeclinedRejected, callcenter.DeclinedBusy,
		callcenter.DeclinedUnreachable, callcenter.DeclinedFailed, callcenter.DeclinedCallerGone,
	}
	drawVerbs = []string{
		"enqueue", "enqueue", "enqueue", "leave", "accept", "accept", "decline", "decline", "finish", "finish", "talk", "talk", "talk", "time", "time", "time",
		"sign_in", "sign_in", "sign_out", "intent", "intent", "reachable", "wrap_up",
		"place", "place", "to_head", "put_back", "pull", "transfer", "admission", "turn_away", "flush",
	}
)

func pick[V any](x *trial, name string, of []V) V { return rapid.SampledFrom(of).Draw(x.T, name) }

// verb draws a verb and does it on both.
func (x *trial) verb() {
	m, q := x.model, x.awake[rapid.IntRange(0, len(x.awake)-1).Draw(x.T, "owner")]
	verb := pick(x, "verb", x.verbs)
	switch verb {
	case "enqueue":
		x.enqueue(q)
	case "leave":
		id := pick(x, "call", x.calls)
		outcome := pick(x, "outcome", []callcenter.Outcome{callcenter.Abandoned, callcenter.Abandoned, callcenter.TimedOut})
		m.leave(id.String(), outcome)
		x.do(fine, func() error { return q.Leave(x.ctx, id, outcome) })
	case "place":
		x.place(q)
	case "flush":
		if x.flushes {
			x.flush()
		}
	case "to_head", "pull", "transfer", "admission", "turn_away":
		x.operate(q, verb)
	case "accept", "decline", "finish", "put_back":
		x.byToken(q, verb)
	case "time":
		x.pass(q, time.Duration(pick(x, "ms", []int{1, 500, 5_000, 14_000, 15_000, 30_000, 45_000, 60_000}))*time.Millisecond)
	case "talk": // a whole one: what is foretold comes from these
		x.byToken(q, "accept")
		x.pass(q, 20*time.Second)
		x.byToken(q, "finish")
	case "sign_in":
		a := agent(string(pick(x, "agent", x.agents)), pick(x, "skills", drawSkills))
		if known := m.agents[string(a.ID)]; known != nil {
			a.Shift = known.card.Shift
		} else {
			x.shifts++
			a.Shift = callcenter.DeriveID(x.clock.now(), fmt.Sprint("shift", x.shifts))
		}
		intent := pick(x, "intent", []callcenter.Intent{callcenter.WantsCalls, callcenter.WantsCalls, callcenter.WantsBreak})
		reachable := rapid.IntRange(0, 4).Draw(x.T, "reachable") > 0
		m.signIn(a, intent, reachable)
		x.do(fine, func() error { return q.SignIn(x.ctx, a, intent, reachable) })
	default:
		x.byAgent(q, verb)
	}
}

func (x *trial) pass(q *Queue, d time.Duration) {
	x.clock.step(d)
	x.model.now += d.Milliseconds()
	x.model.sweep()
	x.do(fine, func() error { return q.Sweep(x.ctx) })
}

func (x *trial) enqueue(q *Queue) {
	topic := testTopics[rapid.IntRange(0, len(testTopics)-1).Draw(x.T, "topic")]
	w := callcenter.Waiter{
		Call: pick(x, "call", x.calls), Topic: topic.Name,
		Entered:  x.clock.now().Add(-time.Duration(rapid.IntRange(-1, 20).Draw(x.T, "ago")) * time.Second),
		Priority: time.Duration(pick(x, "priority", []int{0, 0, 10, 60})) * time.Second,
	}
	if rapid.IntRange(0, 3).Draw(x.T, "excluded") == 0 {
		w.Excluded = []callcenter.AgentID{pick(x, "agent", x.agents)}
	}
	if rapid.IntRange(0, 2).Draw(x.T, "sticky") == 0 {
		w.Sticky, w.StickyFor = pick(x, "agent", x.agents), 25*time.Second
		w.Awaited = rapid.IntRange(0, 3).Draw(x.T, "awaited") == 0
	}
	if rapid.IntRange(0, 2).Draw(x.T, "standing") == 0 {
		w.Standing = []callcenter.Standing{callcenter.Repeat, callcenter.GreenChannel}
	}
	w.Party = pick(x, "party", []string{"", "", "one", "other"})
	x.do(x.model.enqueue(q.cfg.Owner, w, topic), func() error { return q.Enqueue(x.ctx, w) })
}

func (x *trial) place(q *Queue) {
	id := pick(x, "call", x.calls)
	place, err := q.Place(x.ctx, id)
	c := x.model.calls[id.String()]
	waits := c != nil && c.state == "waiting"
	if errors.Is(err, errReplyLost) {
		return
	}
	if err != nil || place.Known != waits {
		x.Fatalf("place %+v %v, the model says waits: %v", place, err, waits)
	}
	if !waits {
		return
	}
	if want := x.model.expected(c); max(want, place.Wait.Milliseconds())-min(want, place.Wait.Milliseconds()) > 1 {
		x.Fatalf("call %s expects %v, the model %d ms", id, place.Wait, want)
	}
}

func (x *trial) operate(q *Queue, verb string) {
	m, topic := x.model, pick(x, "topic", testTopics)
	switch verb {
	case "admission":
		admission := pick(x, "admission", []callcenter.Admission{callcenter.Open, callcenter.Open, callcenter.Open, callcenter.Drain, callcenter.Shut})
		x.crash = false // two requests: between them the second is asked by Run
		m.setAdmission(topic, admission)
		x.do(fine, func() error { return q.SetAdmission(x.ctx, topic.Name, admission) })
		m.changes[topic.Name] = q.memory.lastChange(topic.Name)
	case "turn_away":
		m.turnAway(topic)
		x.do(fine, func() error { return q.turnAway(x.ctx, topic.Name) })
	case "to_head":
		id := pick(x, "call", x.calls)
		x.do(m.toHead(id.String()), func() error { return q.ToHead(x.ctx, id) })
	case "pull":
		id, agent := pick(x, "call", x.calls), pick(x, "agent", x.agents)
		x.do(m.pull(id.String(), string(agent)), func() error { return q.Pull(x.ctx, id, agent) })
	case "transfer":
		id := pick(x, "call", x.calls)
		x.do(m.transfer(id.String(), topic), func() error { return q.Transfer(x.ctx, id, topic.Name) })
	}
}

func (x *trial) byToken(q *Queue, verb string) {
	if len(x.tokens) == 0 {
		return
	}
	// The later ones are those that may stand.
	token := x.tokens[max(0, len(x.tokens)-1-rapid.IntRange(0, 4).Draw(x.T, "token"))]
	switch verb {
	case "accept":
		x.do(x.model.accept(token), func() error { return q.Accept(x.ctx, token) })
	case "decline":
		reason := pick(x, "reason", drawReasons)
		x.do(x.model.decline(token, reason), func() error { return q.Decline(x.ctx, token, reason) })
	case "put_back":
		x.do(x.model.putBack(token), func() error { return q.PutBack(x.ctx, token) })
	case "finish":
		wrapUp := time.Duration(pick(x, "wrap_up", []int{0, 0, 5, 30})) * time.Second
		x.do(x.model.finish(token, wrapUp), func() error { return q.Finish(x.ctx, token, wrapUp) })
	}
}

func (x *trial) byAgent(q *Queue, verb string) {
	m, id := x.model, pick(x, "agent", x.agents)
	switch verb {
	case "sign_out":
		m.signOut(string(id))
		x.do(fine, func() error { return q.SignOut(x.ctx, id) })
	case "intent":
		intent := pick(x, "intent", []callcenter.Intent{callcenter.WantsCalls, callcenter.WantsCalls, callcenter.WantsBreak})
		x.do(m.setIntent(string(id), intent), func() error { return q.SetIntent(x.ctx, id, intent, "午餐") })
	case "reachable":
		reachable := rapid.Bool().Draw(x.T, "reachable")
		x.do(m.setReachable(string(id), reachable), func() error { return q.SetReachable(x.ctx, id, reachable) })
	case "wrap_up":
		until := m.now + int64(pick(x, "until", []int{-1_000, 0, 2_000, 60_000}))
		x.do(m.setWrapUp(string(id), until), func() error { return q.SetWrapUp(x.ctx, id, time.UnixMilli(until)) })
	}
}
