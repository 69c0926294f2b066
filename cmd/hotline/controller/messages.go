package controller

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// The dialplan writes NAME.call for a caller whom no controller took, before he may
// speak, and NAME.end when he has gone; the sound is NAME.wav. NAME is the line's id,
// from which the call's id is derived.
const (
	messageLook = 2 * time.Second // between two looks at the folder
	frameBytes  = 16000           // of a second of 8 kHz 16-bit sound
)

// messages turns what callers left while nobody answered for us into records. The
// notes are deleted after the facts are durable and the sound is kept, so a crash tells
// the same facts again.
type messages struct {
	dir      string
	areaCode string
	name     string // of this controller
	journal  interface {
		Commit(ctx context.Context, fact callcenter.Fact) error
	}
	keep func(ctx context.Context, call callcenter.ID, of, file string) error // seals the sound; nil: it stays where it is
	log  *zap.Logger
}

// Run looks into the folder until ctx ends. lines lists every line Asterisk has.
func (m messages) Run(ctx context.Context, lines func(context.Context) (map[callcenter.LineID]bool, error)) error {
	for callcenter.Pause(ctx, messageLook) {
		calls, err := filepath.Glob(filepath.Join(m.dir, "*.call"))
		if err != nil {
			return fmt.Errorf("messages: %w", err)
		}
		if len(calls) == 0 {
			continue
		}
		alive, err := lines(ctx)
		if err != nil {
			continue // without Asterisk nobody knows who still speaks
		}
		for _, call := range calls {
			path := strings.TrimSuffix(call, ".call")
			if alive[callcenter.LineID(filepath.Base(path))] {
				continue
			}
			if err := m.take(ctx, path); err != nil {
				m.log.Error("message not taken", zap.String("file", call), zap.Error(err))
			}
		}
	}
	return nil
}

// has reports that the line is, or was, in the dialplan's hands and is not yet told.
func (m messages) has(line callcenter.LineID) bool {
	_, err := os.Stat(filepath.Join(m.dir, string(line)+".call"))
	return err == nil
}

// take tells the facts of one message and removes its notes. Without its .end, which
// an Asterisk that crashed cannot write, he went when the last of him was written.
func (m messages) take(ctx context.Context, path string) error {
	note, err := readNote(path + ".call")
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another controller was faster
	}
	if err != nil {
		return err
	}
	for _, f := range m.facts(path, note, lastWritten(path)) {
		if err := m.journal.Commit(ctx, f); err != nil {
			return fmt.Errorf("message of call %s: %w", f.Subject, err)
		}
	}
	if err := m.store(ctx, path, note); err != nil {
		return err
	}
	return errors.Join(unlessGone(os.Remove(path+".end")), unlessGone(os.Remove(path+".call")))
}

// store moves the sound to the recordings. The note goes last: until then a kill does
// all of this again, and nothing twice.
func (m messages) store(ctx context.Context, path string, n note) error {
	sound := path + ".wav"
	file, err := os.Stat(sound)
	if err != nil || m.keep == nil {
		return unlessGone(err)
	}
	if file.Size() >= frameBytes {
		line := callcenter.LineID(filepath.Base(path))
		if err := m.keep(ctx, callcenter.CallIDOf(line, n.created), filepath.Base(sound), sound); err != nil {
			return err
		}
	}
	return unlessGone(os.Remove(sound))
}

func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func lastWritten(path string) (last time.Time) {
	for _, name := range []string{".call", ".wav", ".end"} {
		if file, err := os.Stat(path + name); err == nil && file.ModTime().After(last) {
			last = file.ModTime()
		}
	}
	return last
}

func (m messages) facts(path string, n note, ended time.Time) []callcenter.Fact {
	line := callcenter.LineID(filepath.Base(path))
	caller := callcenter.ParseNumber(n.caller, m.areaCode)
	fact := callcenter.Fact{Subject: callcenter.CallIDOf(line, n.created), By: m.name}
	with := func(at time.Time, data callcenter.Payload) callcenter.Fact {
		f := fact
		f.At, f.Data = at, data
		return f
	}
	arrived := with(n.created, callcenter.CallArrived{Line: line, Called: n.called, Anonymous: caller.Anonymous()})
	arrived.Contact = caller
	facts := []callcenter.Fact{arrived}
	end := callcenter.CallEnded{Outcome: callcenter.Abandoned, Reason: "no_controller", By: callcenter.ByCaller}
	if sound, err := os.Stat(path + ".wav"); err == nil && sound.Size() >= frameBytes {
		seconds := int(sound.Size() / frameBytes)
		facts = append(facts, with(ended, callcenter.MessageLeft{Recording: filepath.Base(path) + ".wav", Seconds: seconds}))
		end = callcenter.CallEnded{Outcome: callcenter.Message, By: callcenter.ByCaller}
	}
	return append(facts, with(ended, end))
}

// note is what the dialplan wrote of a caller.
type note struct {
	created time.Time
	called  string
	caller  string
}

func readNote(path string) (note, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return note{}, fmt.Errorf("message: %w", err)
	}
	var n note
	for line := range strings.Lines(string(raw)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "created":
			if n.created, err = parseStamp(value); err != nil {
				return note{}, fmt.Errorf("message %s: %w", path, err)
			}
		case "called":
			n.called = value
		case "caller":
			n.caller = value
		}
	}
	if n.created.IsZero() {
		return note{}, fmt.Errorf("message %s: it does not say when the call came", path)
	}
	return n, nil
}

// parseStamp reads Asterisk's seconds.microseconds to the millisecond.
func parseStamp(text string) (time.Time, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	seconds, err1 := strconv.ParseInt(whole, 10, 64)
	millis, err2 := strconv.ParseInt((fraction + "000")[:3], 10, 64)
	if err := errors.Join(err1, err2); err != nil {
		return time.Time{}, fmt.Errorf("created %q is no time: %w", text, err)
	}
	return time.UnixMilli(seconds*1000 + millis), nil
}
