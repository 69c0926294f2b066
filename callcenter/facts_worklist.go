package callcenter

// Facts about a call somebody is owed, told of the call that owes it.
type (
	// CallBackTaken says who works it; nobody, if he gave it back. Occurrence: who says so
	// and an id of his desk's choice.
	CallBackTaken struct {
		Agent AgentID `json:"agent,omitempty"`
	}
	// CallBackTried says that he was dialled from the worklist and not reached.
	// Occurrence: the call-back.
	CallBackTried struct {
		Call  ID      `json:"call"`
		Agent AgentID `json:"agent"`
		Cause int     `json:"cause"` // Q.850
	}
	// CallBackSettled says that it need not, or cannot, be made. Occurrence: as of CallBackTaken.
	CallBackSettled struct {
		Author AgentID `json:"author"`
		Of     string  `json:"of"`     // which of the calls that are owed: its reason
		Result string  `json:"result"` // a key of the dictionary
	}
	// MessageSent says that a short message with what the centre knows went to the caller.
	// Occurrence: the author and an id of his desk's choice.
	MessageSent struct {
		Author   AgentID `json:"author"`
		Article  ID      `json:"article"`
		Revision int     `json:"revision"`
	}
)

// Kinds of facts of the worklist.
func (CallBackTaken) FactKind() FactKind   { return "callback.taken" }
func (CallBackTried) FactKind() FactKind   { return "callback.tried" }
func (CallBackSettled) FactKind() FactKind { return "callback.settled" }
func (MessageSent) FactKind() FactKind     { return "message.sent" }
