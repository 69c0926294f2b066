package fold

import (
	"maps"
	"slices"
	"time"

	"hotline/callcenter"
)

// Transfer is somebody an agent asked for, and what became of it. One whose end was not
// told ends with the call, as given up by the caller.
type Transfer struct {
	Call       callcenter.ID              `json:"call"`
	Occurrence string                     `json:"occurrence"`
	Way        callcenter.Way             `json:"way,omitempty"`
	AskedBy    callcenter.AgentID         `json:"asked_by,omitempty"`
	Kind       callcenter.LegKind         `json:"kind,omitempty"`
	Agent      callcenter.AgentID         `json:"agent,omitempty"`
	Topic      callcenter.TopicName       `json:"topic,omitempty"`
	Outside    string                     `json:"outside,omitempty"` // the number's name on the list
	Urgent     bool                       `json:"urgent"`
	StartedAt  time.Time                  `json:"started_at"`
	EndedAt    time.Time                  `json:"ended_at,omitzero"`
	Outcome    callcenter.TransferOutcome `json:"outcome,omitempty"`
	Reason     string                     `json:"reason,omitempty"` // why it failed
}

func (b *builder) transfer(occurrence string) *Transfer {
	return entry(b.transfers, occurrence, Transfer{Call: b.id, Occurrence: occurrence})
}

// takeTransfer takes what was told of those asked for.
func (b *builder) takeTransfer(f Fact) {
	switch d := f.Data.(type) {
	case callcenter.TransferStarted:
		t := b.transfer(f.Occurrence)
		t.Way, t.AskedBy, t.Kind, t.Agent, t.Topic, t.Outside, t.Urgent = d.Way, d.By, d.Kind, d.Agent, d.Topic, d.Outside, d.Urgent
		t.StartedAt = f.At
	case callcenter.TransferEnded:
		t := b.transfer(f.Occurrence)
		t.EndedAt, t.Outcome, t.Reason = f.At, d.Outcome, d.Reason
	}
}

func (b *builder) transfersOf() (list []Transfer) {
	for _, occurrence := range slices.Sorted(maps.Keys(b.transfers)) {
		t := *b.transfers[occurrence]
		if t.StartedAt.IsZero() {
			t.StartedAt = t.EndedAt // its beginning was not told (yet)
		}
		if t.EndedAt.IsZero() && !b.call.EndedAt.IsZero() {
			t.EndedAt, t.Outcome = b.call.EndedAt, callcenter.TransferAbandoned
		}
		if !t.EndedAt.IsZero() {
			t.EndedAt = later(t.StartedAt, t.EndedAt)
		}
		list = append(list, t)
	}
	return list
}
