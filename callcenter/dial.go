package callcenter

import (
	"strconv"
	"strings"
	"time"
)

// Dial is a line to a number outside. It shows the centre's allotted number and
// nothing else.
type Dial struct {
	Line    LineID // chosen by us: BackLine or OutsideLine
	Number  Number
	Memory  Memory        // of a caller's line: on it from its first moment
	Timeout time.Duration // then the line ends with CauseNoAnswer

	Kind    LegKind   // of an outside line; empty: OutsideLeg
	Outside string    // which number of the list
	Urgent  bool      // the number is an emergency's
	Hand    *HandOver // to another hotline, by its own trunk; nil: it is none

	Replaces string // a talk of the other hotline that it takes the place of
	Caller   Number // whose line a moved one is
}

// HandOver is what another hotline is told of a caller who is handed over to it.
type HandOver struct {
	Channel   Channel
	Record    ID     // our number of the call's record
	Reference string // its own of the matter, if it had handed him over to us
	Topic     TopicName
	Caller    Number
}

// Outside is a number that may be brought into a call. No other may.
type Outside struct {
	Name      string `toml:"name" json:"name"`   // in commands, facts and URLs
	Title     string `toml:"title" json:"title"` // Chinese, shown to agents
	Number    string `toml:"number" json:"number"`
	Emergency bool   `toml:"emergency" json:"emergency"` // rung while the caller stays with the agent; the call is urgent

	Channel Channel `toml:"channel" json:"channel,omitempty" enum:"12345"` // it is that hotline, which is told who is handed over
}

// OutsideLine names the line of an outside number that is the call's nth guest. It is
// dialled once, so dialling again is refused as a duplicate.
func OutsideLine(call ID, n int) LineID {
	return LineID(call.Place(n).String() + outsideMark + strconv.Itoa(n))
}

const outsideMark = ".0.outside" // the queue's own attempts count from 1

// ListenLine names the line of a supervisor's phone who listens to a call: the nth of
// those who are no part of it. What he hears comes by a second one.
func ListenLine(call ID, n int) LineID {
	return LineID(call.Place(n).String() + listenMark + strconv.Itoa(n))
}

// DictationLine names the line of a seat's phone that speaks a prompt, and the recording
// of it. It has the form of an agent's leg, so that one left over is hung up like those.
func DictationLine(id ID) LineID { return LineID(id.String() + dictationMark) }

// Dictation reports whether it is such a line.
func (l LineID) Dictation() bool { return strings.HasSuffix(string(l), dictationMark) }

const dictationMark = ".0.dictation"

const (
	listenMark = ".0.listen"
	tapMark    = ".tap"
)

// Tap is the line that brings a listening phone what is said.
func (l LineID) Tap() LineID { return l + tapMark }

// Listening reports whether it is the line of a listening phone or its tap; phone is the
// phone's.
func (l LineID) Listening() (phone LineID, yes bool) {
	return LineID(strings.TrimSuffix(string(l), tapMark)), strings.Contains(string(l), listenMark)
}

// Outside reports whether it is the line of an outside number brought into a call.
func (l LineID) Outside() bool { return strings.Contains(string(l), outsideMark) }

// BackLine names the line on which a caller is called back, at that try. It is a
// caller's line: the call goes on as if he had dialled.
func BackLine(call ID, try int) LineID {
	return LineID(call.String() + backMark + strconv.Itoa(try))
}

const backMark = ".back."

// MovedLine names the line on which a caller goes on when the hotline that handed him over
// moves him to another of its own: the call's nth move.
func MovedLine(call ID, n int) LineID {
	return LineID(call.String() + movedMark + strconv.Itoa(n))
}

const movedMark = ".moved."

// Moved reports whether it is such a line.
func (l LineID) Moved() bool { return strings.Contains(string(l), movedMark) }

// Dialled reports whether it is a caller's line that we dialled.
func (l LineID) Dialled() bool { return l.Back() || l.Moved() }

// Back reports whether it is the line of a caller who is called back.
func (l LineID) Back() bool { return strings.Contains(string(l), backMark) }
