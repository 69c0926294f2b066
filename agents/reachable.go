package agents

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Reachable is told what Asterisk says of a seat's phone: from endpoint events
// and from the list after every connect. It is remembered for who signs in later.
func (a *Agents) Reachable(ctx context.Context, seat callcenter.SeatID, reachable bool) {
	a.mu.Lock()
	a.phones[seat] = reachable
	delete(a.doubted, seat)
	a.mu.Unlock()
	s, taken := a.at(seat)
	if !taken {
		return
	}
	done := a.turns.take(s.Agent)
	defer done()
	if s = a.shift(s.Agent); !s.open() || s.Seat != seat || s.Reachable == reachable {
		return
	}
	now := time.Now()
	s.Reachable = reachable
	s.revise(now, a.controller)
	// Told, not committed: Asterisk can be asked again.
	a.journal.Tell(a.fact(s, now, s.occurrence(), callcenter.ReachabilityChanged{Agent: s.Agent, Reachable: reachable}))
	a.adopt(s)
	_ = a.put(ctx, s.Agent) // pending if it fails
}

// NotAnswering is told by the queue that it switched an agent off after misses.
// The agent's own ready, or anybody's look at the index, says that he is back.
func (a *Agents) NotAnswering(agent callcenter.AgentID, misses int) {
	a.mu.Lock()
	var told []callcenter.Fact
	if s := a.shifts[agent]; s.open() && !s.Pending {
		told = a.amend(s, callcenter.AgentState{Reachable: s.Reachable, NotAnswering: true, Misses: misses})
	}
	a.mu.Unlock()
	a.tell(told)
}

// amend takes over what the queue itself changes about a shift: that a phone
// failed to ring, that rings were missed. The facts' occurrence comes from the
// revision before, so controllers that notice the same tell the same fact. The
// caller holds mu.
func (a *Agents) amend(s Shift, st callcenter.AgentState) []callcenter.Fact {
	was, now := s, time.Now()
	s.Reachable, s.NotAnswering, s.Misses = st.Reachable, st.NotAnswering, st.Misses
	if s == was {
		return nil
	}
	var told []callcenter.Fact
	if s.Reachable != was.Reachable {
		told = append(told, a.fact(was, now, was.occurrence()+"+reachable",
			callcenter.ReachabilityChanged{Agent: s.Agent, Reachable: s.Reachable}))
	}
	if s.NotAnswering != was.NotAnswering {
		told = append(told, a.fact(was, now, was.occurrence()+"+answering",
			callcenter.NotAnsweringChanged{Agent: s.Agent, NotAnswering: s.NotAnswering, Misses: s.Misses}))
	}
	if len(told) > 0 {
		s.revise(now, a.controller)
		s.Pending = false
		a.unsaved[s.Agent] = true
		a.wakeWriter()
	}
	a.set(s)
	return told
}

// trustAgain makes phones reachable that were doubted a while ago and that Asterisk
// went on calling reachable: changes alone are told, so nobody would tell it again.
func (a *Agents) trustAgain(ctx context.Context) {
	a.mu.Lock()
	var due []callcenter.SeatID
	for seat, since := range a.doubted {
		if time.Since(since) >= doubtFor {
			due = append(due, seat)
		}
	}
	a.mu.Unlock()
	for _, seat := range due {
		a.Reachable(ctx, seat, true)
	}
}
