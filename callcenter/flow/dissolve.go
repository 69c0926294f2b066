package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// recordingWritten is how long the word of a recording's end is waited for; it comes
// within milliseconds.
const recordingWritten = time.Second

// takeOut takes the caller out of the bridge. Asterisk answers the end of a bridge before
// the lines have left it, and what is said to a line on its way out is lost without a
// word: who is to hear more leaves first, which Asterisk answers when it is done.
func (c *call) takeOut(ctx context.Context) {
	if c.bridged && c.left == nil && !c.held {
		_ = c.try(ctx, "part", func(ctx context.Context) error { return c.floor.switchboard.Part(ctx, c.id, c.line) })
	}
}

// dissolve ends the call's bridge.
func (c *call) dissolve(ctx context.Context) {
	if !c.bridged {
		return
	}
	_ = c.owe(ctx, "dissolve", func(ctx context.Context) error { return c.floor.switchboard.Dissolve(ctx, c.id) })
	c.bridged = false
}

// stopRecording ends the recording and waits for the word of it, which Asterisk gives
// only while a line of ours is in the bridge.
func (c *call) stopRecording(ctx context.Context, token callcenter.Token) {
	name := string(token)
	since, runs := c.recordings[name]
	if !runs {
		return
	}
	err := c.owe(ctx, "stop recording", func(ctx context.Context) error { return c.floor.switchboard.StopRecording(ctx, name) })
	if err != nil {
		return
	}
	ev, came := c.box.await(ctx, recordingWritten, func(ev callcenter.LineEvent) bool {
		return ev.Kind == callcenter.RecordingEnd && ev.Recording == name
	})
	if !came {
		ev = c.recordingMissed(ctx, name, since)
	}
	c.recorded(ev, ev.At)
}

// recordingMissed is the end of a recording that nobody told: too short a talk, or a deaf
// event stream. The recording is taken as good if Asterisk has ended it.
func (c *call) recordingMissed(ctx context.Context, name string, since time.Time) (ev callcenter.LineEvent) {
	_ = c.try(ctx, "recording", func(ctx context.Context) error {
		goesOn, err := c.floor.switchboard.Recording(ctx, name)
		if err == nil && !goesOn {
			ev = callcenter.LineEvent{Kind: callcenter.RecordingEnd, Recording: name, At: time.Now()}
		}
		return err
	})
	if since = c.without(since, ev.At); ev.Recording != "" && !since.IsZero() {
		ev.Seconds = int(ev.At.Sub(since) / time.Second)
	}
	return ev
}
