package callcenter

import "time"

// Ring is what an agent's phone is told when it rings.
type Ring struct {
	Promise Promise
	Caller  Number
	Title   string        // of the topic, shown as the caller's name
	Back    ID            // a call-back: of that call; its caller is dialled when the agent has answered
	Timeout time.Duration // then the line ends with CauseNoAnswer
	Kind    LegKind       // empty: AgentLeg
}
