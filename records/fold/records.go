package fold

import (
	"time"

	"hotline/callcenter"
)

// Fact is a fact as the journal holds it: without a number, with the party behind it.
type Fact struct {
	callcenter.Fact
	Party callcenter.ID
}

// Key is what makes a fact one fact within its subject.
type Key struct {
	Kind       callcenter.FactKind
	Occurrence string
}

// Key of the fact.
func (f Fact) Key() Key { return Key{f.Kind(), f.Occurrence} }

// Record is everything folded from the facts of one call.
type Record struct {
	Call         Call         `json:"call"`
	Passages     []Passage    `json:"passages"`
	Promises     []Promise    `json:"promises"`
	Segments     []Segment    `json:"segments"`
	Holds        []Hold       `json:"holds"`
	Transfers    []Transfer   `json:"transfers"`
	Ratings      []Rating     `json:"ratings"`
	Recordings   []Recording  `json:"recordings"`
	Files        []File       `json:"files"`
	Green        GreenChannel `json:"green_channel,omitzero"`
	Block        Block        `json:"block,omitzero"`
	LegalHold    LegalHold    `json:"legal_hold,omitzero"`
	Callbacks    []Callback   `json:"callbacks"`
	Consultation Consultation `json:"consultation"`
	Entered      Entered      `json:"entered"`
	Edits        []Edit       `json:"edits"`
	Drafts       []Draft      `json:"-"` // nobody's business but their authors'
}

// Call is the call itself. WaitMS runs from the first queue to the answer, or to the
// end if nobody answered.
type Call struct {
	ID         callcenter.ID        `json:"id"`
	Party      callcenter.ID        `json:"party,omitzero"`
	Line       callcenter.LineID    `json:"line,omitempty"`
	Called     string               `json:"called,omitempty"`
	Controller string               `json:"controller,omitempty"` // that told the arrival
	Anonymous  bool                 `json:"anonymous"`
	Channel    callcenter.Channel   `json:"channel,omitempty"`   // who handed him over
	Reference  string               `json:"reference,omitempty"` // how they name the matter
	Back       callcenter.ID        `json:"back,omitzero"`       // a call-back: of that call
	PickedBy   callcenter.AgentID   `json:"picked_by,omitempty"` // a call-back picked from the worklist
	Tries      int                  `json:"tries,omitempty"`     // how often he was dialled
	ArrivedAt  time.Time            `json:"arrived_at"`
	NoticeAt   time.Time            `json:"notice_at,omitzero"`
	MenuHow    callcenter.MenuHow   `json:"menu_how,omitempty"`
	MenuKey    string               `json:"menu_key,omitempty"`
	Topic      callcenter.TopicName `json:"topic,omitempty"`
	Language   callcenter.Language  `json:"language,omitempty"`
	QueuedAt   time.Time            `json:"queued_at,omitzero"`
	AnsweredAt time.Time            `json:"answered_at,omitzero"`
	AnsweredBy callcenter.AgentID   `json:"answered_by,omitempty"`
	EndedAt    time.Time            `json:"ended_at,omitzero"`
	Outcome    callcenter.Outcome   `json:"outcome,omitempty"`
	Reason     string               `json:"reason,omitempty"`
	EndedBy    callcenter.Side      `json:"ended_by,omitempty"`
	WaitMS     *int64               `json:"wait_ms,omitempty"`
	TalkMS     *int64               `json:"talk_ms,omitempty"`
	HeldMS     *int64               `json:"held_ms,omitempty"`
	Facts      int                  `json:"facts"`
}

// Passage is a stay in the queue of one topic.
type Passage struct {
	Call      callcenter.ID        `json:"call"`
	Topic     callcenter.TopicName `json:"topic"`
	EnteredAt time.Time            `json:"entered_at"`
	LeftAt    time.Time            `json:"left_at,omitzero"`
	Outcome   callcenter.Outcome   `json:"outcome,omitempty"`
	WaitMS    *int64               `json:"wait_ms,omitempty"`
}

// Promise is one agent reserved for the call, and what became of it: joined,
// call_ended, or the reason it was declined for.
type Promise struct {
	Token   callcenter.Token     `json:"token"`
	Call    callcenter.ID        `json:"call"`
	Agent   callcenter.AgentID   `json:"agent"`
	Shift   callcenter.ID        `json:"shift,omitzero"`
	Seat    callcenter.SeatID    `json:"seat,omitempty"`
	Topic   callcenter.TopicName `json:"topic,omitempty"`
	Step    int                  `json:"step"`
	MadeAt  time.Time            `json:"made_at"`
	EndedAt time.Time            `json:"ended_at,omitzero"`
	Outcome string               `json:"outcome,omitempty"`
}

// What became of a promise that was not declined.
const (
	Joined    = "joined"
	CallEnded = "call_ended"
)

// Segment is one leg's part in the talk: an agent's, or that of somebody he asked in.
type Segment struct {
	Token       callcenter.Token    `json:"token"`
	Kind        callcenter.LegKind  `json:"kind"`
	Outside     string              `json:"outside,omitempty"` // the number's name on the list; he is no agent
	Call        callcenter.ID       `json:"call"`
	Agent       callcenter.AgentID  `json:"agent"`
	Shift       callcenter.ID       `json:"shift,omitzero"`
	Seat        callcenter.SeatID   `json:"seat,omitempty"`
	Language    callcenter.Language `json:"language,omitempty"`
	Interpreter bool                `json:"interpreter"`
	StartedAt   time.Time           `json:"started_at"`
	EndedAt     time.Time           `json:"ended_at,omitzero"`
	EndedBy     callcenter.Side     `json:"ended_by,omitempty"`
	WrapUpMS    int64               `json:"wrap_up_ms"`
	TalkMS      *int64              `json:"talk_ms,omitempty"` // holds included
	HeldMS      *int64              `json:"held_ms,omitempty"` // holds that overlap count once
}

// Hold is a time the caller heard music within a segment.
type Hold struct {
	Token      callcenter.Token `json:"token"`
	Occurrence string           `json:"occurrence"`
	Call       callcenter.ID    `json:"call"`
	HeldBy     callcenter.Side  `json:"held_by,omitempty"`
	StartedAt  time.Time        `json:"started_at"`
	EndedAt    time.Time        `json:"ended_at,omitzero"`
}

// Rating is whether the caller was asked and what he answered.
type Rating struct {
	Token      callcenter.Token   `json:"token"`
	Call       callcenter.ID      `json:"call"`
	Agent      callcenter.AgentID `json:"agent,omitempty"`
	Scale      string             `json:"scale,omitempty"`
	AskedAt    time.Time          `json:"asked_at,omitzero"`
	Score      int                `json:"score,omitzero"`
	AnsweredAt time.Time          `json:"answered_at,omitzero"`
}

// The kinds of recordings.
const (
	SegmentRecording = "segment"
	MessageRecording = "message"
)

// Recording is what was recorded of a segment, or the message a caller left.
type Recording struct {
	Call      callcenter.ID    `json:"call"`
	Name      string           `json:"name"`
	Kind      string           `json:"kind"` // "segment", "message"
	Token     callcenter.Token `json:"token,omitempty"`
	StartedAt time.Time        `json:"started_at,omitzero"`
	EndedAt   time.Time        `json:"ended_at,omitzero"`
	Seconds   *int             `json:"seconds,omitempty"`
	Failed    bool             `json:"failed"`
	Gaps      []Gap            `json:"gaps"`
}

// Gap is a time of which nothing is in a recording, because it was paused.
type Gap struct {
	From time.Time          `json:"from"`
	To   time.Time          `json:"to,omitzero"` // it lasts
	By   callcenter.AgentID `json:"by,omitempty"`
}

// Consultation is the part of the consultation record that nobody has to enter.
type Consultation struct {
	Call      callcenter.ID        `json:"call"`
	Party     callcenter.ID        `json:"party,omitzero"`
	Contact   string               `json:"contact"` // "given", "refused", "unknown" while call.arrived is missing
	Agent     callcenter.AgentID   `json:"agent,omitempty"`
	ArrivedAt time.Time            `json:"arrived_at"`
	Language  callcenter.Language  `json:"language,omitempty"`
	Topic     callcenter.TopicName `json:"topic,omitempty"`
	Outcome   callcenter.Outcome   `json:"outcome,omitempty"`
	Reason    string               `json:"reason,omitempty"`
}
