package callcenter

import (
	"strconv"
	"strings"
	"time"
)

// LineID is an Asterisk channel id. A caller's is Asterisk's own; an agent's is
// the token of the promise it was rung for, so it is known before it exists and
// a repeated ring is refused as a duplicate instead of ringing twice.
type LineID string

// CallIDOf derives a call's id from the caller's line, so that a controller, the
// dialplan's note and Asterisk's CDR name one call alike, and nobody has to have told
// another. The id's time is the second in the line's name: ARI and the CDR differ
// by up to a millisecond in what they say of the same line. A line that Asterisk did not
// name itself is as old as created says.
func CallIDOf(line LineID, created time.Time) ID {
	if at, named := line.Made(); named {
		created = at
	}
	return DeriveID(created, string(line))
}

// System is the name of the Asterisk whose line it is.
func (l LineID) System() string {
	return string(l)[:max(0, strings.LastIndexByte(string(l), '-'))]
}

// Made reads the second from a name that Asterisk gave (system-1795446257.12). False: the
// name is ours.
func (l LineID) Made() (time.Time, bool) {
	second, number, cut := strings.Cut(string(l)[strings.LastIndexByte(string(l), '-')+1:], ".")
	seconds, err := strconv.ParseInt(second, 10, 64)
	_, err2 := strconv.ParseUint(number, 10, 64)
	return time.Unix(seconds, 0), cut && err == nil && err2 == nil
}

// Stage is where in its life a call is. A caller is in exactly one.
type Stage string

// The stages, in order. A promised caller may go back to waiting.
const (
	InMenu   Stage = "menu"     // welcome, notice and menu
	Waiting  Stage = "waiting"  // in the queue, also while an agent's phone rings
	Dialling Stage = "dialling" // a call-back: its agent has answered, the caller is being dialled
	Speaking Stage = "talking"  // joined with an agent
	Rating   Stage = "rating"   // asked for a rating
	Leaving  Stage = "leaving"  // told something last (closed, full, timeout) before the hang-up
)

// Memory is what a call cannot read again from Asterisk's own state. It travels
// as one variable on the caller's line, so any controller can go on with the call.
type Memory struct {
	Stage    Stage     `json:"stage"`
	Topic    TopicName `json:"topic,omitempty"`
	Language Language  `json:"lang,omitempty"`
	Entered  time.Time `json:"entered,omitzero"` // arrival in the queue: his place
	Key      string    `json:"key,omitempty"`    // the menu key that chose the topic
	Token    Token     `json:"token,omitempty"`  // the talk he is or was last in
	Agent    AgentID   `json:"agent,omitempty"`  // its agent
	Told     int       `json:"told,omitempty"`   // how often a prompt was repeated in this stage; while talking, how often held
	Excluded []AgentID `json:"excluded,omitempty"`
	Epoch    int       `json:"epoch,omitempty"` // how often the call was adopted

	Guests    []Guest       `json:"guests,omitempty"`    // asked into the call and not gone
	Count     int           `json:"count,omitempty"`     // so many of them so far
	Sent      *Sent         `json:"sent,omitempty"`      // transferred to a topic, and waits there
	Return    AgentID       `json:"return,omitempty"`    // who is to have him back, a transfer having failed
	Lost      bool          `json:"lost,omitempty"`      // and that because his desk was lost, in the middle of the talk
	Credit    time.Duration `json:"credit,omitempty"`    // he came so much earlier than Entered
	Paused    int           `json:"paused,omitempty"`    // nothing is recorded; by what count
	Urgent    bool          `json:"urgent,omitempty"`    // an emergency number was brought in
	Reference string        `json:"ref,omitempty"`       // of the hotline that handed him over
	Loop      bool          `json:"loop,omitempty"`      // we had sent that matter to them before
	Asked     bool          `json:"asked,omitempty"`     // he asked to be called back
	Back      ID            `json:"back,omitzero"`       // it is a call-back: the call in which it was asked for
	Tries     int           `json:"tries,omitempty"`     // how often he was dialled
	NotBefore time.Time     `json:"not_before,omitzero"` // when he may be dialled again
	For       AgentID       `json:"for,omitempty"`       // who picked it from the worklist; he alone is rung
}

// Arrival is a new caller's line as it enters our application.
type Arrival struct {
	Call     ID
	Line     LineID
	Caller   Number
	Called   string    // the number dialled
	Created  time.Time // when Asterisk created the line
	Answered bool      // already answered by the dialplan

	Channel   Channel   // who handed him over; empty: he dialled us
	Reference string    // how they name the matter
	About     TopicName // what they say it is about; empty: he is asked
}

// Channel is another hotline that hands callers over to us, and to which we do.
type Channel string

// City is the city's hotline, 12345.
const City Channel = "12345"

// LegState is what Asterisk says of an agent's line.
type LegState string

// The leg states.
const (
	LegRinging LegState = "ringing"
	LegUp      LegState = "up"
)

// LegKind is what a leg is in its call.
type LegKind string

// The kinds. The first agent is no guest; the others were asked into the call.
const (
	AgentLeg       LegKind = "agent"       // the caller waited for him
	ConsultLeg     LegKind = "consult"     // an agent asked by another
	InterpreterLeg LegKind = "interpreter" // he speaks for the caller
	OutsideLeg     LegKind = "outside"     // a number on the list of those allowed
	CallerLeg      LegKind = "caller"      // the caller's own, where who handed him over moves it
)

// Leg is a line of a call beside the caller's, found in Asterisk. What the promise said
// of the agent travels on the line, so a call adopted while it rings or talks ends in the
// same facts and the same wrap-up.
type Leg struct {
	Token   Token // also its LineID
	Kind    LegKind
	Outside string // which number of the list
	Agent   AgentID
	Shift   ID
	Seat    SeatID
	WrapUp  time.Duration // the agent's own, 0: the topic's
	Back    ID            // of a call-back: the call in which it was asked for
	Topic   TopicName     // what the caller waited for
	State   LegState
}

// Snapshot is one call as Asterisk holds it now: what adoption and resync start from.
type Snapshot struct {
	Arrival
	Memory
	Legs   []Leg    // agents' lines of this call
	Bridge bool     // the call's bridge exists
	Joined []LineID // the lines in it
}

// BridgeOf names the one bridge of a call.
func BridgeOf(call ID) string { return call.String() }

// LineEventKind tells line events apart.
type LineEventKind string

// What a call is told about its lines. Anything else Asterisk says is not the call's business.
const (
	LineRinging  LineEventKind = "ringing"  // the agent's phone rings
	LineAnswered LineEventKind = "answered" // the agent's line is ours: StasisStart
	LineDigit    LineEventKind = "digit"    // Digit was pressed
	LineGone     LineEventKind = "gone"     // the line ended: once per line, Cause says why
	SayingEnded  LineEventKind = "said"     // Saying has ended, or could not be said (Failed)
	LineHeld     LineEventKind = "held"     // the phone put the line on hold
	LineResumed  LineEventKind = "resumed"  // and took it back
	RecordingEnd LineEventKind = "recorded" // Recording was written (Failed: was not)
	LineReferred LineEventKind = "referred" // another hotline wants it moved to a line of its own: Refer
)

// LineEvent is one thing that happened to a line of a call.
type LineEvent struct {
	Kind      LineEventKind
	Call      ID
	Line      LineID
	At        time.Time // Asterisk's timestamp
	Digit     string
	Saying    string
	Recording string
	Seconds   int // of the recording
	Refer     Refer
	Cause     int // Q.850, 0 unknown
	Failed    bool
}

// Refer is where another hotline wants a line of its own moved (SIP REFER). The line that
// asked is hung up when the other one is there.
type Refer struct {
	Number   string // of its own; empty: nowhere we can reach
	Replaces string // the talk the new line takes the place of (RFC 3891); empty: none
}

// Move is how far a move asked for is.
type Move string

// The moves. A failed one leaves everything as it was.
const (
	MoveBegun  Move = "begun"
	MoveDone   Move = "done"
	MoveFailed Move = "failed"
)

// Cause values of Q.850 that decide something.
const (
	CauseNormal      = 16
	CauseBusy        = 17
	CauseNoUser      = 18
	CauseNoAnswer    = 19
	CauseRejected    = 21
	CauseUnreachable = 20 // subscriber absent
)
