package fold

import (
	"time"

	"hotline/callcenter"
)

// Matter is one open concern of one party over several calls.
type Matter struct {
	ID          callcenter.ID      `json:"id"`
	Party       callcenter.ID      `json:"party"`
	Owner       callcenter.AgentID `json:"owner"`
	OpenedCall  callcenter.ID      `json:"opened_call"`
	OpenedAt    time.Time          `json:"opened_at"`
	ClosedAt    time.Time          `json:"closed_at,omitzero"`
	OwnerReason string             `json:"owner_reason,omitempty"` // why the first asked no longer owns it
}

// OfMatter folds the facts of one matter. False while its opening is not here.
func OfMatter(id callcenter.ID, facts []Fact) (Matter, bool) {
	m := Matter{ID: id}
	facts = Distinct(facts)
	for _, f := range facts {
		switch d := f.Data.(type) {
		case callcenter.MatterOpened:
			m.Party, m.OpenedCall, m.OpenedAt = d.Party, d.Call, f.At
			if m.OwnerReason == "" {
				m.Owner = d.Owner
			}
		case callcenter.MatterOwned:
			m.Owner, m.OwnerReason = d.Owner, d.Reason
		case callcenter.MatterClosed:
			m.ClosedAt = f.At
		}
	}
	if !m.ClosedAt.IsZero() {
		m.ClosedAt = later(m.OpenedAt, m.ClosedAt)
	}
	return m, !m.OpenedAt.IsZero()
}
