package controller

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

func TestSoundsAreMovedOnceTheyAreOver(t *testing.T) {
	call := callcenter.CallIDOf("line", time.Unix(1795000000, 0))
	for name, c := range map[string]struct {
		file   string
		quiet  time.Duration
		told   bool
		live   bool
		away   bool // Asterisk
		others bool // another centre's
		broken bool // the store
		moved  bool
	}{
		"told":                  {quiet: 3 * time.Second, told: true, moved: true},
		"told, still written":   {quiet: time.Second, told: true},
		"after a restart":       {quiet: time.Minute, moved: true},
		"still written":         {quiet: time.Second},
		"held, still recording": {quiet: time.Minute, live: true},
		"asterisk away":         {quiet: time.Minute, away: true},
		"another centre's":      {quiet: time.Hour, others: true},
		"store full":            {quiet: time.Minute, told: true, broken: true},
		"not ours":              {file: "other.wav", quiet: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.file == "" {
				c.file = call.String() + ".1.x.wav"
			}
			path := filepath.Join(dir, c.file)
			if err := os.WriteFile(path, []byte("sound"), 0o600); err != nil {
				t.Fatal(err)
			}
			var kept []string
			s := sounds{
				dir: dir, log: zap.NewNop(), now: func() time.Time { return time.Now().Add(c.quiet) },
				told: func(string) bool { return c.told },
				ours: func(context.Context, callcenter.ID) (bool, error) { return !c.others, nil },
				live: func(context.Context, string) (bool, error) {
					if c.away {
						return false, errors.New("away")
					}
					return c.live, nil
				},
				keep: func(_ context.Context, id callcenter.ID, of, file string) error {
					if c.broken {
						return errors.New("disk full")
					}
					if id != call || file != path {
						t.Errorf("kept %s of %s", file, id)
					}
					kept = append(kept, of)
					return nil
				},
			}
			for range 2 {
				s.look(t.Context())
			}
			_, err := os.Stat(path)
			if there := err == nil; there == c.moved || (len(kept) == 1) != c.moved {
				t.Errorf("kept %v, still in the spool: %v", kept, there)
			}
		})
	}
}

func TestMessageSoundIsKeptBeforeItsNoteGoes(t *testing.T) {
	l := &ledger{}
	var kept []string
	fail := true
	m := messages{dir: t.TempDir(), areaCode: callcenter.LocalAreaCode, name: "c1", journal: l, log: zap.NewNop()}
	m.keep = func(_ context.Context, _ callcenter.ID, of, _ string) error {
		if fail {
			return errors.New("disk full")
		}
		kept = append(kept, of)
		return nil
	}
	path := spool(t, m.dir, "line-1", "13800001234", 7)
	if err := m.take(t.Context(), path); err == nil {
		t.Error("a sound that was not kept is taken")
	}
	if _, err := os.Stat(path + ".call"); err != nil {
		t.Error("the note is gone before the sound is kept")
	}
	fail = false
	for range 2 {
		if err := m.take(t.Context(), path); err != nil {
			t.Error(err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(m.dir, "*"))
	if len(left) != 0 || len(kept) != 1 || kept[0] != "line-1.wav" {
		t.Errorf("kept %v, left %v", kept, left)
	}
}
