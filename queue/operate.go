package queue

import (
	"cmp"
	"context"
	"strings"

	"hotline/callcenter"
)

// ToHead makes a waiting call the first of its topic. Conflict: it talks.
func (q *Queue) ToHead(ctx context.Context, call callcenter.ID) error {
	_, err := q.ask(ctx, "to_head", call.String())
	return wrap(err, "call %s to the head", call)
}

// PutBack takes a promised call from its agent and makes it the first of its topic; the
// two are kept apart. Conflict: the promise was accepted.
func (q *Queue) PutBack(ctx context.Context, token callcenter.Token) error {
	_, err := q.ask(ctx, "put_back", string(token))
	return wrap(err, "put back %s", token)
}

// Pull promises this very call to an agent, whatever the order and his skills. It binds
// once. Conflict: the call does not wait, or he is not ready.
func (q *Queue) Pull(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) error {
	_, err := q.ask(ctx, "pull", call.String(), string(agent))
	return wrap(err, "pull call %s to agent %s", call, agent)
}

// Transfer makes a waiting call ask for another topic; its arrival stays. Conflict: it
// does not wait, or the topic is closed.
func (q *Queue) Transfer(ctx context.Context, call callcenter.ID, topic callcenter.TopicName) error {
	plan, err := q.plan(topic)
	if err != nil {
		return err
	}
	_, err = q.ask(ctx, "transfer", call.String(), string(topic), plan.steps, plan.maxWait.Milliseconds(), plan.priority.Milliseconds(), plan.strategy)
	return wrap(err, "transfer call %s to %s", call, topic)
}

// SetAdmission opens, drains or closes a topic. It outlives a flush for as long
// as one controller lives that read it: each does within a second.
func (q *Queue) SetAdmission(ctx context.Context, topic callcenter.TopicName, admission callcenter.Admission) error {
	if _, err := q.plan(topic); err != nil {
		return err
	}
	switch admission {
	case callcenter.Open, callcenter.Drain, callcenter.Shut:
	default:
		return callcenter.Errorf(callcenter.Invalid, "主题只能设为 open、drain 或 closed,不能是 %q", admission)
	}
	_, err := q.ask(ctx, "set_admission", string(topic), string(admission))
	if err == nil {
		err = q.turnAway(ctx, topic)
	}
	return wrap(err, "set topic %s %s", topic, admission)
}

// Admission is what this controller knows a topic to be set to.
func (q *Queue) Admission(topic callcenter.TopicName) callcenter.Admission {
	q.memory.mu.Lock()
	defer q.memory.mu.Unlock()
	return cmp.Or(q.memory.admissions[topic].Admission, callcenter.Open)
}

// TurnAway ends the wait of those who wait for a closed topic, or for one that says to
// leave when nobody signed in fits. Run does it every second.
func (q *Queue) TurnAway(ctx context.Context) error {
	set, err := q.cfg.Redis.HGetAll(ctx, q.keys.admission()).Result()
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "排队服务暂时连不上: %w", err)
	}
	q.memory.admitAll(set)
	for topic, plan := range q.plans() {
		if !plan.leaveWhenEmpty && !strings.HasPrefix(set[string(topic)], string(callcenter.Shut)) {
			continue
		}
		if err := q.turnAway(ctx, topic); err != nil {
			return wrap(err, "turn away from %s", topic)
		}
	}
	return nil
}

func (q *Queue) turnAway(ctx context.Context, topic callcenter.TopicName) error {
	plan, err := q.plan(topic)
	if err != nil {
		return err
	}
	for {
		a, err := q.ask(ctx, "turn_away", string(topic), plan.steps, plan.limits, sweepChunk)
		if err != nil || a.status != "more" {
			return err
		}
	}
}
