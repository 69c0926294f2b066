package flow

import (
	"context"
	"slices"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Known is what is known of a caller before anybody answers him.
type Known struct {
	Owner    callcenter.AgentID    // who is responsible for his open matter (首问负责)
	Standing []callcenter.Standing // why he is heard earlier
	Blocked  bool                  // he is turned off
	Back     callcenter.ID         // the call-back he is owed; zero: none
	Place    time.Time             // and the place it keeps
	Loop     bool                  // we had sent the matter to who hands him over now; Owner had
}

// lookUp asks what is known of the caller while he is greeted: it costs him no time.
// Not known when he enters the queue: nothing is. Where nothing is said first there is
// no time to ask.
func (c *call) lookUp() {
	greeted := c.cfg.Welcome || c.cfg.Notice || c.cfg.AskMenu
	if !greeted || c.cfg.Known == nil || c.Caller.Anonymous() && c.memory.Reference == "" {
		return
	}
	answer := make(chan Known, 1)
	c.answer = answer
	who := c.Arrival
	who.Reference = c.memory.Reference
	c.floor.beside(func(ctx context.Context) { answer <- c.cfg.Known(ctx, who) })
}

// heard is the answer, if it has come.
func (c *call) heard() Known {
	select {
	case c.known = <-c.answer:
	default: // has not come, or came before, or nobody was asked
	}
	return c.known
}

// waiter is the call as the queue needs it.
func (c *call) waiter() callcenter.Waiter {
	known := c.heard()
	w := callcenter.Waiter{
		Call: c.id, Topic: c.memory.Topic, Entered: c.memory.Entered,
		Priority: c.topic().Priority + c.memory.Credit, Excluded: c.memory.Excluded, Standing: known.Standing,
	}
	if c.cfg.Party != nil && !c.Caller.Anonymous() { // nobody shares a place with those who show no number
		w.Party = c.cfg.Party(c.Caller)
	}
	if known.Owner != "" {
		w.Sticky, w.StickyFor = known.Owner, c.cfg.StickyFor()
	}
	if c.Channel == callcenter.City && !slices.Contains(w.Standing, callcenter.From12345) {
		w.Standing = append(slices.Clone(w.Standing), callcenter.From12345)
	}
	if c.isBack() {
		w.Standing = append(slices.Clone(w.Standing), callcenter.CallBack)
	}
	if c.memory.Return != "" {
		w.Only, w.OnlyFor = c.memory.Return, c.cfg.ReturnFor
	}
	if c.memory.For != "" {
		w.Only, w.OnlyFor = c.memory.For, c.cfg.RingTimeout+c.cfg.AcceptPatience
	}
	if c.memory.Lost {
		w.Sticky, w.StickyFor, w.Awaited = c.memory.Return, c.cfg.LostFor, true
	}
	return w
}

// calledAgain gives him who is owed a call, and calls himself, the place of that call-back,
// which is over.
func (c *call) calledAgain() {
	known := c.heard()
	if known.Back.IsZero() || c.isBack() || c.cfg.CalledAgain == nil {
		return
	}
	if earlier := c.memory.Entered.Sub(known.Place); earlier > c.memory.Credit {
		c.memory.Credit = earlier
	}
	c.floor.beside(func(ctx context.Context) {
		bound, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
		defer cancel()
		err := c.cfg.CalledAgain(bound, known.Back)
		if err != nil && ctx.Err() == nil && !callcenter.Is(err, callcenter.NotFound) && !callcenter.Is(err, callcenter.Conflict) {
			c.log.Warn("call-back not called off", zap.Stringer("call_back", known.Back), zap.Error(err))
		}
	})
}
