package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hotline/callcenter"
)

// SignIn puts an agent on the roster. Repeated, or with other skills, it renews who he
// is and what he wants; what he is doing stays. A ready, reachable agent has his next
// promise when it returns, if a call waits for him.
func (q *Queue) SignIn(ctx context.Context, agent callcenter.Agent, intent callcenter.Intent, reachable bool) error {
	if agent.ID == "" || strings.ContainsAny(string(agent.ID), ";=|@") {
		return callcenter.Errorf(callcenter.Invalid, "工号 %q 不能为空,也不能含 ; = | @", agent.ID)
	}
	card, err := json.Marshal(agent)
	if err != nil {
		return fmt.Errorf("sign in agent %s: %w", agent.ID, err)
	}
	skills, err := skillsText(agent.Skills)
	if err != nil {
		return fmt.Errorf("sign in agent %s: %w", agent.ID, err)
	}
	_, err = q.ask(ctx, "sign_in", string(agent.ID), card, skills, string(intent), flag(reachable))
	return wrap(err, "sign in agent %s", agent.ID)
}

// SignOut takes an agent off the roster. The call promised to him goes back to its
// place; an agent who talks is out after the talk. Not signed in: no effect.
func (q *Queue) SignOut(ctx context.Context, agent callcenter.AgentID) error {
	_, err := q.ask(ctx, "sign_out", string(agent))
	return wrap(err, "sign out agent %s", agent)
}

// SetIntent says what the agent wants. Ready again clears "not answering"; a promise
// he is in goes on. NotFound: not signed in.
func (q *Queue) SetIntent(ctx context.Context, agent callcenter.AgentID, intent callcenter.Intent, reason string) error {
	if intent == callcenter.WantsOut {
		return q.SignOut(ctx, agent)
	}
	_, err := q.ask(ctx, "set_intent", string(agent), string(intent), reason)
	return wrap(err, "intent of agent %s", agent)
}

// SetReachable says whether his phone can be rung; one that went while it rang rings
// for nobody, and the call promised to him is back in its place. NotFound: not signed in.
func (q *Queue) SetReachable(ctx context.Context, agent callcenter.AgentID, reachable bool) error {
	_, err := q.ask(ctx, "set_reachable", string(agent), flag(reachable))
	return wrap(err, "reachability of agent %s", agent)
}

// SetWrapUp moves the end of his wrap-up; a time that has passed ends it now.
// Conflict: he is not in wrap-up.
func (q *Queue) SetWrapUp(ctx context.Context, agent callcenter.AgentID, until time.Time) error {
	_, err := q.ask(ctx, "set_wrap_up", string(agent), until.UnixMilli())
	if err == nil {
		q.memory.restMoved(agent, until.UnixMilli())
	}
	return wrap(err, "wrap-up of agent %s", agent)
}

// Agent is a signed-in agent as he is now. NotFound: not signed in.
func (q *Queue) Agent(ctx context.Context, id callcenter.AgentID) (callcenter.AgentState, error) {
	all, err := q.agents(ctx, id)
	if err == nil && len(all) == 0 {
		err = callcenter.Errorf(callcenter.NotFound, "话务员 %s 没有签入", id)
	}
	if err != nil {
		return callcenter.AgentState{}, wrap(err, "agent %s", id)
	}
	return all[0], nil
}

// Agents are all signed-in agents, in no order.
func (q *Queue) Agents(ctx context.Context) ([]callcenter.AgentState, error) {
	all, err := q.agents(ctx, "")
	return all, wrap(err, "agents")
}

func (q *Queue) agents(ctx context.Context, id callcenter.AgentID) ([]callcenter.AgentState, error) {
	a, err := q.ask(ctx, "agents", string(id))
	if err != nil {
		return nil, err
	}
	all := make([]callcenter.AgentState, 0, len(a.rows))
	for _, row := range a.rows {
		s := callcenter.AgentState{
			Intent: callcenter.Intent(text(row[1])), BreakReason: text(row[2]), Reachable: number(row[3]) == 1,
			Token: callcenter.Token(text(row[4])), Engaged: number(row[6]) == 1, WrapUpUntil: moment(row[7]),
			NotAnswering: number(row[8]) == 1, Misses: int(number(row[9])), IdleSince: moment(row[10]),
		}
		if err := errors.Join(json.Unmarshal([]byte(text(row[0])), &s.Agent), s.Call.UnmarshalText([]byte(text(row[5])))); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func moment(v any) time.Time {
	if n := number(v); n > 0 {
		return time.UnixMilli(n)
	}
	return time.Time{}
}

func millis(v any) time.Duration { return time.Duration(number(v)) * time.Millisecond }

// seconds of a span, a part of one counting as a whole.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
