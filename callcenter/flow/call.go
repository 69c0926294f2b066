package flow

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// call is one caller's stay with us. Its goroutine alone touches it; others reach
// it through its mailbox and read what it published.
type call struct {
	callcenter.Arrival
	id     callcenter.ID
	line   callcenter.LineID
	floor  *Floor
	cfg    Config
	log    *zap.Logger
	box    *mailbox
	public atomic.Pointer[Live]
	sorted atomic.Bool   // who was asked in is known: it has been adopted
	over   chan struct{} // closed when its goroutine ends

	// Where the call stands.
	memory     callcenter.Memory
	written    *callcenter.Memory // as it stands on the line
	adopted    bool
	queued     bool    // QueueEntered was told and QueueLeft was not
	talked     bool    // an agent was joined
	left       *ending // the caller's line is gone
	finished   bool    // CallEnded was told
	stageWas   callcenter.Stage
	stageSince time.Time

	// The agent's side.
	leg        callcenter.Token   // his line that rings, is up, or talks
	promise    callcenter.Promise // what it was rung for
	promisedAt time.Time
	engaged    bool // the promise was accepted
	joined     bool
	held       bool
	bridged    bool // the bridge may exist
	seen       map[callcenter.Token]bool
	ended      map[callcenter.LineID]bool // lines hung up whose end was not yet told
	recordings map[string]time.Time       // under way, or their end not yet told; since when, zero if another controller began it

	pausedAt time.Time // the recordings, by us

	// Lines that another hotline moves.
	moving *moving // the caller's; nil: he stays
	abroad string  // the number outside that has the caller, by its name

	// Whom the agent asked in.
	guests    []*guest
	outlived  bool // the caller is gone, and the others talk on
	listeners map[callcenter.LineID]listener
	failed    *Failure         // the last of them, if he did not come
	answers   map[string]error // to wishes with an id of their own: a repeat is answered the same

	// What the caller hears and presses.
	saying      string
	sayingSince time.Time
	sayingDoubt time.Time // when Asterisk is asked for it; zero: it was, and knows nothing of it
	sayingUntil time.Time // when it is taken as ended
	goneDoubt   time.Time // when Asterisk is asked whether the caller's line is gone as it said
	says        int
	music       bool
	answering   <-chan any                 // says when the caller's line is answered, or what fault that met; nil: it is
	reminded    bool                       // "please wait" was said
	telling     string                     // the saying that tells the position
	typed       string                     // a key pressed before the menu
	shut        callcenter.TopicName       // what the key stands for, outside its hours
	thanks      bool                       // a rating was given
	dismissed   bool                       // his talk was ended for harassment
	lacking     map[callcenter.Prompt]bool // missing prompts told

	// The queue, and what a resync found out.
	askAt   time.Time          // when the queue is asked again; zero: it knows us
	refused callcenter.Outcome // why the queue takes nobody for the topic
	found   []callcenter.LineEvent
	answer  <-chan Known // what is known of the caller; nil: not asked
	known   Known        // the answer

	// Calling back.
	placed   bool              // he was told where he stands, and may ask
	asking   bool              // whether he wants to be called back
	askUntil time.Time         // so long he may say so; zero: he still hears the question
	dialled  callcenter.LineID // his line, while it does not yet answer
}

// ending is how a call ended, decided by the stage in which it did.
type ending struct {
	outcome callcenter.Outcome
	reason  string
	by      callcenter.Side
	at      time.Time
}

// suspended ends the goroutine, not the call: the controller stops, and whoever
// adopts the call goes on with it. Nothing is told and no line is touched.
var suspended = &ending{}

// tell is the story of a call. A call that is adopted enters it where it stands.
func (c *call) tell(ctx context.Context) *ending {
	if c.at(callcenter.InMenu) {
		if end := c.greet(ctx); end != nil {
			return end
		}
		if end := c.turnOff(ctx); end != nil {
			return end
		}
		if end := c.menu(ctx); end != nil {
			return end
		}
	}
	for c.at(callcenter.Waiting) || c.at(callcenter.Dialling) || c.at(callcenter.Speaking) { // a transfer makes him wait again
		if c.at(callcenter.Waiting) || c.at(callcenter.Dialling) { // until an agent is joined
			if end := c.waitOrCallBack(ctx); end != nil {
				return end
			}
		}
		if c.at(callcenter.Speaking) { // until the agent leaves
			if end := c.talk(ctx); end != nil {
				return end
			}
		}
	}
	if c.at(callcenter.Rating) {
		if end := c.rate(ctx); end != nil {
			return end
		}
	}
	return c.farewell(ctx)
}

func (c *call) waitOrCallBack(ctx context.Context) *ending {
	if c.isBack() {
		return c.callBack(ctx)
	}
	return c.wait(ctx)
}

func (c *call) at(stage callcenter.Stage) bool { return c.memory.Stage == stage }

// live runs the story to its end. A fault in it puts the caller where Asterisk
// says he stands, once; a second fault ends the call as failed. It is never silent.
func (c *call) live(ctx context.Context, story func(context.Context) *ending) {
	defer close(c.over)
	end := c.guarded("call", func() *ending { return story(ctx) })
	if end == nil {
		end = c.guarded("call again", func() *ending { return c.tellAgain(ctx) })
	}
	if end == nil {
		end = &ending{outcome: callcenter.Failed, reason: "fault", by: callcenter.BySystem, at: time.Now()}
	}
	if end != suspended && ctx.Err() == nil {
		c.finish(ctx, *end)
	}
	c.refuse(c.box.close())
	c.floor.remove(c)
}

// tellAgain puts the caller back where Asterisk says he stands.
func (c *call) tellAgain(ctx context.Context) *ending {
	snapshot, err := c.examine(ctx)
	switch {
	case callcenter.Is(err, callcenter.NotFound):
		c.missing()
		return c.left
	case err != nil:
		return nil
	}
	snapshot.Memory = c.memory
	c.adopt(ctx, snapshot)
	return c.tell(ctx)
}

// guarded contains a panic: one call's fault ends no other call.
func (c *call) guarded(what string, f func() *ending) (end *ending) {
	defer func() {
		if fault := recover(); fault != nil {
			c.log.Error("panic in a call", zap.String("in", what), zap.String("stage", string(c.memory.Stage)),
				zap.String("fault", fmt.Sprint(fault)), zap.ByteString("stack", debug.Stack()))
			end = nil
		}
	}()
	return f()
}

// leave notes that the caller's line is gone; the stage says what that ends.
func (c *call) leave(by callcenter.Side, at time.Time) {
	if c.left != nil {
		return
	}
	if at.IsZero() {
		at = time.Now()
	}
	outcome, reason := callcenter.Abandoned, string(c.memory.Stage)
	switch {
	case c.talked:
		outcome, reason = callcenter.Completed, ""
	case c.memory.Asked:
		outcome, reason = callcenter.AskedBack, ""
	}
	c.left = &ending{outcome: outcome, reason: reason, by: by, at: at}
}

// turn moves the call to a stage. What a stage knows is written on the line by
// remember, once all of it is known.
func (c *call) turn(stage callcenter.Stage) {
	c.memory.Stage = stage
	c.memory.Told, c.memory.Paused = 0, 0
	c.publish()
}

// newCall prepares a call; its goroutine is started by the floor.
func newCall(f *Floor, a callcenter.Arrival) *call {
	c := &call{
		Arrival: a,
		id:      a.Call,
		line:    a.Line,
		floor:   f,
		cfg:     f.cfg,
		log:     f.log.With(zap.Stringer("call_id", a.Call)),
		box:     newMailbox(),
		over:    make(chan struct{}),
		seen:    map[callcenter.Token]bool{},
		ended:   map[callcenter.LineID]bool{},
		answers: map[string]error{},

		listeners: map[callcenter.LineID]listener{},

		recordings: map[string]time.Time{},
		lacking:    map[callcenter.Prompt]bool{},
	}
	c.memory.Stage, c.memory.Reference = callcenter.InMenu, a.Reference
	c.box.watch(a.Line)
	c.publish()
	return c
}
