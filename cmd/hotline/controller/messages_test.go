package controller

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// ledger keeps facts, or refuses them while it is broken.
type ledger struct {
	facts  []callcenter.Fact
	broken bool
}

func (l *ledger) Commit(_ context.Context, f callcenter.Fact) error {
	if l.broken {
		return errors.New("no journal")
	}
	l.facts = append(l.facts, f)
	return nil
}

// spool writes what the dialplan leaves of a caller, and how many seconds he spoke.
func spool(t *testing.T, dir, line, caller string, seconds int) string {
	t.Helper()
	path := filepath.Join(dir, line)
	for name, text := range map[string]string{
		".call": "created=1795000000.123999\ncalled=12348\ncaller=" + caller + "\n",
		".end":  "status=HANGUP\n",
		".wav":  strings.Repeat("x", 44+seconds*frameBytes),
	} {
		if err := os.WriteFile(path+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestMessageBecomesOneRecord(t *testing.T) {
	for name, c := range map[string]struct {
		seconds int
		caller  string
		kinds   string
		outcome callcenter.Outcome
	}{
		"spoke":        {7, "13800001234", "call.arrived message.left call.ended", callcenter.Message},
		"anonymous":    {7, "anonymous", "call.arrived message.left call.ended", callcenter.Message},
		"said nothing": {0, "13800001234", "call.arrived call.ended", callcenter.Abandoned},
	} {
		t.Run(name, func(t *testing.T) {
			l := &ledger{}
			m := messages{dir: t.TempDir(), areaCode: callcenter.LocalAreaCode, name: "c1", journal: l, log: zap.NewNop()}
			path := spool(t, m.dir, "leshan-1795000000.7", c.caller, c.seconds)
			if err := m.take(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, f := range l.facts {
				kinds = append(kinds, string(f.Kind()))
				if want := callcenter.CallIDOf("leshan-1795000000.7", time.UnixMilli(1795000000123)); f.Subject != want {
					t.Errorf("%s is about %s, want %s", f.Kind(), f.Subject, want)
				}
			}
			if got := strings.Join(kinds, " "); got != c.kinds {
				t.Errorf("facts %s, want %s", got, c.kinds)
			}
			if end := l.facts[len(l.facts)-1].Data.(callcenter.CallEnded); end.Outcome != c.outcome {
				t.Errorf("outcome %s, want %s", end.Outcome, c.outcome)
			}
			if got, want := l.facts[0].Contact, callcenter.ParseNumber(c.caller, callcenter.LocalAreaCode); got != want {
				t.Errorf("contact %v, want %v", got, want)
			}
			if left, _ := filepath.Glob(path + ".[ce]*"); len(left) != 0 {
				t.Errorf("notes with the number left behind: %v", left)
			}
		})
	}
}

func TestMessageWaitsForTheJournal(t *testing.T) {
	l := &ledger{broken: true}
	m := messages{dir: t.TempDir(), areaCode: callcenter.LocalAreaCode, name: "c1", journal: l, log: zap.NewNop()}
	path := spool(t, m.dir, "leshan-1795000000.8", "13800001234", 3)
	if err := m.take(t.Context(), path); err == nil {
		t.Fatal("taken without a journal")
	}
	l.broken = false
	if err := m.take(t.Context(), path); err != nil || len(l.facts) != 3 {
		t.Fatalf("%d facts, %v", len(l.facts), err)
	}
	if err := m.take(t.Context(), path); err != nil || len(l.facts) != 3 {
		t.Fatalf("taken by another: %d facts, %v", len(l.facts), err)
	}
}

func TestMessageOfACrashedAsterisk(t *testing.T) {
	l := &ledger{}
	m := messages{dir: t.TempDir(), areaCode: callcenter.LocalAreaCode, name: "c1", journal: l, log: zap.NewNop()}
	path := spool(t, m.dir, "leshan-1795000000.9", "13800001234", 3)
	if err := os.Remove(path + ".end"); err != nil {
		t.Fatal(err)
	}
	last := time.Unix(1795000042, 0)
	for _, name := range []string{".call", ".wav"} {
		if err := os.Chtimes(path+name, last, last); err != nil {
			t.Fatal(err)
		}
	}
	if !m.has("leshan-1795000000.9") {
		t.Error("nobody knows that he may be speaking")
	}
	if err := m.take(t.Context(), path); err != nil || len(l.facts) != 3 || !l.facts[2].At.Equal(last) {
		t.Fatalf("%v, %v", l.facts, err)
	}
	if m.has("leshan-1795000000.9") {
		t.Error("he is still there")
	}
}

func TestNoteThatCannotBeReadIsKept(t *testing.T) {
	m := messages{dir: t.TempDir(), journal: &ledger{}, log: zap.NewNop()}
	path := filepath.Join(m.dir, "x")
	for _, text := range []string{"", "created=\n", "created=now\n", "created=17x.5\n"} {
		if err := errors.Join(os.WriteFile(path+".call", []byte(text), 0o600), os.WriteFile(path+".end", nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		if err := m.take(t.Context(), path); err == nil {
			t.Errorf("%q taken", text)
		}
		if _, err := os.Stat(path + ".call"); err != nil {
			t.Errorf("%q thrown away", text)
		}
	}
}
