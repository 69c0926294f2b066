package flow

import (
	"context"
	"fmt"
	"time"

	"hotline/callcenter"
)

// pauseRecording leaves out of the recording what is said from now on, because it is
// nobody's business but the caller's. With a guest there are several recordings of the one
// talk, and none of them may have it. The count on the line pairs a pause with its end
// also when another controller sees the second.
func (c *call) pauseRecording(ctx context.Context, by callcenter.AgentID) error {
	if c.memory.Paused > 0 {
		return callcenter.Errorf(callcenter.Conflict, "录音已经暂停")
	}
	paused, err := c.switchRecordings(ctx, true)
	if err == nil {
		c.memory.Count++
		c.memory.Paused = c.memory.Count
		err = c.commitEach(ctx, paused, pausedBy(by))
	}
	if err != nil { // all of it or nothing
		c.memory.Paused = 0
		_, _ = c.switchRecordings(ctx, false)
		return err
	}
	c.pausedAt = time.Now()
	c.remember(ctx)
	return nil
}

// resumeRecording takes in again what is said.
func (c *call) resumeRecording(ctx context.Context, by callcenter.AgentID) error {
	if c.memory.Paused == 0 {
		return callcenter.Errorf(callcenter.Conflict, "录音没有暂停,不需要恢复")
	}
	resumed, err := c.switchRecordings(ctx, false)
	if err == nil {
		err = c.commitEach(ctx, resumed, resumedBy(by))
	}
	if err != nil {
		return err
	}
	now := time.Now()
	for name, since := range c.recordings {
		c.recordings[name] = c.without(since, now)
	}
	c.memory.Paused = 0
	c.remember(ctx)
	return nil
}

// without is since when a recording would have begun that had no pause in it, so that its
// length can be told when Asterisk did not; zero, another controller having begun it: unknown.
func (c *call) without(since, now time.Time) time.Time {
	switch {
	case c.memory.Paused == 0 || since.IsZero():
		return since
	case c.pausedAt.IsZero(): // another controller's pause
		return time.Time{}
	case since.After(c.pausedAt):
		return now
	}
	return since.Add(now.Sub(c.pausedAt))
}

// commitEach tells of each recording what was done to it. Nobody can tell it again, so it
// counts once it is on the disk.
func (c *call) commitEach(ctx context.Context, names []string, what func(name string) callcenter.Payload) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
	defer cancel()
	for _, name := range names {
		err := c.floor.journal.Commit(ctx, callcenter.Fact{
			Subject: c.id, Occurrence: fmt.Sprintf("%s#%d", name, c.memory.Paused), At: time.Now(), By: c.cfg.Controller, Data: what(name),
		})
		if err != nil {
			return fmt.Errorf("note a pause in call %s: %w", c.id, err)
		}
	}
	return nil
}

func pausedBy(by callcenter.AgentID) func(string) callcenter.Payload {
	return func(name string) callcenter.Payload { return callcenter.RecordingPaused{Name: name, By: by} }
}

func resumedBy(by callcenter.AgentID) func(string) callcenter.Payload {
	return func(name string) callcenter.Payload { return callcenter.RecordingResumed{Name: name, By: by} }
}

// switchRecordings pauses or resumes all that is recorded. Conflict: nothing is.
func (c *call) switchRecordings(ctx context.Context, off bool) (names []string, err error) {
	for name := range c.recordings {
		err := c.try(ctx, "pause recording", func(ctx context.Context) error {
			return c.floor.switchboard.PauseRecording(ctx, name, off)
		})
		switch {
		case err == nil:
			names = append(names, name)
		case !callcenter.Is(err, callcenter.NotFound): // one that has ended needs no pause
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, callcenter.Errorf(callcenter.Conflict, "这段通话此刻没有在录音")
	}
	return names, nil
}

// pauseToo pauses a recording that begins during a pause.
func (c *call) pauseToo(ctx context.Context, name string) {
	if c.memory.Paused == 0 {
		return
	}
	err := c.try(ctx, "pause recording", func(ctx context.Context) error {
		return c.floor.switchboard.PauseRecording(ctx, name, true)
	})
	if err == nil {
		err = c.commitEach(ctx, []string{name}, pausedBy(c.promise.Agent.ID))
	}
	if err != nil {
		c.recordingFailed("暂停录音期间有人加入,他那份录音没能暂停")
	}
}
