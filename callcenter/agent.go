package callcenter

import (
	"strings"
	"time"
)

// AgentID is a staff id as written on the badge: "1001".
type AgentID string

// SeatID is a seat's extension, which is also its SIP user: "8001".
type SeatID string

// Endpoint is the name Asterisk rings a seat by: "PJSIP/8001".
func (s SeatID) Endpoint() string { return "PJSIP/" + string(s) }

// Web is the seat a person asks for who takes calls in his browser. His seat is then
// WebSeat: one for each, which nobody need set up.
const Web SeatID = "web"

// WebSeat is an agent's browser phone.
func WebSeat(agent AgentID) SeatID { return Web + "-" + SeatID(agent) }

// Web reports a browser phone.
func (s SeatID) Web() bool { return strings.HasPrefix(string(s), string(Web)+"-") }

// WebPhone is a browser phone as Asterisk must know it: for one shift, held in its memory.
type WebPhone struct {
	Seat     SeatID
	Password string
}

// Agent is a signed-in staff member as the queue needs him.
type Agent struct {
	ID     AgentID       `json:"id"`
	Name   string        `json:"name"`
	Seat   SeatID        `json:"seat"`
	Shift  ID            `json:"shift"` // subject of his presence facts
	Skills map[Skill]int `json:"skills"`
	WrapUp time.Duration `json:"wrap_up"` // 0: the topic's
}

// Intent is what an agent wants. It is the only part of presence that is
// stored as somebody's will; everything else is derived.
type Intent string

// The intents.
const (
	WantsCalls Intent = "ready"
	WantsBreak Intent = "break"
	WantsOut   Intent = "signed_out"
)

// Presence is what an agent is, derived in this order: signed out, talking (a
// live line is his), ringing (promised), wrap-up (its deadline is ahead),
// break, not answering (two misses), unreachable (no phone), ready.
type Presence string

// The presences.
const (
	SignedOut    Presence = "signed_out"
	Ready        Presence = "ready"
	Ringing      Presence = "ringing"
	Talking      Presence = "talking"
	WrapUp       Presence = "wrap_up"
	OnBreak      Presence = "break"
	NotAnswering Presence = "not_answering"
	Unreachable  Presence = "unreachable"
)

// AgentState is an agent with all that his presence is derived from.
type AgentState struct {
	Agent
	Intent       Intent    `json:"intent"`
	BreakReason  string    `json:"break_reason,omitempty"`
	Reachable    bool      `json:"reachable"`
	Token        Token     `json:"token,omitempty"` // the promise or talk he is in
	Call         ID        `json:"call,omitzero"`   // its call
	Engaged      bool      `json:"engaged"`         // the promise was accepted: a live line is his
	WrapUpUntil  time.Time `json:"wrap_up_until,omitzero"`
	NotAnswering bool      `json:"not_answering"`
	Misses       int       `json:"misses"`              // in a row
	IdleSince    time.Time `json:"idle_since,omitzero"` // end of his last work
}

// PresenceAt derives the presence at a moment.
func (a AgentState) PresenceAt(now time.Time) Presence {
	switch {
	case a.Token != "" && a.Engaged:
		return Talking
	case a.Intent == WantsOut || a.Intent == "":
		return SignedOut
	case a.Token != "":
		return Ringing
	case a.WrapUpUntil.After(now):
		return WrapUp
	case a.Intent == WantsBreak:
		return OnBreak
	case a.NotAnswering:
		return NotAnswering
	case !a.Reachable:
		return Unreachable
	}
	return Ready
}
