package fold

import (
	"time"

	"hotline/callcenter"
)

// Block is what was proposed and decided in a call about turning its caller's number
// away. Zero: nobody proposed it.
type Block struct {
	Call       callcenter.ID      `json:"call"`
	Party      callcenter.ID      `json:"party,omitzero"`
	Reason     string             `json:"reason"`
	Days       int                `json:"days"`
	ProposedBy callcenter.AgentID `json:"proposed_by"`
	ProposedAt time.Time          `json:"proposed_at"`
	DecidedBy  callcenter.AgentID `json:"decided_by,omitempty"`
	DecidedAt  time.Time          `json:"decided_at,omitzero"`
	Until      time.Time          `json:"until,omitzero" doc:"限制到何时;没有则未批准或已解除"`
}

// takeBlock: the first proposal of a call counts, and the last decision somebody else made.
func (b *builder) takeBlock(f Fact) {
	switch d := f.Data.(type) {
	case callcenter.BlockProposed:
		if b.block.ProposedAt.IsZero() {
			b.block = Block{Call: b.id, Reason: d.Reason, Days: d.Days, ProposedBy: d.Author, ProposedAt: f.At}
		}
	case callcenter.BlockDecided:
		if b.block.ProposedAt.IsZero() || d.Author == b.block.ProposedBy {
			return
		}
		b.block.DecidedBy, b.block.DecidedAt = d.Author, f.At
		b.block.Until = d.Until.UTC().Truncate(time.Microsecond)
		if d.Until.IsZero() {
			b.block.Until = time.Time{}
		}
	}
}
