package agents

import (
	"bytes"
	"cmp"
	"fmt"
	"time"

	"hotline/callcenter"
)

// Shift is an agent's stay from sign-in to sign-out, or the last one he had. It
// is a register: see newer.
type Shift struct {
	ID           callcenter.ID      `json:"id"`
	Agent        callcenter.AgentID `json:"agent"`
	Seat         callcenter.SeatID  `json:"seat"`
	Intent       callcenter.Intent  `json:"intent"` // signed_out: it has ended
	Reason       string             `json:"reason,omitempty"`
	Since        time.Time          `json:"since"` // of the intent
	Reachable    bool               `json:"reachable"`
	NotAnswering bool               `json:"not_answering,omitempty"`
	Misses       int                `json:"misses,omitempty"`
	Revision     int64              `json:"revision"`
	Controller   string             `json:"controller"` // that made this revision

	// Pending says the queue has not been told. It is no part of the register:
	// each controller owes the queue its own changes.
	Pending bool `json:"pending,omitempty"`
}

// open reports that the shift goes on.
func (s Shift) open() bool { return !s.ID.IsZero() && s.Intent != callcenter.WantsOut }

// newer is the order of the register: the later shift, then the higher revision,
// then the controller's name. It is total, so merging in any order agrees.
func (s Shift) newer(than Shift) bool {
	return cmp.Or(bytes.Compare(s.ID[:], than.ID[:]), cmp.Compare(s.Revision, than.Revision),
		cmp.Compare(s.Controller, than.Controller)) > 0
}

// revise stamps the next revision. Counting milliseconds since the shift began
// puts changes made on two controllers in the order they happened, as far as
// their clocks agree; never less than one more than the last.
func (s *Shift) revise(now time.Time, controller string) {
	s.Revision = max(s.Revision+1, now.Sub(s.ID.Time()).Milliseconds())
	s.Controller = controller
	s.Pending = true
}

// occurrence names the revision in facts. With the controller's name in it two
// controllers cannot give two changes the same key.
func (s Shift) occurrence() string { return fmt.Sprintf("%d@%s", s.Revision, s.Controller) }

// fact tells something about a shift.
func (a *Agents) fact(s Shift, at time.Time, occurrence string, data callcenter.Payload) callcenter.Fact {
	return callcenter.Fact{Subject: s.ID, Occurrence: occurrence, At: at, By: a.controller, Data: data}
}

// state is what the queue is told when it does not know the agent.
func (s Shift) state(staff Staff) callcenter.AgentState {
	return callcenter.AgentState{
		Agent: callcenter.Agent{
			ID: s.Agent, Name: staff.Name, Seat: s.Seat, Shift: s.ID,
			Skills: staff.Skills, WrapUp: staff.WrapUp,
		},
		Intent: s.Intent, BreakReason: s.Reason, Reachable: s.Reachable,
		NotAnswering: s.NotAnswering, Misses: s.Misses, IdleSince: s.Since,
	}
}
