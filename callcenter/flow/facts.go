package flow

import (
	"context"
	"slices"
	"strconv"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// fact tells the journal. The occurrence is derived from what happened, so telling
// it again after an adoption is telling the same fact.
func (c *call) fact(occurrence string, at time.Time, data callcenter.Payload) {
	c.floor.journal.Tell(callcenter.Fact{
		Subject: c.id, Occurrence: occurrence, At: at, By: c.cfg.Controller, Data: data,
	})
}

func tryName(try int) string { return strconv.Itoa(try) }

// calledBack settles what was owed, in the record of the call that owed it.
func (c *call) calledBack(agent callcenter.AgentID) {
	if c.isBack() {
		c.floor.journal.Tell(callcenter.Fact{
			Subject: c.memory.Back, At: time.Now(), By: c.cfg.Controller,
			Data: callcenter.CallBackMade{Call: c.id, Agent: agent},
		})
	}
}

// triedInVain notes, in the record of the call that is owed one, that who picked it from
// the worklist did not reach him.
func (c *call) triedInVain(cause int, at time.Time) {
	if c.memory.For != "" {
		c.floor.journal.Tell(callcenter.Fact{
			Subject: c.memory.Back, Occurrence: c.id.String(), At: at, By: c.cfg.Controller,
			Data: callcenter.CallBackTried{Call: c.id, Agent: c.memory.For, Cause: cause},
		})
	}
}

func (c *call) arrived() {
	c.floor.journal.Tell(callcenter.Fact{
		Subject: c.id, At: c.Created, By: c.cfg.Controller, Contact: c.Caller,
		Data: callcenter.CallArrived{
			Line: c.line, Called: c.Called, Anonymous: c.Caller.Anonymous(), Channel: c.Channel, Reference: c.memory.Reference,
		},
	})
	c.mark(MarkArrived, c.Created)
}

// taken notes that this controller goes on with a call that another, or an earlier run of
// it, had.
func (c *call) taken(at time.Time) { c.fact(tryName(c.memory.Epoch), at, callcenter.CallAdopted{}) }

// unheard notes that a line went while nothing could be heard of it.
func (c *call) unheard(line callcenter.LineID) {
	c.fact(string(line), time.Now(), callcenter.LineMissed{})
}

// recorded notes what became of a recording; its end may be told long after the talk.
func (c *call) recorded(ev callcenter.LineEvent, at time.Time) {
	token := callcenter.Token(ev.Recording)
	if token.Call() != c.id {
		return
	}
	delete(c.recordings, ev.Recording)
	c.fact(string(token), at, callcenter.RecordingEnded{Token: token, Name: ev.Recording, Seconds: ev.Seconds, Failed: ev.Failed})
	if ev.Failed {
		c.recordingFailed("the recording was not written")
	}
}

func (c *call) recordingFailed(why string) {
	c.floor.alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmRecording, Call: c.id, Agent: c.memory.Agent, Detail: why})
}

func (c *call) mark(name MarkName, since time.Time) {
	if c.cfg.Observe != nil {
		c.cfg.Observe(Mark{Name: name, Call: c.id, Since: time.Since(since)})
	}
}

// remember writes what another controller would need, if it has changed.
func (c *call) remember(ctx context.Context) {
	c.publish()
	if c.line == "" || c.written != nil && same(*c.written, c.memory) {
		return
	}
	memory := c.memory
	err := c.onLine(ctx, "remember", func(ctx context.Context) error {
		return c.floor.switchboard.Remember(ctx, c.line, memory)
	})
	if err == nil {
		c.written = &memory
	}
}

func same(a, b callcenter.Memory) bool {
	return a.Stage == b.Stage && a.Topic == b.Topic && a.Language == b.Language && a.Entered.Equal(b.Entered) &&
		a.Key == b.Key && a.Token == b.Token && a.Agent == b.Agent && a.Told == b.Told && a.Epoch == b.Epoch && len(a.Excluded) == len(b.Excluded) &&
		slices.Equal(a.Guests, b.Guests) && a.Count == b.Count && a.Sent == b.Sent && a.Return == b.Return && a.Lost == b.Lost && a.Credit == b.Credit && a.Urgent == b.Urgent && a.Paused == b.Paused &&
		a.Asked == b.Asked && a.Loop == b.Loop
}

// topic is the configuration of the call's topic as it is now.
func (c *call) topic() callcenter.Topic {
	topic, known := c.cfg.Topic(c.memory.Topic)
	if !known {
		c.log.Warn("topic is not configured", zap.String("topic", string(c.memory.Topic)))
		topic = callcenter.Topic{Name: c.memory.Topic, Language: c.memory.Language}
	}
	return topic
}

func (c *call) language() callcenter.Language {
	if c.memory.Language == "" {
		return callcenter.Mandarin
	}
	return c.memory.Language
}
