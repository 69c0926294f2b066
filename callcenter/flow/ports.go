package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Switchboard is the telephone side as verbs. Every verb is bounded by its
// context, may be repeated without further effect, and answers NotFound when the
// line is gone, Unavailable when Asterisk cannot be reached or is no longer ours.
type Switchboard interface {
	Answer(ctx context.Context, line callcenter.LineID) error
	// Say starts saying the prompts to one line, one after the other. SayingEnded
	// with this saying comes exactly once unless the line goes first. Music stops.
	// missing lists prompts said in Mandarin for want of a recording.
	Say(ctx context.Context, line callcenter.LineID, saying string, lang callcenter.Language, prompts ...callcenter.Prompt) (missing []callcenter.Prompt, err error)
	// Saying reports whether a saying goes on: the word of its end may be lost.
	Saying(ctx context.Context, saying string) (bool, error)
	// Hush stops a saying; its SayingEnded still comes.
	Hush(ctx context.Context, saying string) error
	// Music plays while the caller waits or is held.
	Music(ctx context.Context, line callcenter.LineID, on bool) error
	// Remember writes the memory on the caller's line.
	Remember(ctx context.Context, line callcenter.LineID, memory callcenter.Memory) error
	// Ring rings the agent's seat. The leg's line id is the token. LineRinging,
	// LineAnswered and LineGone (with its cause) follow.
	Ring(ctx context.Context, ring callcenter.Ring) error
	// Dial rings an outside number. The same events follow.
	Dial(ctx context.Context, dial callcenter.Dial) error
	// Join puts the lines into the call's bridge, making it if need be, and ends
	// music on them. A line that is gone: NotFound, and the others are left as they were.
	Join(ctx context.Context, call callcenter.ID, lines ...callcenter.LineID) error
	// Part takes a line out of the call's bridge; the line lives on.
	Part(ctx context.Context, call callcenter.ID, line callcenter.LineID) error
	// Dissolve ends the call's bridge; lines in it live on. It does not wait until they have
	// left: a line that is to hear more leaves by Part first.
	Dissolve(ctx context.Context, call callcenter.ID) error
	// Press sends keys to a line, as if the other side pressed them.
	Press(ctx context.Context, line callcenter.LineID, digits string) error
	// Mute keeps what a line says from the others.
	Mute(ctx context.Context, line callcenter.LineID, on bool) error
	// Listen rings a seat's phone that shall hear a call. Connect makes it hear what that
	// line says and hears, and nobody hear it. Unlisten ends both.
	Listen(ctx context.Context, phone callcenter.LineID, seat callcenter.SeatID, timeout time.Duration) error
	Connect(ctx context.Context, phone, to callcenter.LineID) error
	Unlisten(ctx context.Context, phone callcenter.LineID) error
	// Record records the call's bridge to a file of that name until StopRecording, whose
	// RecordingEnd comes while a line of ours is in the bridge.
	Record(ctx context.Context, call callcenter.ID, name string) error
	StopRecording(ctx context.Context, name string) error
	// PauseRecording leaves out of a recording what is said, or takes it in again. NotFound:
	// nothing is recorded under that name.
	PauseRecording(ctx context.Context, name string, on bool) error
	// Recording reports whether a recording goes on.
	Recording(ctx context.Context, name string) (bool, error)
	Hangup(ctx context.Context, line callcenter.LineID, cause int) error
	// Referred tells another hotline, which asked for its line to be moved, how far it is.
	Referred(ctx context.Context, line callcenter.LineID, how callcenter.Move) error
	// Examine reads one call again from Asterisk. NotFound: the caller's line is gone;
	// the snapshot then still lists agents' lines that are left of it.
	Examine(ctx context.Context, call callcenter.ID, line callcenter.LineID) (callcenter.Snapshot, error)
}

// Queue is who waits and who is free. Unavailable means it cannot be asked or is
// rebuilding: the call keeps its place in its own memory and asks again.
type Queue interface {
	// Enqueue makes the call wait at the place its arrival gives it. Repeated: no effect.
	// NotFound: no such topic. Conflict with a callcenter.TurnedAway: the topic is closed or
	// full, or nobody is there for it; the caller is told so and leaves.
	Enqueue(ctx context.Context, waiter callcenter.Waiter) error
	// Leave takes it out from wherever it is; an agent promised to it is freed without a miss.
	Leave(ctx context.Context, call callcenter.ID, outcome callcenter.Outcome) error
	// Accept binds: exactly once per token. Conflict: the promise is no longer valid.
	// Repeated for a token that is bound: no effect, because who adopts a call between
	// accept and join accepts again.
	Accept(ctx context.Context, token callcenter.Token) error
	// Decline ends the promise: the caller is back in his place, the pair excluded for
	// a while (unless the caller is gone), the agent as the reason says. Void already: no
	// effect. A promise that was accepted and came to no talk, because the join failed, is
	// ended by Finish, and the call enqueued again.
	Decline(ctx context.Context, token callcenter.Token, reason callcenter.DeclineReason) error
	// Finish ends an accepted talk: the agent is in wrap-up for that long, from 0 on.
	Finish(ctx context.Context, token callcenter.Token, wrapUp time.Duration) error
	// Place says where the call stands.
	Place(ctx context.Context, call callcenter.ID) (callcenter.Place, error)
}

// Journal takes facts. Order within one subject is kept.
type Journal interface {
	// Tell takes a fact without waiting; it is durable within milliseconds.
	Tell(fact callcenter.Fact)
	// Commit returns when the fact is durable. For what Asterisk cannot tell again.
	Commit(ctx context.Context, fact callcenter.Fact) error
}

// Alarms takes what a person must look at.
type Alarms interface{ Raise(callcenter.Alarm) }
