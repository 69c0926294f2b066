package callcenter

import "time"

// Facts whose subject is a call, in the order a call tells them.
type (
	// CallArrived opens the record. Fact.Contact carries the caller's number.
	CallArrived struct {
		Line      LineID `json:"line"`
		Called    string `json:"called"`
		Anonymous bool   `json:"anonymous,omitempty"`

		Channel   Channel `json:"channel,omitempty"`   // who handed him over
		Reference string  `json:"reference,omitempty"` // how they name the matter

		Back ID      `json:"back,omitzero"` // a call-back: of that call
		For  AgentID `json:"for,omitempty"` // who picked it from the worklist
	}
	// NoticePlayed proves the caller was informed before recording.
	NoticePlayed struct {
		Prompt   Prompt   `json:"prompt"`
		Language Language `json:"lang"`
		Whole    bool     `json:"whole"` // false: a key cut it
	}
	// PromptMissing says a prompt was said in Mandarin for want of a recording.
	// Occurrence: the prompt.
	PromptMissing struct {
		Prompt   Prompt   `json:"prompt"`
		Language Language `json:"lang"`
	}
	// MenuChosen says how the topic was found.
	MenuChosen struct {
		Key      string    `json:"key,omitempty"`
		How      MenuHow   `json:"how"`
		Topic    TopicName `json:"topic"`
		Language Language  `json:"lang"`
		Shut     TopicName `json:"shut,omitempty"` // what the key stands for, outside its hours
	}
	// QueueEntered opens a queue passage. Occurrence: the topic.
	QueueEntered struct {
		Topic    TopicName     `json:"topic"`
		Priority time.Duration `json:"priority,omitempty"`
		Transfer bool          `json:"transfer,omitempty"` // an agent sent him: he has waited and been served before
	}
	// PromiseMade says an agent was reserved. Occurrence: the token.
	PromiseMade struct {
		Token Token     `json:"token"`
		Agent AgentID   `json:"agent"`
		Shift ID        `json:"shift,omitzero"`
		Seat  SeatID    `json:"seat"`
		Topic TopicName `json:"topic"`
		Step  int       `json:"step"`
	}
	// PromiseDeclined says it came to nothing. Occurrence: the token.
	PromiseDeclined struct {
		Token  Token         `json:"token"`
		Agent  AgentID       `json:"agent"`
		Reason DeclineReason `json:"reason"`
	}
	// SegmentStarted says a leg was joined in the talk. Occurrence: the token.
	SegmentStarted struct {
		Token       Token    `json:"token"`
		Kind        LegKind  `json:"kind,omitempty"` // empty: agent
		Agent       AgentID  `json:"agent,omitempty"`
		Outside     string   `json:"outside,omitempty"` // the number's name on the list
		Shift       ID       `json:"shift,omitzero"`
		Seat        SeatID   `json:"seat"`
		Language    Language `json:"lang"`
		Interpreter bool     `json:"interpreter,omitempty"`
	}
	// SegmentHeld and SegmentResumed bracket a hold. Occurrence: token and count, "token#1".
	SegmentHeld struct {
		Token Token `json:"token"`
		By    Side  `json:"by"`
	}
	// SegmentResumed ends the hold of the same count; a hold without one ends with its segment.
	SegmentResumed struct {
		Token Token `json:"token"`
	}
	// SegmentEnded closes the segment. Occurrence: the token.
	SegmentEnded struct {
		Token    Token         `json:"token"`
		Agent    AgentID       `json:"agent,omitempty"`
		By       Side          `json:"by"`
		WrapUp   time.Duration `json:"wrap_up"`            // the agent's wrap-up lasts until At + WrapUp
		Transfer bool          `json:"transfer,omitempty"` // he left the caller to another
	}
	// TransferStarted says an agent asked for somebody. Occurrence: the count of it.
	TransferStarted struct {
		Way     Way       `json:"way"`
		By      AgentID   `json:"by"`
		Kind    LegKind   `json:"kind"`
		Agent   AgentID   `json:"agent,omitempty"`
		Topic   TopicName `json:"topic,omitempty"`
		Outside string    `json:"outside,omitempty"`
		Urgent  bool      `json:"urgent,omitempty"` // an emergency number
	}
	// TransferEnded says what became of it. Occurrence: the same count.
	TransferEnded struct {
		Outcome TransferOutcome `json:"outcome"`
		Reason  string          `json:"reason,omitempty"` // why it failed: busy, no_answer, …
	}
	// CallAdopted says a controller found the call in Asterisk and went on with it: what
	// happened just before was seen late or not at all. Occurrence: the adoption's number.
	CallAdopted struct{}
	// LineMissed says a line of the call was found to be gone, and nobody had heard it go:
	// its end is told late. Occurrence: the line.
	LineMissed struct{}
	// CallListened says a supervisor began to listen. Occurrence: the listening line.
	CallListened struct {
		By AgentID `json:"by"`
	}
	// QueueLeft closes the queue passage. Occurrence: the topic.
	QueueLeft struct {
		Topic   TopicName `json:"topic"`
		Outcome Outcome   `json:"outcome"` // completed: an agent was joined
	}
	// RecordingStarted names the file of a segment. Occurrence: the token.
	RecordingStarted struct {
		Token Token  `json:"token"`
		Name  string `json:"name"`
	}
	// RecordingEnded says what became of it. Occurrence: the token.
	RecordingEnded struct {
		Token   Token  `json:"token"`
		Name    string `json:"name"`
		Seconds int    `json:"seconds"`
		Failed  bool   `json:"failed,omitempty"`
	}
	// RatingAsked says the caller was asked. Occurrence: the token of the talk rated; asked
	// by a link sent to his phone, ByLink of it.
	RatingAsked struct {
		Agent AgentID `json:"agent"`
		Scale string  `json:"scale"` // version of the scale dictionary
	}
	// RatingAnswered is his answer, 1 (best) to 5. Occurrence: as of the question.
	// Dissatisfied: by what was configured when he said it, so that another
	// configuration changes no call of the past.
	RatingAnswered struct {
		Score        int  `json:"score"`
		Dissatisfied bool `json:"dissatisfied,omitempty"`
	}
	// CallerDialled says that a caller is being called back. Occurrence: the try.
	CallerDialled struct {
		Try   int     `json:"try"`
		Token Token   `json:"token"` // whose agent waits for him
		Agent AgentID `json:"agent"`
	}
	// CallerUnreached says that he did not pick up. Occurrence: the try.
	CallerUnreached struct {
		Try   int `json:"try"`
		Cause int `json:"cause"` // Q.850
	}
	// CallBackMade says, on the call whose caller was owed a call, that he got it.
	CallBackMade struct {
		Call  ID      `json:"call"` // the call-back
		Agent AgentID `json:"agent"`
	}
	// MessageLeft says the caller spoke a message while nobody answered for us.
	MessageLeft struct {
		Recording string `json:"recording"`
		Seconds   int    `json:"seconds"`
	}
	// CallEnded closes the record, whatever happened before.
	CallEnded struct {
		Outcome Outcome `json:"outcome"`
		Reason  string  `json:"reason,omitempty"` // the stage it was abandoned in, the fault
		By      Side    `json:"by"`
	}
)

// MenuHow is how the menu was left.
type MenuHow string

// The ways to leave the menu.
const (
	ChosenByKey     MenuHow = "key"
	ChosenBySilence MenuHow = "silence"
	ChosenByWrong   MenuHow = "wrong_keys"
	ChosenBefore    MenuHow = "call_back" // in the call that asked for this one
	ChosenByChannel MenuHow = "channel"   // who handed him over said what it is about
)

// Kinds of facts about calls.
func (CallArrived) FactKind() FactKind      { return "call.arrived" }
func (NoticePlayed) FactKind() FactKind     { return "notice.played" }
func (PromptMissing) FactKind() FactKind    { return "prompt.missing" }
func (MenuChosen) FactKind() FactKind       { return "menu.chosen" }
func (QueueEntered) FactKind() FactKind     { return "queue.entered" }
func (TransferStarted) FactKind() FactKind  { return "transfer.started" }
func (TransferEnded) FactKind() FactKind    { return "transfer.ended" }
func (CallAdopted) FactKind() FactKind      { return "call.adopted" }
func (LineMissed) FactKind() FactKind       { return "line.missed" }
func (CallListened) FactKind() FactKind     { return "call.listened" }
func (QueueLeft) FactKind() FactKind        { return "queue.left" }
func (PromiseMade) FactKind() FactKind      { return "promise.made" }
func (PromiseDeclined) FactKind() FactKind  { return "promise.declined" }
func (SegmentStarted) FactKind() FactKind   { return "segment.started" }
func (SegmentHeld) FactKind() FactKind      { return "segment.held" }
func (SegmentResumed) FactKind() FactKind   { return "segment.resumed" }
func (SegmentEnded) FactKind() FactKind     { return "segment.ended" }
func (RecordingStarted) FactKind() FactKind { return "recording.started" }
func (RecordingEnded) FactKind() FactKind   { return "recording.ended" }
func (RatingAsked) FactKind() FactKind      { return "rating.asked" }
func (RatingAnswered) FactKind() FactKind   { return "rating.answered" }
func (CallerDialled) FactKind() FactKind    { return "callback.dialled" }
func (CallerUnreached) FactKind() FactKind  { return "callback.unreached" }
func (CallBackMade) FactKind() FactKind     { return "callback.made" }
func (MessageLeft) FactKind() FactKind      { return "message.left" }
func (CallEnded) FactKind() FactKind        { return "call.ended" }
