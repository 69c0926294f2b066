package callcenter

import "encoding/json"

// Change is something a person changed that is no fact of a call: an account, a seat, a
// topic's admission. Before is nil for what is new, After for what is gone.
type Change struct {
	By     AgentID // "" from a terminal
	Action string
	Call   ID // zero: of none
	Object string
	Before any
	After  any
}

// ChangeNoted is a change on its way to the audit as a fact, so that it is durable while
// Postgres is away. Its subject is its own: it belongs to no call, shift or matter.
type ChangeNoted struct {
	By     AgentID         `json:"by"`
	Action string          `json:"action"`
	Call   ID              `json:"call,omitzero"`
	Object string          `json:"object,omitempty"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// FactKind of a noted change.
func (ChangeNoted) FactKind() FactKind { return "audit.noted" }
