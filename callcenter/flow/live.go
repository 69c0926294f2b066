package flow

import (
	"slices"
	"time"

	"hotline/callcenter"
)

// Live is what a call is now: for the queue's rebuilding, for lists and for metrics.
type Live struct {
	callcenter.Arrival
	Stage    callcenter.Stage
	Topic    callcenter.TopicName
	Language callcenter.Language
	Waiter   callcenter.Waiter // from the menu on; it waits while Stage is waiting and Token empty
	Token    callcenter.Token  // the promise or talk it is in
	Promised callcenter.Agent  // and its agent, as the promise named him
	Engaged  bool              // the promise was accepted
	Held     bool
	Urgent   bool
	Loop     bool // we had sent the matter to who hands him over now
	Recorded bool
	Paused   bool      // but nothing of it just now
	Since    time.Time // in this stage
	Guests   []LiveGuest

	Failed      *Failure      // who was asked for last and did not come
	Key         string        // the menu key he pressed
	Interpreter bool          // the agent will need one
	Back        callcenter.ID // a call-back: of that call
	Resting     time.Time     // it is not tried again before

	Lost callcenter.AgentID // whose desk was lost: the caller waits for him
}

// Failure is somebody whom the agent asked for and who did not come.
type Failure struct {
	Target callcenter.Target
	Way    callcenter.Way
	Reason string
}

// LiveGuest is one whom the agent asked in.
type LiveGuest struct {
	callcenter.Guest
	Waiter   callcenter.Waiter // of an agent: he is sought while Token is empty
	Token    callcenter.Token
	Promised callcenter.Agent
	Engaged  bool
	Joined   bool
}

// publish shows the call as it stands to those who list it.
func (c *call) publish() {
	if c.finished {
		return
	}
	if c.stageWas != c.memory.Stage {
		c.stageWas, c.stageSince = c.memory.Stage, time.Now()
	}
	now := &Live{
		Arrival: c.Arrival, Stage: c.memory.Stage, Topic: c.memory.Topic, Language: c.memory.Language,
		Token: c.leg, Engaged: c.engaged, Held: c.held, Since: c.stageSince, Key: c.memory.Key,
		Back: c.memory.Back, Resting: c.memory.NotBefore,
	}
	now.Loop, now.Failed = c.memory.Loop, c.failed
	now.Urgent, now.Reference = c.memory.Urgent, c.memory.Reference
	now.Recorded, now.Paused = len(c.recordings) > 0, c.memory.Paused > 0
	if c.memory.Lost {
		now.Lost = c.memory.Return
	}
	for _, g := range c.guests {
		now.Guests = append(now.Guests, LiveGuest{
			Guest: g.Guest, Waiter: c.guestWaiter(g), Token: g.token, Promised: g.promise.Agent, Engaged: g.engaged, Joined: g.joined,
		})
	}
	if c.leg != "" {
		now.Promised = c.promise.Agent
		now.Interpreter = c.interpreter(c.promise)
	}
	if c.memory.Topic != "" {
		now.Waiter = c.waiter()
	}
	c.show(now)
}

// show makes it what Live lists; nil: it is over.
func (c *call) show(now *Live) {
	c.public.Store(now)
	if c.cfg.Changed != nil {
		c.cfg.Changed()
	}
}

// Has reports that whoever stands in that place of the queue is here. While the call's
// goroutine lives, what it owes the queue it still pays.
func (f *Floor) Has(place callcenter.ID) bool {
	c := f.find(place.Call())
	if c == nil || place == place.Call() {
		return c != nil
	}
	if !c.sorted.Load() { // it was begun and has not yet looked whom it has
		return true
	}
	now := c.public.Load()
	return now != nil && now.Token.Place() == place || now != nil && slices.ContainsFunc(now.Guests, func(g LiveGuest) bool { return now.Call.Place(g.N) == place })
}

// Live lists the calls whose end was not yet told.
func (f *Floor) Live() []Live {
	f.mu.RLock()
	defer f.mu.RUnlock()
	live := make([]Live, 0, len(f.calls))
	for _, c := range f.calls {
		if now := c.public.Load(); now != nil {
			live = append(live, *now)
		}
	}
	return live
}
