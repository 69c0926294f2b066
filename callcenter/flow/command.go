package flow

import (
	"context"

	"hotline/callcenter"
)

// Command is what an agent's desk asks of the call he is in. Each may be repeated:
// what is already so is no error, but for a recording, of which he must know that.
type Command struct {
	Request    string // his own id of the wish: a repeat of it is answered the same and does nothing
	Verb       Verb
	Agent      callcenter.AgentID // who asks
	Seat       callcenter.SeatID  // where he sits
	Supervisor bool               // it need not be his talk
	Target     callcenter.Target  // whom he wants in
	Guest      int                // which of those he asked in; 0: the last
	Digits     string             // to press
}

// may reports whether whoever asks may command that agent's talk.
func (c Command) may(agent callcenter.AgentID) bool { return c.Supervisor || c.Agent == agent }

// Verb is what a desk can ask.
type Verb string

// The verbs.
const (
	Hold     Verb = "hold"     // the caller hears music
	Resume   Verb = "resume"   // they hear each other again; with a guest it is a three-way talk
	HangUp   Verb = "hang_up"  // ends his line: while it rings a rejection, while talking the talk
	Consult  Verb = "consult"  // somebody is asked in while the caller is held
	Invite   Verb = "invite"   // the same while the caller goes on talking
	Transfer Verb = "transfer" // the caller waits for somebody else, and the agent leaves at once
	Leave    Verb = "leave"    // the agent leaves the caller to whom he asked in
	Drop     Verb = "drop"     // ends the part of who was asked in
	Dismiss  Verb = "dismiss"  // ends the talk of a caller who harasses: he is not asked what he thinks of it
	Mute     Verb = "mute"     // he is not heard
	Unmute   Verb = "unmute"   //
	Listen   Verb = "listen"   // a supervisor hears the talk, and nobody hears him
	Lose     Verb = "lose"     // his desk is gone without a word: the caller waits for it at the head
	Press    Verb = "press"    // keys, to the number outside, else to the caller

	PauseRecording  Verb = "pause_recording"  // what is said is left out of the recording
	ResumeRecording Verb = "resume_recording" //

	CallOff Verb = "call_off" // no desk's: the caller of a call-back called himself
)

// order is a command on its way, with where its answer goes.
type order struct {
	Command
	reply chan error
}

func (o order) answer(err error) { o.reply <- err } // the channel holds one

func (o order) refuse() {
	o.answer(callcenter.Errorf(callcenter.Conflict, "来电当前不在通话中,无法执行该操作"))
}

func (c *call) refuse(orders []order) {
	for _, o := range orders {
		o.answer(callcenter.Errorf(callcenter.NotFound, "该来电已经结束"))
	}
}

// Command hands a desk's wish to the call and waits for the answer. NotFound: no
// such call here. Conflict: not in this stage. Denied: another agent's talk.
func (f *Floor) Command(ctx context.Context, id callcenter.ID, command Command) error {
	c := f.find(id)
	if c == nil {
		return callcenter.Errorf(callcenter.NotFound, "没有找到该来电")
	}
	o := order{Command: command, reply: make(chan error, 1)}
	var full bool
	open := c.box.put(func() {
		if full = len(c.box.orders) >= ordersSize; !full {
			c.box.orders = append(c.box.orders, o)
		}
	})
	switch {
	case !open:
		return callcenter.Errorf(callcenter.NotFound, "该来电已经结束")
	case full:
		return callcenter.Errorf(callcenter.Unavailable, "该来电正忙,请稍后再试")
	}
	select {
	case err := <-o.reply:
		return err
	case <-c.over:
		select { // it may have answered just before
		case err := <-o.reply:
			return err
		default:
			return callcenter.Errorf(callcenter.NotFound, "该来电已经结束")
		}
	case <-ctx.Done():
		return callcenter.Errorf(callcenter.Unavailable, "操作超时,请刷新后查看结果: %w", context.Cause(ctx))
	}
}

// rejectByDesk is a desk's answer to a ringing phone: all it can do is hang up.
func (c *call) rejectByDesk(ctx context.Context, o order) {
	switch {
	case !o.may(c.promise.Agent.ID):
		o.answer(callcenter.Errorf(callcenter.Denied, "这不是您的来电"))
	case o.Verb != HangUp:
		o.refuse()
	default:
		o.answer(c.hangUpByDesk(ctx, callcenter.LineID(c.leg), callcenter.CauseRejected))
	}
}

// hangUpByDesk ends an agent's line; that it ended is read like any other hang-up.
func (c *call) hangUpByDesk(ctx context.Context, line callcenter.LineID, cause int) error {
	err := c.try(ctx, "hang up by desk", func(ctx context.Context) error {
		return c.floor.switchboard.Hangup(ctx, line, cause)
	})
	if callcenter.Is(err, callcenter.NotFound) {
		return nil
	}
	return err
}
