package callcenter

import "time"

// Facts about a caller who harasses (骚扰), told by people; the subject is the call in
// which he does. Occurrence of each: the author and an id of his desk's choice.
type (
	// NuisanceExplained says that he was told how to behave, and what follows if he does not.
	NuisanceExplained struct {
		Author AgentID `json:"author"`
	}
	// NuisanceEnded says that the talk was ended for it, after two explanations.
	NuisanceEnded struct {
		Author AgentID `json:"author"`
	}
	// BlockProposed asks that his number be turned away for some days. The first of a call counts.
	BlockProposed struct {
		Author AgentID `json:"author"`
		Reason string  `json:"reason"` // a key of the dictionary
		Days   int     `json:"days"`
	}
	// BlockDecided is somebody else's answer: until then, or not (any more). The last counts.
	BlockDecided struct {
		Author AgentID   `json:"author"`
		Until  time.Time `json:"until,omitzero"` // zero: refused, or lifted
	}
)

// Kinds of facts about callers who harass.
func (NuisanceExplained) FactKind() FactKind { return "nuisance.explained" }
func (NuisanceEnded) FactKind() FactKind     { return "nuisance.ended" }
func (BlockProposed) FactKind() FactKind     { return "block.proposed" }
func (BlockDecided) FactKind() FactKind      { return "block.decided" }
