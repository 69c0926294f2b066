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

// restored turns a contribution into hashes. An agent told of only by his talk is
// put before the talk; a call is told once, an engagement before a wait.
func (q *Queue) restored(told Contribution) (agents, calls []restored, err error) {
	known := map[callcenter.AgentID]bool{}
	add := func(s callcenter.AgentState) error {
		if known[s.ID] {
			return nil
		}
		known[s.ID] = true
		r, err := restoredAgent(s)
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
		fields["made"], fields["expires"] = e.Promise.Made.UnixMilli(), e.Promise.Expires.UnixMilli()
		calls = append(calls, restored{"id": e.Call, "fields": fields})
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
		calls = append(calls, restored{"id": w.Call, "fields": fields})
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
		"reachable": flag(s.Reachable), "not_answering": flag(s.NotAnswering), "misses": s.Misses,
		"wrap_up_until": milliOrZero(s.WrapUpUntil), "idle_since": milliOrZero(s.IdleSince),
	}, nil
}

func (q *Queue) restoredCall(w callcenter.Waiter, attempts int) (restored, error) {
	plan, err := q.plan(w.Topic)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", w.Call, err)
	}
	entered, deadline := w.Entered.UnixMilli(), int64(0)
	if plan.maxWait > 0 {
		deadline = w.Entered.Add(plan.maxWait).UnixMilli()
	}
	var excluded strings.Builder
	for _, a := range w.Excluded {
		fmt.Fprintf(&excluded, ";%s=%d", a, time.Now().Add(q.cfg.CoolDown).UnixMilli())
	}
	return restored{
		"state": "", "topic": w.Topic, "entered": entered, "score": entered - w.Priority.Milliseconds(), "steps": plan.steps,
		"step": -1, "profile": "", "attempt": attempts, "token": "", "agent": "", "made": 0, "expires": 0,
		"excluded": excluded.String(), "deadline": deadline, "sticky": "", "sticky_until": 0, "seq": q.next(),
		"declined": "", "declined_by": "",
	}, nil
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
