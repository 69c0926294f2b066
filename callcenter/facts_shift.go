package callcenter

import "time"

// Facts whose subject is a shift. Occurrence is a count within the shift, so two
// changes of one kind are two facts.
type (
	// ShiftStarted says an agent signed in at a seat.
	ShiftStarted struct {
		Agent AgentID `json:"agent"`
		Seat  SeatID  `json:"seat"`
		How   string  `json:"how"` // "rest", "phone"
	}
	// IntentChanged says what the agent wants now. Occurrence: the count.
	IntentChanged struct {
		Agent  AgentID `json:"agent"`
		Intent Intent  `json:"intent"`
		Reason string  `json:"reason,omitempty"` // of a break: a key of the dictionary
		By     Side    `json:"by"`               // system: switched by a rule
	}
	// ReachabilityChanged says whether his phone can be rung. Occurrence: the count.
	ReachabilityChanged struct {
		Agent     AgentID `json:"agent"`
		Reachable bool    `json:"reachable"`
	}
	// NotAnsweringChanged says he was switched off after misses, or is back. Occurrence: the count.
	NotAnsweringChanged struct {
		Agent        AgentID `json:"agent"`
		NotAnswering bool    `json:"not_answering"`
		Misses       int     `json:"misses"`
	}
	// WrapUpChanged says an agent extended or ended his wrap-up. Occurrence: the count.
	WrapUpChanged struct {
		Agent AgentID   `json:"agent"`
		Until time.Time `json:"until"`
	}
	// ShiftEnded says he signed out.
	ShiftEnded struct {
		Agent AgentID `json:"agent"`
		How   string  `json:"how"`
	}
)

// Kinds of facts about shifts.
func (ShiftStarted) FactKind() FactKind        { return "shift.started" }
func (IntentChanged) FactKind() FactKind       { return "shift.intent" }
func (ReachabilityChanged) FactKind() FactKind { return "shift.reachable" }
func (NotAnsweringChanged) FactKind() FactKind { return "shift.not_answering" }
func (WrapUpChanged) FactKind() FactKind       { return "shift.wrap_up" }
func (ShiftEnded) FactKind() FactKind          { return "shift.ended" }
