package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// listener is a supervisor who hears the talk. He is no part of it: no segment, no
// recording, and he does not outlive the controller or the agent's line he hears by.
type listener struct {
	by    callcenter.AgentID
	hears callcenter.Token // the agent's line that is tapped
}

// letListen rings the supervisor's phone; when he picks up he hears.
func (c *call) letListen(ctx context.Context, command Command) error {
	switch {
	case !command.Supervisor:
		return callcenter.Errorf(callcenter.Denied, "只有管理人员可以监听")
	case command.Seat == "":
		return callcenter.Errorf(callcenter.Conflict, "请先在一个坐席签入,监听要用话机")
	case c.leg == "":
		return callcenter.Errorf(callcenter.Conflict, "此刻没有话务员在通话")
	}
	for _, l := range c.listeners {
		if l.by == command.Agent {
			return nil
		}
	}
	c.memory.Count++
	phone := callcenter.ListenLine(c.id, c.memory.Count)
	c.listeners[phone] = listener{by: command.Agent, hears: c.leg}
	err := c.try(ctx, "listen", func(ctx context.Context) error {
		return c.floor.switchboard.Listen(ctx, phone, command.Seat, c.cfg.RingTimeout)
	})
	if err != nil {
		c.unlisten(ctx, phone)
	}
	return err
}

// overheard is what a listening line says; false: it is none of ours.
func (c *call) overheard(ctx context.Context, ev callcenter.LineEvent) bool {
	phone, listening := ev.Line.Listening()
	if !listening {
		return false
	}
	l, known := c.listeners[phone]
	switch {
	case !known:
		if ev.Kind == callcenter.LineAnswered && ev.Line == phone { // of a controller that died, or hung up meanwhile
			c.unlisten(ctx, phone)
		}
	case ev.Kind == callcenter.LineAnswered && ev.Line == phone:
		c.hearAlong(ctx, phone, l)
	case ev.Kind == callcenter.LineGone:
		c.unlisten(ctx, phone)
	}
	return true
}

func (c *call) hearAlong(ctx context.Context, phone callcenter.LineID, l listener) {
	err := c.try(ctx, "connect", func(ctx context.Context) error {
		return c.floor.switchboard.Connect(ctx, phone, callcenter.LineID(l.hears))
	})
	if err != nil {
		c.unlisten(ctx, phone)
		return
	}
	c.fact(string(phone), time.Now(), callcenter.CallListened{By: l.by})
}

// unlisten ends a listening.
func (c *call) unlisten(ctx context.Context, phone callcenter.LineID) {
	delete(c.listeners, phone)
	_ = c.owe(ctx, "unlisten", func(ctx context.Context) error { return c.floor.switchboard.Unlisten(ctx, phone) })
}

// sendListenersAway ends all of them, with the talk.
func (c *call) sendListenersAway(ctx context.Context) {
	for phone := range c.listeners {
		c.unlisten(ctx, phone)
	}
}

// listensBy reports a line of a listening that goes on.
func (c *call) listensBy(line callcenter.LineID) bool {
	phone, _ := line.Listening()
	_, known := c.listeners[phone]
	return known
}
