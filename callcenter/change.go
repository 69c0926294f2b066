package callcenter

// Change is something a person changed that is no fact of a call: an account, a seat.
// Before is nil for what is new, After for what is gone.
type Change struct {
	By     AgentID // "" from a terminal
	Action string
	Object string
	Before any
	After  any
}
