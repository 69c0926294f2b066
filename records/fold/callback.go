package fold

import (
	"time"

	"hotline/callcenter"
)

// MessageDue is how long a caller who left a message waits for our call: no longer
// than a work order waits to be handed on (one day).
const MessageDue = 24 * time.Hour

// RatingDue is within how long a dissatisfied caller is called back.
const RatingDue = 24 * time.Hour

// Callback is a call we owe, and by when.
type Callback struct {
	Call     callcenter.ID  `json:"call"`
	Reason   CallbackReason `json:"reason" enum:"message,unreached,dissatisfied,abuse"`
	Party    callcenter.ID  `json:"party,omitzero"` // zero: he showed no number
	State    CallbackState  `json:"state"`
	OpenedAt time.Time      `json:"opened_at"`
	DueAt    time.Time      `json:"due_at"`
	DoneAt   time.Time      `json:"done_at,omitzero"`

	Worker  callcenter.AgentID `json:"worker,omitempty" doc:"谁在办"`
	TakenAt time.Time          `json:"taken_at,omitzero"`
	Tries   int                `json:"tries" doc:"由清单拨过几次都没接通"`
	TriedAt time.Time          `json:"tried_at,omitzero" doc:"最近一次"`
	Result  string             `json:"result,omitempty" doc:"结果:made 已回拨,其余为字典 callback_result 的代码"`
}

// CallbackReason is why we owe a call.
type CallbackReason string

// The reasons.
const (
	AfterMessage   CallbackReason = "message"      // he left a message while nobody answered for us
	AfterUnreached CallbackReason = "unreached"    // he was called back, as he had asked, and it came to no talk
	AfterRating    CallbackReason = "dissatisfied" // every dissatisfied caller is called back
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
	owe := func(reason CallbackReason, at time.Time, within time.Duration) {
		owed = append(owed, Callback{
			Call: b.id, Reason: reason, Party: b.call.Party, State: CallbackOpen, OpenedAt: at, DueAt: at.Add(within),
		})
	}
	for _, r := range sorted(b.files) {
		if r.Kind == MessageRecording {
			owe(AfterMessage, r.EndedAt, MessageDue)
		}
	}
	if b.leftUnreached() {
		owe(AfterUnreached, b.call.EndedAt, MessageDue)
	}
	if at, upset := b.dissatisfiedAt(); upset {
		owe(AfterRating, at, RatingDue)
	}
	if !b.made.IsZero() {
		for i := range owed {
			owed[i].State, owed[i].DoneAt, owed[i].Result = CallbackDone, later(owed[i].OpenedAt, b.made), CallbackMade
		}
	}
	for i := range owed {
		b.work.on(&owed[i])
	}
	return owed
}

// dissatisfiedAt is when he first said so of one of the call's talks, on the phone or on
// a page: a call once owed stays owed, whatever answer comes in later.
func (b *builder) dissatisfiedAt() (first time.Time, upset bool) {
	for _, at := range b.upset {
		if !upset || at.Before(first) {
			first, upset = at, true
		}
	}
	return first, upset
}

// leftUnreached: a call-back that ended without a talk is still owed, unless he called
// himself, or it was a try at what stands in the worklist anyway.
func (b *builder) leftUnreached() bool {
	c := b.call
	return !c.Back.IsZero() && c.PickedBy == "" && !c.EndedAt.IsZero() && c.Outcome != callcenter.Completed && c.Outcome != callcenter.CalledAgain
}
