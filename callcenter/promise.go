package callcenter

import (
	"strings"
	"time"
)

// Token names one promise, for ever: "<call id>.<attempt>.<nonce>". Only the
// exact token can accept, decline or expire its promise. It is also the id of
// the agent's line and the occurrence of the facts about it.
type Token string

// Call is the id of the call the token belongs to, zero if it is not a token.
func (t Token) Call() ID { return t.Place().Call() }

// Place is the place in the queue the token was made for, zero if it is not a token.
func (t Token) Place() ID {
	head, _, ok := strings.Cut(string(t), ".")
	if !ok {
		return ID{}
	}
	id, err := ParseID(head)
	if err != nil {
		return ID{}
	}
	return id
}

// Promise is one call and one agent reserved for each other until Expires.
type Promise struct {
	Token   Token     `json:"token"`
	Call    ID        `json:"call"`
	Agent   Agent     `json:"agent"`
	Topic   TopicName `json:"topic"`
	Step    int       `json:"step"` // index of the step that fitted
	Made    time.Time `json:"made"` // by the Redis clock
	Expires time.Time `json:"expires"`
}

// Waiter is a call as the queue needs it.
type Waiter struct {
	Call     ID            `json:"call"`
	Topic    TopicName     `json:"topic"`
	Entered  time.Time     `json:"entered"`            // arrival in the queue
	Priority time.Duration `json:"priority"`           // arrival counts as this much earlier
	Excluded []AgentID     `json:"excluded,omitempty"` // not to be rung for him again soon

	Sticky    AgentID       `json:"sticky,omitempty"`     // 首问: who handled this number's open matter
	StickyFor time.Duration `json:"sticky_for,omitempty"` // for so long after Entered only he is rung, if he is there
	Awaited   bool          `json:"awaited,omitempty"`    // his desk was lost: he is rung as soon as his phone is told to be there again

	Only    AgentID       `json:"only,omitempty"`     // asked for by name: nobody else is rung, whatever he can
	OnlyFor time.Duration `json:"only_for,omitempty"` // for so long after Entered; 0: ever

	Standing []Standing `json:"standing,omitempty"` // what is known of him before answering, worth what the configuration says
	Party    string     `json:"party,omitempty"`    // keyed hash of his number; empty: anonymous. Who hung up and calls again keeps his place
}

// Standing is a reason to be heard earlier. It comes only from what is known before a
// person answers.
type Standing string

// The standings.
const (
	Repeat       Standing = "repeat"        // called before within the window, and nobody talked with him
	GreenChannel Standing = "green_channel" // 绿色通道: an agent set it on the number, with consent and expiry
	From12345    Standing = "12345"         // handed over by the city's hotline
	CallBack     Standing = "call_back"     // we promised to call him back
)

// Place is where a waiting call stands.
type Place struct {
	Ahead  int  // calls of his topic before him
	Agents int  // agents signed in who fit any of his steps
	Known  bool // false: not waiting (promised, gone, or the queue is rebuilding)

	Wait time.Duration // expected until his turn, from recent work of those who can serve him; 0: nobody can tell
}

// DeclineReason says why a promise came to nothing.
type DeclineReason string

// The decline reasons. Only no_answer and rejected count as a miss of the agent.
const (
	DeclinedNoAnswer    DeclineReason = "no_answer"
	DeclinedRejected    DeclineReason = "rejected"
	DeclinedBusy        DeclineReason = "busy"
	DeclinedUnreachable DeclineReason = "unreachable" // his phone failed: he is unreachable until it registers
	DeclinedExpired     DeclineReason = "expired"     // nobody said anything in time
	DeclinedFailed      DeclineReason = "failed"      // ours: the ring could not be made
	DeclinedCallerGone  DeclineReason = "caller_gone" // the caller left: no fault of the agent's
	DeclinedPutBack     DeclineReason = "put_back"    // somebody put the call back at the head of its topic
)
