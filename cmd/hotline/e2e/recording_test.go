package e2e

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/records/recordings"
	"hotline/records/seal"
)

// bothVoices: a segment is one file, both voices are in it, and on hold, while the
// caller hears music, the agent's voice alone.
func bothVoices(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 8 s
		wang clicks hold; caller hears music; 8 s pass; wang clicks resume; both talk 8 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	p.endsWell(`wang hangs up`)
	var call callcenter.ID
	var name string
	var seconds int
	p.until(patience, "the recording is kept", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT call, name, seconds FROM recording JOIN recording_file USING (call, name)
			WHERE kind = 'segment' AND ended_at IS NOT NULL AND NOT failed`).Scan(&call, &name, &seconds) == nil
	})
	if seconds < 5 {
		t.Errorf("%d s recorded, want the two talks and the hold", seconds)
	}
	p.until(patience, "nobody else finds it in the spool", func() bool {
		_, err := os.Stat(filepath.Join(p.cfg.Asterisk.Recordings, name+".wav"))
		return errors.Is(err, fs.ErrNotExist)
	})
	sound := samples(t, p.cfg, call, name)
	stages := heardIn(sound)
	t.Log(stages)
	if got := strings.Join(stages, ", "); got != "both, agent, both" {
		t.Errorf("the recording has %s; want both, agent, both", got)
	}
}

// heardIn tells who is heard in a recording, one after the other, each for at least half
// a second. How long each lasts is the machine's affair.
func heardIn(sound []float64) (stages []string) {
	const window, least = 800, 5 // of 100 ms
	last, windows := "", 0
	for ; len(sound) >= window; sound = sound[window:] {
		who := ""
		switch caller, agent := loud(sound[:window], callerTone) > 0.01, loud(sound[:window], agentTones["wang"]) > 0.01; {
		case loud(sound[:window], musicTone) > 0.01:
			who = "music"
		case caller && agent:
			who = "both"
		case caller:
			who = "caller"
		case agent:
			who = "agent"
		}
		if windows++; who != last {
			last, windows = who, 1
		}
		if windows == least && who != "" && (len(stages) == 0 || stages[len(stages)-1] != who) {
			stages = append(stages, who)
		}
	}
	return stages
}

// samples reads a kept WAV of 16-bit mono at 8 kHz.
func samples(t *testing.T, cfg config.Config, call callcenter.ID, name string) []float64 {
	t.Helper()
	ring, err := seal.Load(cfg.Keys.PartyFile)
	if err != nil {
		t.Fatal(err)
	}
	store, err := recordings.Open(cfg.Recordings.Dir, ring)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(call, name)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(kept)
	if err := errors.Join(err, kept.Close(), store.Close()); err != nil {
		t.Fatal(err)
	}
	const header = 44
	var list []float64
	for i := header; i+1 < len(raw); i += 2 {
		list = append(list, float64(int16(uint16(raw[i])|uint16(raw[i+1])<<8))/math.MaxInt16)
	}
	if len(list) < 8000 {
		t.Fatalf("%s holds %d samples", name, len(list))
	}
	return list
}

// loud is the amplitude of one tone.
func loud(sound []float64, hertz int) float64 {
	var re, im float64
	for i, s := range sound {
		sin, cos := math.Sincos(2 * math.Pi * float64(hertz) * float64(i) / 8000)
		re, im = re+s*cos, im+s*sin
	}
	return 2 * math.Hypot(re, im) / float64(len(sound))
}
