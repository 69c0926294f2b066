package fold

import (
	"time"

	"hotline/callcenter"
)

// MessageDue is how long a caller who left a message waits for our call: no longer
// than a work order waits to be handed on (one day).
const MessageDue = 24 * time.Hour

// Callback is a call we owe, and by when.
type Callback struct {
	Call     callcenter.ID  `json:"call"`
	Reason   CallbackReason `json:"reason"`
	Party    callcenter.ID  `json:"party,omitzero"` // zero: he showed no number
	State    CallbackState  `json:"state"`
	OpenedAt time.Time      `json:"opened_at"`
	DueAt    time.Time      `json:"due_at"`
	DoneAt   time.Time      `json:"done_at,omitzero"`
}

// CallbackReason is why we owe a call.
type CallbackReason string

// The reasons.
const (
	AfterMessage   CallbackReason = "message"   // he left a message while nobody answered for us
	AfterUnreached CallbackReason = "unreached" // he was called back, as he had asked, and it came to no talk
)

// CallbackState is whether the call was made.
type CallbackState string

// The states.
const (
	CallbackOpen CallbackState = "open"
	CallbackDone CallbackState = "done"
)

// callbacks are the calls owed after this one. What he said counts, whatever the
// call's outcome is taken to be.
func (b *builder) callbacks() []Callback {
	var owed []Callback
	for _, r := range sorted(b.files) {
		if r.Kind != messageRecording {
			continue
		}
		owed = append(owed, Callback{
			Call: b.id, Reason: AfterMessage, Party: b.call.Party, State: CallbackOpen,
			OpenedAt: r.EndedAt, DueAt: r.EndedAt.Add(MessageDue),
		})
	}
	if b.leftUnreached() {
		owed = append(owed, Callback{
			Call: b.id, Reason: AfterUnreached, Party: b.call.Party, State: CallbackOpen,
			OpenedAt: b.call.EndedAt, DueAt: b.call.EndedAt.Add(MessageDue),
		})
	}
	if !b.made.IsZero() {
		for i := range owed {
			owed[i].State, owed[i].DoneAt = CallbackDone, later(owed[i].OpenedAt, b.made)
		}
	}
	return owed
}

// leftUnreached: a call-back that ended without a talk is still owed, unless he called
// himself, or it was a try at what stands in the worklist anyway.
func (b *builder) leftUnreached() bool {
	c := b.call
	return !c.Back.IsZero() && c.PickedBy == "" && !c.EndedAt.IsZero() && c.Outcome != callcenter.Completed && c.Outcome != callcenter.CalledAgain
}
