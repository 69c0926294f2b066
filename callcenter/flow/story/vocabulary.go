package story

// Verb is what a step does or expects.
type Verb string

// The verbs. Those marked "expects" wait for it to come true.
const (
	// The caller.
	Dials    Verb = "dials"
	Hears    Verb = "hears" // expects; What is a prompt or "music"
	Presses  Verb = "presses"
	HangsUp  Verb = "hangs up"
	Hidden   Verb = "hides his number"
	BackDone Verb = "is promised a call" // expects: his call ends so; from here on the ending is of the call-back
	Vanishes Verb = "vanishes"           // his line dies without a word

	// Agents and their phones.
	ReadyFor      Verb = "is ready for" // List: topics
	SignsOut      Verb = "signs out"
	Rings         Verb = "phone rings" // expects; For: rings that long without an answer
	StopsRinging  Verb = "phone stops ringing"
	StaysSilent   Verb = "phone stays silent" // expects that it does not ring, For
	Unregisters   Verb = "phone unregisters"
	Answers       Verb = "answers"
	Rejects       Verb = "rejects"
	IsBusy        Verb = "is busy"
	DoesNotAnswer Verb = "does not answer" // expects the ringing to end by itself
	Holds         Verb = "holds"           // with the phone
	Resumes       Verb = "resumes"
	Clicks        Verb = "clicks" // at the desk; What: hold, resume, hang-up, leave, drop, pause-recording, resume-recording
	IsInWrapUp    Verb = "is in wrap-up"
	TakesBreak    Verb = "takes a break"
	IsBack        Verb = "is back"          // from it, or from not answering
	IsOff         Verb = "is not answering" // expects: he missed too often

	// Others in the call. What: an agent, a topic, or the name of a number outside, which
	// has a phone that rings, answers and hangs up as an agent's does.
	Consults  Verb = "consults"
	Invites   Verb = "invites"
	Transfers Verb = "transfers to"
	TalkWith  Verb = "talk with each other" // expects that Who and What hear each other; For

	// Both, and time.
	Talk Verb = "talk" // expects that they hear each other; For
	Pass Verb = "pass"

	// The world around.
	QueueAway        Verb = "queue goes away"
	QueueBack        Verb = "queue comes back"
	AsteriskAway     Verb = "asterisk goes away"
	AsteriskBack     Verb = "asterisk comes back"
	ControllerKilled Verb = "controller is killed"
	ControllerStarts Verb = "controller starts again"
	ControllerSleeps Verb = "controller sleeps"
	Twice            Verb = "every event comes twice"
	Flood            Verb = "events come at once"  // N
	Unrecorded       Verb = "is not recorded"      // What: a prompt, in its own language
	Closes           Verb = "is closed"            // What: a topic
	OutsideHours     Verb = "is outside its hours" // What: a topic
	WaitAtMost       Verb = "wait at most"         // What: a topic; For
	Ahead            Verb = "callers are ahead"    // N

	// The ending: what the journal says.
	Outcome   Verb = "outcome"
	Reason    Verb = "reason"
	EndedBy   Verb = "ended by"
	Record    Verb = "record" // N calls ended
	Rating    Verb = "rating"
	Asked     Verb = "rating asked"
	NotAsked  Verb = "rating not asked"
	Segments  Verb = "segments"
	HoldCount Verb = "hold"
	Gaps      Verb = "gaps"       // in recordings
	Recorded  Verb = "recordings" // N ended, none of them failed
	Declined  Verb = "declined"
	Promises  Verb = "promises" // N agents were rung for him
	Missed    Verb = "missed"   // N of them did not answer
	Notice    Verb = "notice"   // whole, cut
	Alarm     Verb = "alarm"
	Topic     Verb = "topic"
	How       Verb = "chosen by"
	Went      Verb = "transfer" // completed, joined, cancelled, abandoned, failed
	LegKind   Verb = "leg"      // agent, consult, interpreter, outside
	IsUrgent  Verb = "urgent"
)

// sentences are the forms a sentence can have. In braces: who, what (a word), for (a
// duration: 30 s, 2 min, 500 ms), n (a number), list (words and commas to the end).
var sentences = []struct {
	form string
	verb Verb
}{
	{"caller dials", Dials},
	{"caller hears {what}", Hears},
	{"caller presses {what}", Presses},
	{"caller hangs up", HangsUp},
	{"caller vanishes", Vanishes},
	{"caller hides his number", Hidden},
	{"caller is promised a call", BackDone},
	{"caller waits {for}", Pass},

	{"{who} is ready for {list}", ReadyFor},
	{"{who} signs out", SignsOut},
	{"{who}'s phone rings", Rings},
	{"{who}'s phone rings {for}", Rings},
	{"{who}'s phone stops ringing", StopsRinging},
	{"{who}'s phone stays silent", StaysSilent},
	{"{who}'s phone stays silent {for}", StaysSilent},
	{"{who}'s phone unregisters", Unregisters},
	{"{who} answers", Answers},
	{"{who} rejects", Rejects},
	{"{who} is busy", IsBusy},
	{"{who} does not answer", DoesNotAnswer},
	{"{who} holds", Holds},
	{"{who} resumes", Resumes},
	{"{who} clicks {what}", Clicks},
	{"{who} is in wrap-up", IsInWrapUp},
	{"{who} takes a break", TakesBreak},
	{"{who} is back", IsBack},
	{"{who} is not answering", IsOff},
	{"{who} hangs up", HangsUp},

	{"{who} consults {what}", Consults},
	{"{who} invites {what}", Invites},
	{"{who} transfers to {what}", Transfers},
	{"{who} and {what} talk {for}", TalkWith},

	{"both talk {for}", Talk},
	{"both talk", Talk},
	{"{for} pass", Pass},

	{"the queue goes away", QueueAway},
	{"the queue comes back", QueueBack},
	{"asterisk goes away", AsteriskAway},
	{"asterisk comes back", AsteriskBack},
	{"the controller is killed", ControllerKilled},
	{"the controller starts again", ControllerStarts},
	{"the controller sleeps {for}", ControllerSleeps},
	{"every event comes twice", Twice},
	{"{n} events come at once", Flood},
	{"{n} callers are ahead", Ahead},
	{"prompt {what} is not recorded", Unrecorded},
	{"topic {what} is closed", Closes},
	{"topic {what} is outside its hours", OutsideHours},
	{"callers of {what} wait at most {for}", WaitAtMost},

	{"outcome {what}", Outcome},
	{"reason {what}", Reason},
	{"ended by {what}", EndedBy},
	{"record {n}", Record},
	{"rating {n}", Rating},
	{"rating asked", Asked},
	{"rating not asked", NotAsked},
	{"segments {n}", Segments},
	{"holds {n}", HoldCount},
	{"gaps {n}", Gaps},
	{"recordings {n}", Recorded},
	{"declined {what}", Declined},
	{"promises {n}", Promises},
	{"missed {n}", Missed},
	{"notice {what}", Notice},
	{"alarm {what}", Alarm},
	{"topic {what}", Topic},
	{"chosen by {what}", How},
	{"transfer {what}", Went},
	{"leg {what}", LegKind},
	{"urgent", IsUrgent},
}
