package queue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// restored is an agent or a call as contribute.lua puts it back.
type restored map[string]any

// restored turns a contribution into what the scripts keep. An agent told of only by his talk is
// put before the talk; a call is told once, an engagement before a wait.
func (q *Queue) restored(told Contribution) (agents, calls []restored, err error) {
	known := map[callcenter.AgentID]bool{}
	add := func(s callcenter.AgentState) error {
		if known[s.ID] {
			return nil
		}
		known[s.ID] = true
		r, err := restoredAgent(s)
		if err == nil {
			q.memory.count(s, r)
			q.memory.rest(s.ID, r)
		}
		agents = append(agents, r)
		return err
	}
	for _, s := range told.Agents {
		if err := add(s); err != nil {
			return nil, nil, err
		}
	}
	seen := map[callcenter.ID]bool{}
	for _, e := range told.Engaged {
		s := callcenter.AgentState{Agent: e.Promise.Agent, Intent: callcenter.WantsCalls, Reachable: true, IdleSince: e.Promise.Made}
		if err := add(s); err != nil {
			return nil, nil, err
		}
		fields, err := q.restoredCall(e.Waiter, attemptOf(e.Promise.Token))
		if err != nil {
			return nil, nil, err
		}
		fields["state"] = "promised"
		if e.Accepted {
			fields["state"] = "talking"
		}
		fields["token"], fields["agent"], fields["step"] = e.Promise.Token, e.Promise.Agent.ID, e.Promise.Step
		q.memory.bound(e.Promise)
		fields["made"], fields["expires"] = e.Promise.Made.UnixMilli(), e.Promise.Expires.UnixMilli()
		calls = append(calls, fields)
		seen[e.Call] = true
	}
	for _, w := range told.Waiting {
		if seen[w.Call] {
			continue
		}
		fields, err := q.restoredCall(w.Waiter, w.Attempts)
		if err != nil {
			return nil, nil, err
		}
		calls = append(calls, fields)
	}
	return agents, calls, nil
}

func restoredAgent(s callcenter.AgentState) (restored, error) {
	card, err := json.Marshal(s.Agent)
	if err != nil {
		return nil, fmt.Errorf("agent %s: %w", s.ID, err)
	}
	skills, err := skillsText(s.Skills)
	if err != nil {
		return nil, fmt.Errorf("agent %s: %w", s.ID, err)
	}
	return restored{
		"id": s.ID, "card": string(card), "skills": skills, "intent": s.Intent, "reason": s.BreakReason,
		"reachable": s.Reachable, "not_answering": s.NotAnswering, "misses": s.Misses,
		"wrap_up_until": milliOrZero(s.WrapUpUntil), "idle_since": milliOrZero(s.IdleSince),
	}, nil
}

func (q *Queue) restoredCall(w callcenter.Waiter, attempts int) (restored, error) {
	plan, err := q.planFor(w)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", w.Call, err)
	}
	plan = plan.forWaiter(w)
	entered := w.Entered.UnixMilli()
	call := restored{
		"id": w.Call, "topic": w.Topic, "entered": entered, "score": entered - (w.Priority + q.worth(w)).Milliseconds(), "steps": plan.steps,
		"attempt": attempts, "seq": q.next(),
	}
	if worth := q.worth(w); worth > 0 {
		call["standing"] = worth.Milliseconds()
	}
	if plan.strategy != "" {
		call["strategy"] = plan.strategy
	}
	if w.Party != "" {
		call["party"] = w.Party
	}
	if plan.maxWait > 0 {
		call["deadline"] = w.Entered.Add(plan.maxWait).UnixMilli()
	}
	if len(w.Excluded) > 0 {
		call["excluded"] = w.Excluded
	}
	q.memory.place(w.Call, call)
	return call, nil
}

// attemptOf reads "<call>.<attempt>.<nonce>".
func attemptOf(token callcenter.Token) int {
	parts := strings.Split(string(token), ".")
	if len(parts) < 2 {
		return 0
	}
	n, _ := strconv.Atoi(parts[1])
	return n
}

func milliOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
