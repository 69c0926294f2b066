package callcenter

// Guest is a leg beside the agent's: somebody he asked into the call. What is here
// travels in the call's memory; the rest of him is in Asterisk.
type Guest struct {
	N       int     `json:"n"` // the how-manieth of the call; its place in the queue is Place(N)
	Way     Way     `json:"way"`
	Kind    LegKind `json:"kind"`
	Target  Target  `json:"to"`
	By      AgentID `json:"by"`                // who asked
	Request string  `json:"request,omitempty"` // his own id of the wish
}

// Target is whom an agent asks for: one of the three.
type Target struct {
	Agent   AgentID   `json:"agent,omitempty"`
	Topic   TopicName `json:"topic,omitempty"` // whoever is free for it
	Outside string    `json:"outside,omitempty"`
}

// Way is what becomes of the caller while somebody is asked for.
type Way string

// The ways.
const (
	Consulting   Way = "consult"  // he is held
	Inviting     Way = "invite"   // he goes on talking
	Transferring Way = "transfer" // the agent has left: he waits for who answers
)

// Sent is a transfer to a topic whose agent is not found yet.
type Sent struct {
	N    int       `json:"n"`
	By   AgentID   `json:"by"`
	From TopicName `json:"from"` // where he goes back to if nobody comes
}

// TransferOutcome is what became of asking for somebody.
type TransferOutcome string

// The outcomes.
const (
	TransferCompleted TransferOutcome = "completed" // he has the caller
	TransferJoined    TransferOutcome = "joined"    // he talked with them and left again
	TransferCancelled TransferOutcome = "cancelled" // the agent no longer wanted him
	TransferAbandoned TransferOutcome = "abandoned" // the caller hung up first
	TransferFailed    TransferOutcome = "failed"    // he did not come; the reason says why
)
