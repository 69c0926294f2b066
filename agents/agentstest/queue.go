// Package agentstest stands in for what agents need from others: the queue, the
// journal, and a database of a test's own. It is for tests alone.
package agentstest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"hotline/callcenter"
)

// Queue keeps states with the semantics of callcenter.AgentState.
type Queue struct {
	mu   sync.Mutex
	away bool
	of   map[callcenter.AgentID]callcenter.AgentState
}

// NewQueue is an empty queue.
func NewQueue() *Queue { return &Queue{of: map[callcenter.AgentID]callcenter.AgentState{}} }

// With changes one agent who is in.
func (q *Queue) With(id callcenter.AgentID, do func(*callcenter.AgentState)) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	st, in := q.of[id]
	if !in {
		return callcenter.Errorf(callcenter.NotFound, "未签入")
	}
	do(&st)
	q.of[id] = st
	return nil
}

// SignIn puts an agent in, or replaces his card, reachability and intent.
func (q *Queue) SignIn(_ context.Context, st callcenter.AgentState) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	old, in := q.of[st.ID]
	if in {
		old.Agent, old.Intent, old.BreakReason, old.Reachable = st.Agent, st.Intent, st.BreakReason, st.Reachable
		old.NotAnswering, old.Misses = false, 0
		st = old
	}
	q.of[st.ID] = st
	return nil
}

// SetIntent changes what he wants.
func (q *Queue) SetIntent(_ context.Context, id callcenter.AgentID, intent callcenter.Intent, reason string) error {
	return q.With(id, func(st *callcenter.AgentState) {
		st.Intent, st.BreakReason = intent, reason
		if intent == callcenter.WantsCalls {
			st.NotAnswering, st.Misses = false, 0
		}
	})
}

// SetReachable says whether his phone can be rung.
func (q *Queue) SetReachable(_ context.Context, id callcenter.AgentID, reachable bool) error {
	return q.With(id, func(st *callcenter.AgentState) { st.Reachable = reachable })
}

// SetWrapUp moves the deadline.
func (q *Queue) SetWrapUp(_ context.Context, id callcenter.AgentID, until time.Time) error {
	return q.With(id, func(st *callcenter.AgentState) { st.WrapUpUntil = until })
}

// SignOut takes him out, after a talk he is in.
func (q *Queue) SignOut(_ context.Context, id callcenter.AgentID) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	if st := q.of[id]; st.Engaged {
		st.Intent = callcenter.WantsOut
		q.of[id] = st
	} else {
		delete(q.of, id)
	}
	return nil
}

// Agent is one state.
func (q *Queue) Agent(_ context.Context, id callcenter.AgentID) (st callcenter.AgentState, err error) {
	err = q.With(id, func(s *callcenter.AgentState) { st = *s })
	return st, err
}

// Agents is everybody.
func (q *Queue) Agents(context.Context) ([]callcenter.AgentState, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return nil, callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	return slices.Collect(maps.Values(q.of)), nil
}

// SetAway makes every verb answer unavailable.
func (q *Queue) SetAway(away bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.away = away
}

// Flush loses everything.
func (q *Queue) Flush() {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.of)
}
