package flow

import (
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
			s, err = c.floor.switchboard.Examine(ctx, c.id, c.line)
			return err
		})
	})
	return s, err
}

func (c *call) agrees(s callcenter.Snapshot) bool {
	if c.saying != "" || len(c.ended) > 0 {
		return false
	}
	if c.leg == "" {
		return len(s.Legs) == 0
	}
	leg, there := legOf(s, c.leg)
	up := leg.State == callcenter.LegUp
	return there && len(s.Legs) == 1 && up == c.engaged && (!c.joined || c.held || together(s))
}

// compare puts what was missed before the stage, as if it had been told in time.
func (c *call) compare(ctx context.Context, s callcenter.Snapshot, alive bool) {
	if !alive {
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
	for _, leg := range s.Legs {
		switch {
		case leg.Token != c.leg:
			c.stray(ctx, callcenter.LineID(leg.Token))
		case leg.State == callcenter.LegUp && !c.engaged:
			c.found = append(c.found, callcenter.LineEvent{Kind: callcenter.LineAnswered, Line: callcenter.LineID(c.leg)})
		}
	}
	if c.leg == "" {
		return
	}
	line := callcenter.LineID(c.leg)
	if _, there := legOf(s, c.leg); !there {
		gone, _ := c.box.lost(line) // its cause, if it was heard
		gone.Kind, gone.Line = callcenter.LineGone, line
		c.found = append(c.found, gone)
	} else if alive && c.joined && !c.held && !together(s) {
		_ = c.try(ctx, "join", func(ctx context.Context) error { return c.floor.switchboard.Join(ctx, c.id, c.line, line) })
	}
}

// missing notes that Asterisk no longer has the caller's line.
func (c *call) missing() {
	if ev, heard := c.box.lost(c.line); heard {
		c.leave(callcenter.ByCaller, ev.At)
		return
	}
	c.leave(callcenter.BySystem, time.Now())
}

func legOf(s callcenter.Snapshot, token callcenter.Token) (callcenter.Leg, bool) {
	i := slices.IndexFunc(s.Legs, func(l callcenter.Leg) bool { return l.Token == token })
	if i < 0 || token == "" {
		return callcenter.Leg{}, false
	}
	return s.Legs[i], true
}

// together tells whether the caller and an agent are in the bridge.
func together(s callcenter.Snapshot) bool {
	return slices.Contains(s.Joined, s.Line) && len(s.Joined) > 1
}
