package callcenter

import "time"

// Ring is what an agent's phone is told when it rings.
type Ring struct {
	Promise Promise
	Caller  Number
	Title   string        // of the topic, shown as the caller's name
	Timeout time.Duration // then the line ends with CauseNoAnswer
	Kind    LegKind       // empty: AgentLeg
}
