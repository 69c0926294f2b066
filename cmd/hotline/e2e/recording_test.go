package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hotline/callcenter"
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
	sound := samples(t, p, call, name)
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
func samples(t *testing.T, p *player, call callcenter.ID, name string) []float64 {
	t.Helper()
	raw := kept(t, p, call, name)
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

// kept reads a recording in the first controller's store.
func kept(t *testing.T, p *player, call callcenter.ID, name string) []byte {
	t.Helper()
	ring, err := seal.Load(p.cfg.Keys.PartyFile)
	if err != nil {
		t.Fatal(err)
	}
	store, err := recordings.Open(p.soundsOf(controller), ring)
	if err != nil {
		t.Fatal(err)
	}
	sound, err := store.Open(call, name)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(sound)
	if err := errors.Join(err, sound.Close(), store.Close()); err != nil {
		t.Fatal(err)
	}
	return raw
}

// heardElsewhere: what lies in one controller's store is played at the other one, any
// part of it; while the first is away, that is said.
func heardElsewhere(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 12 s; wang hangs up`)
	p := newPlayer(t, g, told)
	p.tell(told)
	call := p.settle()
	var name string
	var took float64
	p.until(patience, "the recording is kept", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT f.name, extract(epoch FROM f.stored_at - r.ended_at) FROM recording r JOIN recording_file f USING (call, name)`).
			Scan(&name, &took) == nil
	})
	if took > 60 {
		t.Errorf("sealed %.0f s after the end of the talk", took)
	}
	sound := kept(t, p, call, name)
	p.startSecond()
	path := "/api/calls/" + call.String() + "/recordings/" + name
	var status int
	var got []byte
	p.until(patience, "the second has heard where the first is", func() bool {
		status, got = p.listens(path+"/audio", "")
		return status == http.StatusOK
	})
	if !bytes.Equal(got, sound) {
		t.Errorf("%d bytes of %d", len(got), len(sound))
	}
	last := len(sound) - 1000
	if status, got := p.listens(path+"/audio", fmt.Sprintf("bytes=1000-%d", last)); status != http.StatusPartialContent || !bytes.Equal(got, sound[1000:last+1]) {
		t.Errorf("a part: %d, %d bytes", status, len(got))
	}
	if status, got := p.listens(path+"/waveform", ""); status != http.StatusOK || !strings.Contains(string(got), `"peaks"`) {
		t.Errorf("its waveform: %d %s", status, got)
	}
	p.signal(controller, syscall.SIGKILL)
	p.until(patience, "it is missed", func() bool {
		status, got = p.listens(path+"/audio", "")
		return status == http.StatusServiceUnavailable && strings.Contains(string(got), "录音")
	})
}

// listens is what wang gets from the second controller.
func (p *player) listens(path, part string) (int, []byte) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.runs[second].url+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.tokens["wang"])
	if part != "" {
		request.Header.Set("Range", part)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	raw, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, raw
}
