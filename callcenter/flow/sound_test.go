package flow_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hotline/callcenter"
)

// What is said to lines, and what is recorded of them.

type saying struct {
	line  callcenter.LineID
	timer *time.Timer
}

type tape struct {
	call    callcenter.ID
	started time.Time
	paused  time.Time
	gaps    time.Duration
}

func (x *exchange) Say(ctx context.Context, id callcenter.LineID, name string, lang callcenter.Language, prompts ...callcenter.Prompt) (missing []callcenter.Prompt, err error) {
	err = x.on(ctx, "say", id, func(l *line) {
		if slices.Contains(x.bridges[l.call], id) {
			x.wrong = append(x.wrong, fmt.Sprintf("said %v to a line in a bridge", prompts))
		}
		if time.Now().Before(l.leaving) {
			x.wrong = append(x.wrong, fmt.Sprintf("said %v to a line that is leaving a bridge", prompts))
		}
		for other, s := range x.sayings {
			if s.line == id && !x.refused {
				x.wrong = append(x.wrong, fmt.Sprintf("said %v over %s", prompts, other))
			}
		}
		l.music = false
		for _, p := range prompts {
			x.heard = append(x.heard, heard{at: time.Now(), line: id, what: string(p)})
			if x.missing[p] {
				missing = append(missing, p)
			}
		}
		x.sayings[name] = &saying{line: id, timer: time.AfterFunc(time.Duration(len(prompts))*x.lasts, func() { x.said(name) })}
	})
	return missing, err
}

func (x *exchange) Saying(ctx context.Context, name string) (bool, error) {
	if err := x.request(ctx, "saying"); err != nil {
		return false, err
	}
	defer x.mu.Unlock()
	return x.sayings[name] != nil, nil
}

func (x *exchange) said(name string) {
	x.mu.Lock()
	s := x.sayings[name]
	delete(x.sayings, name)
	x.mu.Unlock()
	if s != nil {
		s.timer.Stop()
		x.tell(callcenter.LineEvent{Kind: callcenter.SayingEnded, Call: x.callOf(s.line), Line: s.line, Saying: name})
	}
}

func (x *exchange) Hush(ctx context.Context, name string) error {
	if err := x.request(ctx, "hush"); err != nil {
		return err
	}
	x.mu.Unlock()
	x.said(name)
	return nil
}

func (x *exchange) Record(ctx context.Context, call callcenter.ID, name string) error {
	if err := x.request(ctx, "record"); err != nil {
		return err
	}
	defer x.mu.Unlock()
	if x.bridges[call] == nil {
		return gone()
	}
	x.tapes[name] = tape{call: call, started: time.Now()}
	return nil
}

func (x *exchange) PauseRecording(ctx context.Context, name string, on bool) error {
	if err := x.request(ctx, "pause"); err != nil {
		return err
	}
	defer x.mu.Unlock()
	t, runs := x.tapes[name]
	switch {
	case !runs:
		return gone()
	case on && t.paused.IsZero():
		t.paused = time.Now()
	case !on && !t.paused.IsZero():
		t.gaps, t.paused = t.gaps+time.Since(t.paused), time.Time{}
	}
	x.tapes[name] = t
	return nil
}

// StopRecording is heard of only by who has a line in the bridge.
func (x *exchange) StopRecording(ctx context.Context, name string) error {
	if err := x.request(ctx, "stop"); err != nil {
		return err
	}
	if x.loses["stop"] > 0 {
		x.loses["stop"]--
		delete(x.tapes, name)
		x.mu.Unlock()
		return nil
	}
	t, runs := x.tapes[name]
	if !t.paused.IsZero() {
		t.gaps += time.Since(t.paused)
	}
	delete(x.tapes, name)
	heard := len(x.bridges[t.call]) > 0
	x.mu.Unlock()
	if runs && heard {
		time.AfterFunc(leaves, func() {
			x.tell(callcenter.LineEvent{
				Kind: callcenter.RecordingEnd, Call: t.call, Recording: name, Seconds: int((time.Since(t.started) - t.gaps).Seconds()),
			})
		})
	}
	return nil
}

func (x *exchange) Recording(ctx context.Context, name string) (bool, error) {
	if err := x.request(ctx, "recording"); err != nil {
		return false, err
	}
	defer x.mu.Unlock()
	_, runs := x.tapes[name]
	return runs, nil
}
