package agents

import (
	"bytes"
	"context"
	"errors"
	"maps"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// payQueue tells the queue everything that is pending.
func (a *Agents) payQueue(ctx context.Context) {
	a.mu.Lock()
	var owed []callcenter.AgentID
	for id, s := range a.shifts {
		if s.Pending {
			owed = append(owed, id)
		}
	}
	a.mu.Unlock()
	for _, id := range owed {
		done := a.turns.take(id)
		err := a.put(ctx, id)
		done()
		if callcenter.Is(err, callcenter.Unavailable) {
			return // it will be tried again; no use asking for each
		}
		if err != nil && ctx.Err() == nil {
			a.log.Warn("queue refused an agent", zap.String("agent", string(id)), zap.Error(err))
		}
	}
}

// put makes the queue's state of one agent what it is here. It runs in his turn.
func (a *Agents) put(ctx context.Context, agent callcenter.AgentID) error {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), queueTimeout, errors.New("queue did not answer"))
	defer cancel()
	a.mu.Lock()
	s, staff := a.shifts[agent], a.people.Staff[agent]
	a.mu.Unlock()
	asOf := a.now()
	st, err := a.queue.Agent(ctx, agent)
	found := err == nil
	if err != nil && !callcenter.Is(err, callcenter.NotFound) {
		return err
	}
	switch {
	case found && bytes.Compare(st.Shift[:], s.ID[:]) > 0: // a peer was faster: his row or this word ends ours
		a.hear(st, asOf)
		return callcenter.Errorf(callcenter.Conflict, "工号 %s 已在话机 %s 签入,请先在那里签出", agent, st.Seat)
	case !s.open() && found:
		err = a.queue.SignOut(ctx, agent)
	case !s.open():
		err = nil
	case found && st.Shift == s.ID:
		err = a.correct(ctx, s, staff, st)
	default:
		if found { // an older shift of his that nobody signed out
			if err := a.queue.SignOut(ctx, agent); err != nil {
				return err
			}
		}
		err = a.queue.SignIn(ctx, s.state(staff))
	}
	if err != nil && !callcenter.Is(err, callcenter.NotFound) {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := a.shifts[agent]; now.ID == s.ID && now.Revision == s.Revision {
		now.Pending = false
		a.set(now)
		delete(a.index.absent, agent)
		delete(a.index.word, agent) // what it says now has not been heard
	}
	return nil
}

// correct changes what differs in a shift the queue knows.
func (a *Agents) correct(ctx context.Context, s Shift, staff Staff, st callcenter.AgentState) error {
	if want := s.state(staff).Agent; staff.ID != "" && !sameAgent(want, st.Agent) {
		st.Agent = want
		if err := a.queue.SignIn(ctx, st); err != nil {
			return err
		}
	}
	if s.Reachable != st.Reachable {
		if err := a.queue.SetReachable(ctx, s.Agent, s.Reachable); err != nil {
			return err
		}
	}
	if s.Intent != st.Intent || s.Reason != st.BreakReason || st.NotAnswering && !s.NotAnswering {
		return a.queue.SetIntent(ctx, s.Agent, s.Intent, s.Reason)
	}
	return nil
}

func sameAgent(a, b callcenter.Agent) bool {
	return a.Name == b.Name && a.WrapUp == b.WrapUp && maps.Equal(a.Skills, b.Skills)
}

// Contribution is what this controller gives to a rebuild of the queue: everybody
// it knows to be on shift. What it last changed itself it will tell again, in
// case a peer's contribution was older.
func (a *Agents) Contribution() []callcenter.AgentState {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []callcenter.AgentState
	for id, s := range a.shifts {
		if s.Controller == a.controller {
			s.Pending = true
			a.shifts[id] = s
		}
		if !s.open() {
			continue
		}
		st := s.state(a.people.Staff[id])
		if last, heard := a.index.word[id]; heard && last.Shift == s.ID {
			st.WrapUpUntil, st.IdleSince = last.WrapUpUntil, last.IdleSince
		}
		all = append(all, st)
	}
	return all
}
