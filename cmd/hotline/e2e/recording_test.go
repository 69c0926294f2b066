package e2e

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
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
	if seconds < 5 || seconds > 8 {
		t.Errorf("%d s recorded, want the two talks and the hold", seconds)
	}
	p.until(patience, "nobody else finds it in the spool", func() bool {
		_, err := os.Stat(filepath.Join(p.cfg.Asterisk.Recordings, name+".wav"))
		return errors.Is(err, fs.ErrNotExist)
	})
	sound := samples(t, p.cfg, call, name)
	third := len(sound) / 3
	for i, part := range []string{"talk", "hold", "talk again"} {
		middle := sound[i*third+third/3 : i*third+2*third/3]
		caller, agent, music := loud(middle, callerTone), loud(middle, agentTones["wang"]), loud(middle, musicTone)
		t.Logf("%s: caller %.3f, agent %.3f, music %.3f", part, caller, agent, music)
		if agent < 0.01 || (caller > 0.01) != (part != "hold") || music > 0.01 {
			t.Errorf("%s: caller %.3f, agent %.3f, music %.3f of full scale", part, caller, agent, music)
		}
	}
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
