package controller

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

const (
	soundLook    = 5 * time.Second  // between two looks at Asterisk's spool
	soundWritten = 2 * time.Second  // after a recording's end
	soundQuiet   = 10 * time.Second // Asterisk seldom pauses longer while it records
)

// sounds moves what Asterisk recorded into the store, within a minute of its end. A
// file is removed after the store has it and the fact of it is durable, so a kill at
// any point moves it again and keeps it once.
type sounds struct {
	dir  string                                                      // Asterisk's spool
	told func(name string) bool                                      // we told its end
	live func(ctx context.Context, name string) (bool, error)        // Asterisk still records it
	ours func(ctx context.Context, call callcenter.ID) (bool, error) // the centre has such a call
	keep func(ctx context.Context, call callcenter.ID, of, file string) error
	now  func() time.Time
	log  *zap.Logger
}

// Run looks until ctx ends. What it cannot move stays where it is and is tried again.
func (s sounds) Run(ctx context.Context) error {
	for callcenter.Pause(ctx, soundLook) {
		s.look(ctx)
	}
	return nil
}

func (s sounds) look(ctx context.Context) {
	files, err := filepath.Glob(filepath.Join(s.dir, "*.wav"))
	if err != nil {
		s.log.Error("spool not read", zap.Error(err))
	}
	for _, file := range files {
		if ctx.Err() != nil {
			return
		}
		token := callcenter.Token(strings.TrimSuffix(filepath.Base(file), ".wav"))
		if token.Call().IsZero() || !s.over(ctx, token, file) {
			continue
		}
		if err := s.move(ctx, token, file); err != nil && ctx.Err() == nil {
			s.log.Error("recording not kept, it stays in the spool", zap.Stringer("call_id", token.Call()), zap.Error(err))
		}
	}
}

// over: we told its end; else, after a restart or in another controller's call, Asterisk
// is asked. A recording that only pauses must not lose its file, and another centre's
// on the same Asterisk is not ours to take.
func (s sounds) over(ctx context.Context, token callcenter.Token, file string) bool {
	info, err := os.Stat(file)
	if err != nil {
		return false
	}
	quiet := s.now().Sub(info.ModTime())
	if s.told(string(token)) && quiet >= soundWritten {
		return true
	}
	if quiet < soundQuiet {
		return false
	}
	ours, err := s.ours(ctx, token.Call())
	if err != nil || !ours {
		return false
	}
	live, err := s.live(ctx, string(token))
	return err == nil && !live
}

func (s sounds) move(ctx context.Context, token callcenter.Token, file string) error {
	before, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("move recording: %w", err)
	}
	if err := s.keep(ctx, token.Call(), string(token), file); err != nil {
		return err
	}
	after, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("move recording: %w", err)
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return errors.New("the recording grew while it was moved")
	}
	return os.Remove(file)
}
