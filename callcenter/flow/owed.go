package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Owed is a call we owe somebody. It is a call of its own, with a record of its own,
// and names the call in which it was asked for.
type Owed struct {
	Call     callcenter.ID
	Of       callcenter.ID
	Caller   callcenter.Number
	Called   string // the number he had dialled
	Topic    callcenter.TopicName
	Language callcenter.Language
	Entered  time.Time          // the place he had
	For      callcenter.AgentID // who picked it from the worklist; empty: whoever is free
}

// CallBack begins a call that is owed. It is durable when it returns. Repeated: no effect.
func (f *Floor) CallBack(ctx context.Context, o Owed) error {
	if o.Caller.Anonymous() {
		return callcenter.Errorf(callcenter.Invalid, "来电人没有显示号码,无法回拨")
	}
	if err := f.owe(ctx, o); err != nil {
		return err
	}
	f.callBack(o)
	return nil
}

// owe makes it durable. The arrival goes last: with it, everything is known.
func (f *Floor) owe(ctx context.Context, o Owed) error {
	fact := func(occurrence string, at time.Time, data callcenter.Payload) callcenter.Fact {
		return callcenter.Fact{Subject: o.Call, Occurrence: occurrence, At: at, By: f.cfg.Controller, Data: data}
	}
	now := time.Now()
	f.journal.Tell(fact("", now, callcenter.MenuChosen{How: callcenter.ChosenBefore, Topic: o.Topic, Language: o.Language}))
	f.journal.Tell(fact(string(o.Topic), o.Entered, callcenter.QueueEntered{Topic: o.Topic}))
	arrived := fact("", now, callcenter.CallArrived{Called: o.Called, Back: o.Of, For: o.For})
	arrived.Contact = o.Caller
	ctx, cancel := context.WithTimeout(ctx, f.cfg.RequestTimeout)
	defer cancel()
	return f.journal.Commit(ctx, arrived)
}

// callBack lets it wait for its turn.
func (f *Floor) callBack(o Owed) {
	arrival := callcenter.Arrival{Call: o.Call, Caller: o.Caller, Called: o.Called, Created: time.Now()}
	f.begin(arrival, func(c *call) func(context.Context) *ending {
		c.memory.Stage, c.memory.Back, c.memory.For = callcenter.Waiting, o.Of, o.For
		c.memory.Topic, c.memory.Language, c.memory.Entered = o.Topic, o.Language, o.Entered
		return func(ctx context.Context) *ending {
			c.lookUp()
			return c.tell(ctx)
		}
	})
}

// resumeBack goes on with a call-back that the journal alone knows: its caller has no
// line yet. When he was last tried is when his rest began.
func (f *Floor) resumeBack(s callcenter.Snapshot) {
	f.begin(s.Arrival, func(c *call) func(context.Context) *ending {
		c.memory = s.Memory
		c.memory.Stage = callcenter.Waiting
		if !s.NotBefore.IsZero() {
			c.memory.NotBefore = s.NotBefore.Add(c.cfg.BackEvery)
		}
		c.adopted = true
		c.assume(callcenter.Leg{})
		return func(ctx context.Context) *ending {
			if c.spent() {
				c.queued = true
				return &ending{outcome: callcenter.Unreached, by: callcenter.BySystem, at: time.Now()}
			}
			return c.tell(ctx)
		}
	})
}
