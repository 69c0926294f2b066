package callcenter

import (
	"strconv"
	"strings"
	"time"
)

// Dial is a line to a number outside. It shows the centre's allotted number and
// nothing else.
type Dial struct {
	Line    LineID // chosen by us: BackLine, or a name that begins with its call's id and a dot
	Number  Number
	Memory  Memory        // of a caller's line: on it from its first moment
	Timeout time.Duration // then the line ends with CauseNoAnswer
}

// BackLine names the line on which a caller is called back, at that try. It is a
// caller's line: the call goes on as if he had dialled.
func BackLine(call ID, try int) LineID {
	return LineID(call.String() + backMark + strconv.Itoa(try))
}

const backMark = ".back."

// Back reports whether it is the line of a caller who is called back.
func (l LineID) Back() bool { return strings.Contains(string(l), backMark) }
