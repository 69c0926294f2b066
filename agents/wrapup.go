package agents

import (
	"context"
	"errors"
	"time"

	"hotline/callcenter"
)

// longestAhead is how far ahead of now a wrap-up may be extended to.
const longestAhead = 10 * time.Minute

// ExtendWrapUp moves the deadline of the agent's wrap-up by d.
func (a *Agents) ExtendWrapUp(ctx context.Context, agent callcenter.AgentID, d time.Duration) error {
	return a.moveWrapUp(ctx, agent, func(now, until time.Time) (time.Time, error) {
		until = until.Add(d)
		if d <= 0 || until.Sub(now) > longestAhead {
			return until, callcenter.Errorf(callcenter.Invalid, "话后整理最多延长到 %d 分钟之后", int(longestAhead/time.Minute))
		}
		return until, nil
	})
}

// FinishWrapUp ends the agent's wrap-up now. Conflict: he has left something undone.
func (a *Agents) FinishWrapUp(ctx context.Context, agent callcenter.AgentID) error {
	if err := a.mayBeReady(ctx, agent); err != nil {
		return err
	}
	return a.moveWrapUp(ctx, agent, func(now, _ time.Time) (time.Time, error) { return now, nil })
}

// moveWrapUp needs the queue: the deadline is the queue's, and a wrap-up lasts
// too short to be worth a promise for later.
func (a *Agents) moveWrapUp(ctx context.Context, agent callcenter.AgentID, to func(now, until time.Time) (time.Time, error)) error {
	done := a.turns.take(agent)
	defer done()
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), queueTimeout+commitTimeout, errors.New("wrap-up took too long"))
	defer cancel()
	st, err := a.queue.Agent(ctx, agent)
	if err != nil && !callcenter.Is(err, callcenter.NotFound) {
		return callcenter.Errorf(callcenter.Unavailable, "排队服务暂不可用,请稍后再试: %w", err)
	}
	now := time.Now()
	s := a.shift(agent)
	if err != nil || !s.open() || !st.WrapUpUntil.After(now) {
		return callcenter.Errorf(callcenter.Conflict, "当前不在话后整理中")
	}
	until, err := to(now, st.WrapUpUntil)
	if err != nil {
		return err
	}
	s.revise(now, a.controller)
	if err := a.commit(ctx, a.fact(s, now, s.occurrence(), callcenter.WrapUpChanged{Agent: agent, Until: until})); err != nil {
		return err
	}
	a.adopt(s)
	if err := a.queue.SetWrapUp(ctx, agent, until); err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "排队服务暂不可用,请稍后再试: %w", err)
	}
	return a.put(ctx, agent)
}
