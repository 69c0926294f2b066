package queue

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hotline/callcenter"
)

// Enqueue makes the call wait at the place its arrival gives it, or promises it to a
// free agent at once: then Events.Promise has run when Enqueue returns. On a call that
// is in the queue already it only takes the ownership over and tells again what stands.
// Conflict with a callcenter.TurnedAway: it may not wait.
func (q *Queue) Enqueue(ctx context.Context, w callcenter.Waiter) error {
	args, err := q.enqueueArguments(w)
	if err != nil {
		return err
	}
	a, err := q.put(ctx, "enqueue", args...)
	if err == nil {
		err = q.refusal(a)
	}
	if err == nil {
		if a.status == "new" { // what is remembered is of an earlier stay
			q.memory.gone(w.Call)
		}
		err = q.take(a)
	}
	return wrap(err, "enqueue call %s", w.Call)
}

func (q *Queue) enqueueArguments(w callcenter.Waiter) ([]any, error) {
	plan, err := q.planFor(w)
	if err != nil {
		return nil, err
	}
	excluded := make([]string, len(w.Excluded))
	for i, a := range w.Excluded {
		excluded[i] = string(a)
	}
	plan = plan.forWaiter(w)
	return []any{
		w.Call.String(), string(w.Topic), w.Entered.UnixMilli(), w.Priority.Milliseconds(),
		plan.steps, plan.maxWait.Milliseconds(), strings.Join(excluded, ";"), string(w.Sticky), w.StickyFor.Milliseconds(),
		plan.limits, q.worth(w).Milliseconds(), w.Party, plan.strategy, flag(w.Awaited),
	}, nil
}

// worth is what all his standings are worth together.
func (q *Queue) worth(w callcenter.Waiter) (sum time.Duration) {
	for _, s := range w.Standing {
		sum += q.rules.Load().Worth[s]
	}
	return sum
}

// Leave takes the call out from wherever it is; an agent promised to it is freed
// without a miss and gets his next call. An agent who talks is freed by Finish. Who
// abandoned and calls again soon gets his place back.
func (q *Queue) Leave(ctx context.Context, call callcenter.ID, outcome callcenter.Outcome) error {
	a, err := q.ask(ctx, "leave", call.String(), string(outcome), q.keepPlace().Milliseconds())
	q.forget(a, call)
	return wrap(err, "leave call %s", call)
}

// Accept binds, exactly once per token; repeated it says the same. Conflict: the
// promise is no longer valid.
func (q *Queue) Accept(ctx context.Context, token callcenter.Token) error {
	_, err := q.ask(ctx, "accept", string(token))
	return wrap(err, "accept %s", token)
}

// Decline ends the promise. A token that is void already has no effect; Conflict:
// it was accepted. What it costs the agent comes as NotAnswering or LastAgent.
func (q *Queue) Decline(ctx context.Context, token callcenter.Token, reason callcenter.DeclineReason) error {
	a, err := q.ask(ctx, "decline", string(token), string(reason), q.rules.Load().MissLimit)
	q.forget(a, token.Place())
	return wrap(err, "decline %s", token)
}

// Finish ends an accepted talk. Without a wrap-up the agent has his next promise
// when it returns. Conflict: the promise was never accepted. Refused while the queue is
// rebuilt, the agent rests all the same: it is told in the rebuild.
func (q *Queue) Finish(ctx context.Context, token callcenter.Token, wrapUp time.Duration) error {
	wrapUp = max(0, wrapUp)
	agent := q.memory.rests(token, q.clock()+wrapUp.Milliseconds())
	a, err := q.ask(ctx, "finish", string(token), wrapUp.Milliseconds(), string(agent))
	if !callcenter.Is(err, callcenter.Unavailable) {
		q.memory.restKept(agent)
	}
	q.forget(a, token.Place())
	return wrap(err, "finish %s", token)
}

// forget ends what is remembered of a call that is out of the queue.
func (q *Queue) forget(a answer, call callcenter.ID) {
	if a.status == "gone" {
		q.memory.gone(call)
	}
}

// Place says where a waiting call stands. Known is false when it does not wait and
// while the queue is being rebuilt.
func (q *Queue) Place(ctx context.Context, call callcenter.ID) (callcenter.Place, error) {
	a, err := q.ask(ctx, "place", call.String())
	if callcenter.Is(err, callcenter.NotFound) || isRebuilding(err) {
		return callcenter.Place{}, nil
	}
	if err != nil {
		return callcenter.Place{}, wrap(err, "place of call %s", call)
	}
	row := a.rows[0]
	return callcenter.Place{Ahead: int(number(row[0])), Agents: int(number(row[1])), Known: true, Wait: millis(row[2])}, nil
}

// OwnerOf names the owner of a call the queue knows.
func (q *Queue) OwnerOf(ctx context.Context, call callcenter.ID) (string, error) {
	a, err := q.ask(ctx, "owner_of", call.String())
	if err != nil {
		return "", wrap(err, "owner of call %s", call)
	}
	return text(a.rows[0][0]), nil
}

// Waiting is a waiting call as lists show it.
type Waiting struct {
	Call     callcenter.ID `json:"call" doc:"来电编号"`
	Owner    string        `json:"owner" doc:"由哪个应用照看"`
	Entered  time.Time     `json:"entered" doc:"到达时间"`
	Score    time.Time     `json:"score" doc:"排位所按的时间:到达时间减去优先所值"` // his place in the one order
	Step     int           `json:"step" doc:"技能要求已放宽到第几步,0 是第一步"`
	Profile  string        `json:"profile" doc:"此刻要求的技能"` // "@1001" while only his sticky agent is rung
	Attempts int           `json:"attempts" doc:"振铃过几次"`  // promises so far

	Expected *int `json:"expected_seconds,omitempty" doc:"预计还要等多少秒;依据不足时不列"`
}

// Waiting lists a topic's waiting calls in their order from a rank on, and how many wait.
func (q *Queue) Waiting(ctx context.Context, topic callcenter.TopicName, from, limit int) (page []Waiting, total int, err error) {
	a, err := q.ask(ctx, "waiting", string(topic), from, limit)
	if err != nil {
		return nil, 0, wrap(err, "waiting calls of %s", topic)
	}
	for _, row := range a.rows[1:] {
		id, err := callcenter.ParseID(text(row[0]))
		if err != nil {
			return nil, 0, wrap(err, "waiting calls of %s", topic)
		}
		w := Waiting{
			Call: id, Owner: text(row[1]), Entered: time.UnixMilli(number(row[2])), Score: time.UnixMilli(number(row[3])),
			Step: max(0, int(number(row[4]))), Profile: text(row[5]), Attempts: int(number(row[6])),
		}
		if wait := millis(row[7]); wait > 0 {
			w.Expected = new(seconds(wait))
		}
		page = append(page, w)
	}
	return page, int(number(a.rows[0][0])), nil
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
