package agents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hotline/callcenter"
)

// SetIntent does what the agent wishes. When it returns nil the wish is durable;
// the queue knows it too, or will when it can be reached. seat is used only when
// a shift begins.
func (a *Agents) SetIntent(ctx context.Context, agent callcenter.AgentID, seat callcenter.SeatID, intent callcenter.Intent, reason string) error {
	if intent == callcenter.WantsBreak {
		if _, known := reasonTitle(reason); !known {
			return callcenter.Errorf(callcenter.Invalid, "没有小休原因 %q,请从字典中选择", reason)
		}
	} else {
		reason = ""
	}
	if seat == callcenter.Web {
		seat = callcenter.WebSeat(agent)
	}
	return a.wish(ctx, agent, seat, intent, reason, howREST)
}

func (a *Agents) wish(ctx context.Context, agent callcenter.AgentID, seat callcenter.SeatID, intent callcenter.Intent, reason, how string) error {
	done := a.turns.take(agent)
	defer done()
	a.ask(ctx, agent)
	s := a.shift(agent)
	ruled := rule(s, intent, reason)
	if intent == callcenter.WantsCalls && (ruled == start || ruled == change) {
		if err := a.mayBeReady(ctx, agent); err != nil {
			return err
		}
	}
	switch ruled {
	case start:
		return a.start(ctx, agent, seat, intent, "", how)
	case change:
		return a.change(ctx, s, intent, reason, callcenter.ByAgent)
	case end:
		return a.end(ctx, s, how)
	case keep:
		return nil
	default:
		return callcenter.Errorf(callcenter.Conflict, "工号 %s 尚未签入,不能小休:请先就绪", agent)
	}
}

// signOut ends whatever shift the agent has. Repeated: no effect.
func (a *Agents) signOut(ctx context.Context, agent callcenter.AgentID, how string) error {
	return a.wish(ctx, agent, "", callcenter.WantsOut, "", how)
}

// start begins a shift. It runs in the agent's turn.
func (a *Agents) start(ctx context.Context, agent callcenter.AgentID, seat callcenter.SeatID, intent callcenter.Intent, reason, how string) error {
	release, err := a.claim(ctx, agent, seat)
	if err != nil {
		return err
	}
	defer release()
	now := time.Now()
	// Of two shifts the one with the greater id is the newer, whatever two controllers'
	// clocks say, and however soon he is back.
	begins := now
	if last := a.shift(agent).ID; !last.IsZero() && !last.Time().Before(now.Truncate(time.Millisecond)) {
		begins = last.Time().Add(time.Millisecond)
	}
	s := Shift{ID: callcenter.NewID(begins), Agent: agent, Seat: seat, Intent: intent, Reason: reason, Since: now}
	a.mu.Lock()
	s.Reachable = a.phones[seat]
	a.mu.Unlock()
	s.revise(now, a.controller)
	by := callcenter.ByAgent
	if reason == Preparing {
		by = callcenter.BySystem
	}
	for _, f := range []callcenter.Fact{
		a.fact(s, now, "", callcenter.ShiftStarted{Agent: agent, Seat: seat, How: how}),
		a.fact(s, now, s.occurrence(), callcenter.ReachabilityChanged{Agent: agent, Reachable: s.Reachable}),
		a.fact(s, now, s.occurrence(), callcenter.IntentChanged{Agent: agent, Intent: intent, Reason: reason, By: by}),
	} {
		if err := a.commit(ctx, f); err != nil {
			return err
		}
	}
	a.adopt(s)
	if err = a.put(ctx, agent); callcenter.Is(err, callcenter.Conflict) {
		return err // he signed in through another controller this very moment
	}
	return nil // what else may be wrong with the queue is pending
}

// change tells and keeps a new intent. It runs in the agent's turn.
func (a *Agents) change(ctx context.Context, s Shift, intent callcenter.Intent, reason string, by callcenter.Side) error {
	now := time.Now()
	back := s.NotAnswering && intent == callcenter.WantsCalls
	s.Intent, s.Reason, s.Since = intent, reason, now
	if back {
		s.NotAnswering, s.Misses = false, 0
	}
	s.revise(now, a.controller)
	if back {
		a.journal.Tell(a.fact(s, now, s.occurrence(), callcenter.NotAnsweringChanged{Agent: s.Agent}))
	}
	if err := a.commit(ctx, a.fact(s, now, s.occurrence(), callcenter.IntentChanged{Agent: s.Agent, Intent: intent, Reason: reason, By: by})); err != nil {
		return err
	}
	a.adopt(s)
	_ = a.put(ctx, s.Agent) // pending if it fails
	return nil
}

// end tells and keeps the end of a shift. It runs in the agent's turn.
func (a *Agents) end(ctx context.Context, s Shift, how string) error {
	if !s.open() {
		return nil
	}
	now := time.Now()
	s.Intent, s.Reason, s.Since = callcenter.WantsOut, "", now
	s.revise(now, a.controller)
	if err := a.commit(ctx, a.fact(s, now, "", callcenter.ShiftEnded{Agent: s.Agent, How: how})); err != nil {
		return err
	}
	a.adopt(s)
	_ = a.put(ctx, s.Agent)
	return nil
}

// commit outlives the request it came with: a browser that has gone does not
// leave half a change behind.
func (a *Agents) commit(ctx context.Context, f callcenter.Fact) error {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), commitTimeout, errors.New("journal did not answer"))
	defer cancel()
	if err := a.journal.Commit(ctx, f); err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "流水暂时无法写入,操作没有生效,请稍后再试: %w",
			fmt.Errorf("commit %s of %s: %w", f.Kind(), f.Subject, err))
	}
	return nil
}

func (a *Agents) shift(agent callcenter.AgentID) Shift {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shifts[agent]
}
