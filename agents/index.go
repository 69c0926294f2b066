package agents

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// index is the queue's word on who is signed in, as last heard.
type index struct {
	word   map[callcenter.AgentID]callcenter.AgentState
	absent map[callcenter.AgentID]int // looks in a row that did not find him
	away   bool                       // the last look got no answer
}

// runQueue looks at the index regularly and tells it what it is owed.
func (a *Agents) runQueue(ctx context.Context) error {
	for {
		a.look(ctx)
		a.seek(ctx)
		a.payQueue(ctx)
		a.tidy(ctx)
		a.trustAgain(ctx)
		a.withhold(ctx)
		if !callcenter.Pause(ctx, lookInterval) {
			return nil
		}
	}
}

// now is the generation a word of the queue asked for now can be as old as.
func (a *Agents) now() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.generation
}

// look hears the queue's word about everybody.
func (a *Agents) look(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(ctx, queueTimeout, errors.New("queue did not answer"))
	defer cancel()
	asOf := a.now()
	states, err := a.queue.Agents(ctx)
	a.mu.Lock()
	a.index.away = err != nil
	if err != nil {
		a.mu.Unlock()
		return
	}
	there := make(map[callcenter.AgentID]bool, len(states))
	for _, st := range states {
		there[st.ID] = true
	}
	absent := map[callcenter.AgentID]int{}
	for id, s := range a.shifts {
		if !there[id] {
			delete(a.index.word, id)
		}
		if !there[id] && s.open() && !s.Pending && a.touched[id] <= asOf {
			absent[id] = a.index.absent[id] + 1
		}
	}
	a.index.absent = absent
	a.mu.Unlock()
	for _, st := range states {
		a.hear(st, asOf)
	}
}

// ask hears the queue's word about one agent before he is changed.
func (a *Agents) ask(ctx context.Context, agent callcenter.AgentID) {
	ctx, cancel := context.WithTimeoutCause(ctx, queueTimeout, errors.New("queue did not answer"))
	defer cancel()
	asOf := a.now()
	if st, err := a.queue.Agent(ctx, agent); err == nil {
		a.hear(st, asOf)
	}
}

// hear merges the queue's word with the shift known here. A word that has
// changed is a peer's doing and believed; one that has stayed behind what is
// known here is owed a correction; one older than the last change here is no news.
func (a *Agents) hear(st callcenter.AgentState, asOf uint64) {
	a.mu.Lock()
	s := a.shifts[st.ID]
	if a.touched[st.ID] > asOf {
		a.mu.Unlock()
		return
	}
	last, heard := a.index.word[st.ID]
	a.index.word[st.ID] = st
	order := bytes.Compare(st.Shift[:], s.ID[:])
	var told []callcenter.Fact
	switch {
	case order > 0: // a peer's new shift; its own row will bring the revision
		a.mu.Unlock()
		a.merge(Shift{
			ID: st.Shift, Agent: st.ID, Seat: st.Seat, Intent: st.Intent, Reason: st.BreakReason,
			Since: time.Now(), Reachable: st.Reachable, NotAnswering: st.NotAnswering, Misses: st.Misses,
		})
		return
	case !s.open() && st.Intent == callcenter.WantsOut: // out, and finishing a talk
	case order < 0, !s.open():
		s.Pending = true // he signed out, or in anew, and the queue has not heard
		a.shifts[st.ID] = s
	case s.Pending:
	case s.Intent == st.Intent && s.Reason == st.BreakReason:
		told = a.amend(s, st)
	case heard && last.Intent == st.Intent && last.BreakReason == st.BreakReason:
		s.Pending = true
		a.shifts[st.ID] = s
	default:
		s.Intent, s.Reason, s.Since = st.Intent, st.BreakReason, time.Now()
		a.shifts[st.ID] = s
		told = a.amend(s, st)
	}
	a.mu.Unlock()
	a.tell(told)
}

func (a *Agents) tell(facts []callcenter.Fact) {
	for _, f := range facts {
		a.journal.Tell(f)
	}
}

// seek looks for those on shift whom the index has not shown twice in a row.
// Postgres is the judge; when it is away the index is believed.
func (a *Agents) seek(ctx context.Context) {
	a.mu.Lock()
	var lost []callcenter.AgentID
	for id, looks := range a.index.absent {
		if looks >= 2 {
			lost = append(lost, id)
		}
	}
	a.mu.Unlock()
	if len(lost) == 0 {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	err := a.refresh(ctx, "shift")
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range lost {
		s := a.shifts[id]
		if !s.open() {
			continue
		}
		if err == nil {
			s.Pending = true
		} else {
			s.Intent, s.Reason, s.Since = callcenter.WantsOut, "", time.Now()
		}
		a.set(s)
		a.log.Warn("agent was not in the index", zap.String("agent", string(id)), zap.Bool("put_back", err == nil))
	}
}
