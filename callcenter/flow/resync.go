package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// resync compares what the call believes with what Asterisk says, after events were
// lost: the mailbox was full, or the connection was. A snapshot taken by others may be
// older than our last request, so only one that agrees is believed; else the call
// reads Asterisk itself, in order with its own requests.
func (c *call) resync(ctx context.Context, overflowed, doubtful bool, s *callcenter.Snapshot) {
	if overflowed {
		c.floor.alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmResync, Call: c.id, Detail: "the mailbox was full"})
	}
	if s != nil && !overflowed && !doubtful && c.agrees(*s) {
		c.rememberIfOwed(ctx)
		return
	}
	snapshot, err := c.examine(ctx)
	switch _, gone := c.box.lost(c.line); {
	case err == nil || callcenter.Is(err, callcenter.NotFound):
		c.compare(ctx, snapshot, err == nil)
		c.rememberIfOwed(ctx)
	case gone && ctx.Err() == nil: // Asterisk is away, and this may have been among what was lost
		c.missing()
	}
}

// rememberIfOwed writes what could not be written while Asterisk was away.
func (c *call) rememberIfOwed(ctx context.Context) {
	switch {
	case c.left != nil || c.finished || c.at(callcenter.InMenu) || c.at(callcenter.Leaving):
	case c.at(callcenter.Waiting):
		c.keepPlace(ctx)
	default:
		c.remember(ctx)
	}
}

// examine reads the call from Asterisk, however long Asterisk is away.
func (c *call) examine(ctx context.Context) (s callcenter.Snapshot, err error) {
	err = c.insist(ctx, func() error {
		return c.try(ctx, "examine", func(ctx context.Context) (err error) {
			s, err = c.floor.switchboard.Examine(ctx, c.id, cmp.Or(c.dialled, c.line))
			return err
		})
	})
	return s, err
}

func (c *call) agrees(s callcenter.Snapshot) bool {
	if c.saying != "" || c.dialled != "" || len(c.ended) > 0 {
		return false
	}
	mine := c.legs()
	for _, leg := range mine {
		found, there := legOf(s, leg.token)
		if !there || (found.State == callcenter.LegUp) != leg.up || leg.in && !slices.Contains(s.Joined, callcenter.LineID(leg.token)) {
			return false
		}
	}
	others := slices.DeleteFunc(slices.Clone(s.Legs), func(l callcenter.Leg) bool { return c.listensBy(callcenter.LineID(l.Token)) })
	return len(others) == len(mine) && (!c.joined || c.held || slices.Contains(s.Joined, s.Line))
}

// placed is a leg of the call as the call believes it is.
type placed struct {
	token  callcenter.Token
	up, in bool // answered; in the bridge
}

func (c *call) legs() (list []placed) {
	if c.leg != "" {
		list = append(list, placed{c.leg, c.engaged, c.joined})
	}
	for _, g := range c.guests {
		if g.token != "" {
			list = append(list, placed{g.token, g.joined, g.joined})
		}
	}
	return list
}

// compare puts what was missed before the stage, as if it had been told in time.
func (c *call) compare(ctx context.Context, s callcenter.Snapshot, alive bool) {
	switch {
	case c.dialled != "":
		c.compareDialled(s, alive)
	case c.line == "": // who is called back has none yet
	case !alive:
		delete(c.ended, c.line)
		c.missing()
	}
	if c.saying != "" && alive { // whether it ended cannot be read: it ends now
		saying := c.saying
		c.hush(ctx)
		c.saying = saying
		c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.SayingEnded, Line: c.line, Saying: saying})
	}
	for line := range c.ended {
		if _, there := legOf(s, callcenter.Token(line)); !there && line != c.line {
			delete(c.ended, line)
		}
	}
	mine := c.legs()
	for _, leg := range s.Legs {
		i := slices.IndexFunc(mine, func(m placed) bool { return m.token == leg.Token })
		switch {
		case i < 0 && c.listensBy(callcenter.LineID(leg.Token)):
		case i < 0:
			c.stray(ctx, callcenter.LineID(leg.Token))
		case leg.State == callcenter.LegUp && !mine[i].up:
			c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: callcenter.LineID(leg.Token)})
		}
	}
	c.reunite(ctx, s, mine, alive)
}

// reunite tells of the legs that are gone, and puts back into the bridge who fell out of it.
func (c *call) reunite(ctx context.Context, s callcenter.Snapshot, mine []placed, alive bool) {
	var out []callcenter.LineID
	for _, leg := range mine {
		line := callcenter.LineID(leg.token)
		if _, there := legOf(s, leg.token); !there {
			gone, heard := c.box.lost(line)
			if !heard {
				c.unheard(line)
			}
			gone.Kind, gone.Line = callcenter.LineGone, line
			c.found = append(c.found, gone)
		} else if leg.in && !slices.Contains(s.Joined, line) {
			out = append(out, line)
		}
	}
	if alive && c.joined && !c.held && !slices.Contains(s.Joined, c.line) {
		out = append(out, c.line)
	}
	if len(out) > 0 && (alive || c.outlived) {
		_ = c.try(ctx, "join", func(ctx context.Context) error { return c.floor.switchboard.Join(ctx, c.id, out...) })
	}
}

// compareDialled puts what was missed of the line that is being dialled.
func (c *call) compareDialled(s callcenter.Snapshot, alive bool) {
	missed := callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: c.dialled}
	switch {
	case !alive:
		missed, _ = c.box.lost(c.dialled)
		missed.Kind, missed.Line = callcenter.LineGone, c.dialled
	case !s.Answered:
		return
	}
	c.found = append(c.found, missed)
}

// missing notes that Asterisk no longer has the caller's line.
func (c *call) missing() {
	if ev, heard := c.box.lost(c.line); heard {
		c.leave(callcenter.ByCaller, ev.At)
		return
	}
	c.unheard(c.line)
	c.leave(callcenter.BySystem, time.Now())
}

func legOf(s callcenter.Snapshot, token callcenter.Token) (callcenter.Leg, bool) {
	i := slices.IndexFunc(s.Legs, func(l callcenter.Leg) bool { return l.Token == token })
	if i < 0 || token == "" {
		return callcenter.Leg{}, false
	}
	return s.Legs[i], true
}
