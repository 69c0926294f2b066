package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Config is what the calls of one application are told to do. The zero value of a
// switch is off: a Config with all of them off is a call of the fewest requests.
type Config struct {
	Controller string // this controller's name, the By of every fact

	// Menu, Topic, StickyFor and WrapUp are asked at each use, so a reloaded configuration
	// reaches the next caller while those already waiting keep their place.
	Menu  func() callcenter.Menu
	Topic func(callcenter.TopicName) (callcenter.Topic, bool)

	// Shut tells that a topic is outside its hours, and which one is asked for instead.
	// Nil: none ever is.
	Shut func(callcenter.TopicName, time.Time) (instead callcenter.TopicName, shut bool)

	// Known is what is known of a caller. It bounds its own time. Nil: nobody is asked.
	Known     func(context.Context, callcenter.Arrival) Known
	StickyFor func() time.Duration // for so long only the owner of his matter is rung, if he is there; 0: all are

	// CalledAgain calls off a call-back, wherever it is: its caller is on the line.
	CalledAgain func(ctx context.Context, back callcenter.ID) error

	// Party is the reference by which who calls again is known. Nil: nobody is.
	Party func(callcenter.Number) string

	// Outside is a number that may be brought into a call. Nil: none may.
	Outside func(name string) (callcenter.Outside, bool)

	Welcome  bool // say the welcome
	Notice   bool // say that the talk is recorded; needed wherever Record is on
	AskMenu  bool // off: every caller gets the menu's default topic
	Announce bool // say "please wait" and the position
	Music    bool
	Record   bool
	Rate     bool
	Farewell bool // say goodbye before the hang-up

	PositionEvery  time.Duration        // between two sayings of the position
	RingTimeout    time.Duration        // how long an agent's phone rings
	OutsideTimeout time.Duration        // how long a number outside rings
	ReturnFor      time.Duration        // how long a caller whose transfer failed waits for the agent who sent him, alone
	LostFor        time.Duration        // how long he whose agent's desk was lost waits for that agent alone
	RatingWait     time.Duration        // for a digit, after the question was said
	RatingScale    string               // version of the scale dictionary
	Dissatisfied   []int                // levels of the scale that make a call-back
	WrapUp         func() time.Duration // where neither agent nor topic has one
	BackKey        string               // asks to be called back, and says yes to it; empty: nobody is asked
	BackTries      int                  // how often who is called back is dialled
	BackEvery      time.Duration        // from one try to the next
	DialTimeout    time.Duration        // how long his phone rings

	RequestTimeout time.Duration // one request to the switchboard or the queue
	AcceptPatience time.Duration // how long an agent who answered waits for a queue that is away
	RetryEvery     time.Duration // before an Unavailable queue or switchboard is asked again
	RingGrace      time.Duration // after RingTimeout, before we stop trusting Asterisk to end the ringing
	LongestSaying  time.Duration // after which a saying is taken as ended although nobody said so
	Linger         time.Duration // after the end, for the last word of lines and recordings

	Observe func(Mark) // latency marks; nil: none
	Changed func()     // what Live lists is another now; it returns at once. Nil: nobody asks
}

// Standard is the hotline's behaviour with everything on.
func Standard(controller string) Config {
	return Config{
		Controller: controller,
		Welcome:    true, Notice: true, AskMenu: true, Announce: true, Music: true, Record: true, Rate: true, Farewell: true,
		StickyFor:      always(20 * time.Second),
		PositionEvery:  30 * time.Second,
		RingTimeout:    20 * time.Second,
		OutsideTimeout: 30 * time.Second,
		ReturnFor:      time.Minute,
		LostFor:        20 * time.Second,
		RatingWait:     10 * time.Second,
		RatingScale:    "1",
		Dissatisfied:   []int{4, 5},
		WrapUp:         always(30 * time.Second),
		BackKey:        "1",
		BackTries:      3,
		BackEvery:      30 * time.Minute,
		DialTimeout:    30 * time.Second,

		RequestTimeout: 5 * time.Second,
		AcceptPatience: 5 * time.Second,
		RetryEvery:     250 * time.Millisecond,
		RingGrace:      2 * time.Second,
		LongestSaying:  60 * time.Second,
		Linger:         10 * time.Second,
	}
}

// always is a span that no reload changes.
func always(d time.Duration) func() time.Duration { return func() time.Duration { return d } }

// Mark is a moment worth measuring. Since is the time from the moment it is
// measured against: promised from entering the queue, rang from the promise,
// joined from the agent's answer, ended from the arrival.
type Mark struct {
	Name  MarkName
	Call  callcenter.ID
	Since time.Duration
}

// MarkName is the metric label of a mark.
type MarkName string

// The marks, in the order a call passes them.
const (
	MarkArrived  MarkName = "arrived"
	MarkPromised MarkName = "promised"
	MarkRang     MarkName = "rang"
	MarkJoined   MarkName = "joined"
	MarkEnded    MarkName = "ended"
)
