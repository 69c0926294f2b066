package callcenter

import "time"

// GreenChannelSet opens the green channel (绿色通道) for the caller's number, or closes
// it: until then he is heard earlier. Its subject is the call in which he agreed to it.
// Occurrence: the author and an id of his desk's choice.
type GreenChannelSet struct {
	Author AgentID   `json:"author"`
	Open   bool      `json:"open"`
	Reason string    `json:"reason"` // a key of the dictionary
	Until  time.Time `json:"until,omitzero"`
}

// FactKind is its kind.
func (GreenChannelSet) FactKind() FactKind { return "green_channel.set" }
