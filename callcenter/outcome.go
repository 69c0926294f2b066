package callcenter

// Outcome is how a call ended, once.
type Outcome string

// The outcomes.
const (
	Completed Outcome = "completed" // an agent talked with the caller
	Abandoned Outcome = "abandoned" // the caller hung up before an agent; the reason is the stage
	TimedOut  Outcome = "timeout"   // the topic's longest wait passed
	NoAgents  Outcome = "no_agents" // nobody signed in could ever take it, and the topic says to leave
	Full      Outcome = "full"
	Closed    Outcome = "closed"
	Refused   Outcome = "refused"   // not admitted: wrong number, blocked
	Moved     Outcome = "moved"     // of a passage only: to another topic
	AskedBack Outcome = "call_back" // asked to be called back: a call of its own goes on in his place
	Message   Outcome = "message"   // left a message while nobody answered for us
	Failed    Outcome = "failed"    // a fault: ours, Asterisk's or the line's
)

// The outcomes only a call-back can have.
const (
	Unreached   Outcome = "unreached"    // nobody picked up, however often he was tried
	CalledAgain Outcome = "called_again" // he called himself, and has the place
)

// Side is who ended something.
type Side string

// The sides.
const (
	ByCaller Side = "caller"
	ByAgent  Side = "agent"
	BySystem Side = "system"
)

// TurnedAway is why the queue does not let a call wait: closed, full or no_agents. It
// is the cause of a Conflict.
type TurnedAway struct{ Outcome Outcome }

func (t TurnedAway) Error() string { return "turned away: " + string(t.Outcome) }
