package queue

import (
	"context"
	"strings"
	"time"

	"hotline/callcenter"
)

// Rules are what may change while calls wait: each keeps the place and the steps he has.
type Rules struct {
	Topics    []callcenter.Topic
	Reserve   []callcenter.Reserve
	CoolDown  time.Duration
	MissLimit int
	KeepPlace time.Duration // below 0: not at all
	Worth     map[callcenter.Standing]time.Duration
}

// rules are those in force, read.
type rules struct {
	Rules
	plans map[callcenter.TopicName]plan
}

// Reload takes new rules. One that is wrong changes nothing.
func (q *Queue) Reload(ctx context.Context, r Rules) error {
	if err := q.follow(r); err != nil {
		return err
	}
	return q.register(ctx)
}

func (q *Queue) follow(r Rules) error {
	plans, err := newPlans(r.Topics)
	if err != nil {
		return err
	}
	given, err := q.newConstants(r)
	if err != nil {
		return err
	}
	q.rules.Store(&rules{r, plans})
	q.scripts.give(given)
	return nil
}

func (q *Queue) register(ctx context.Context) error {
	profiles, topics := registryOf(q.plans())
	_, err := q.ask(ctx, "register", strings.Join(profiles, ";"), strings.Join(topics, ";"))
	return err
}

func (q *Queue) plans() map[callcenter.TopicName]plan { return q.rules.Load().plans }

func (q *Queue) plan(topic callcenter.TopicName) (plan, error) {
	p, known := q.plans()[topic]
	if !known {
		return plan{}, callcenter.Errorf(callcenter.NotFound, "没有名为 %s 的业务主题", topic)
	}
	return p, nil
}

// keepPlace is how long a place is kept.
func (q *Queue) keepPlace() time.Duration { return max(0, q.rules.Load().KeepPlace) }
