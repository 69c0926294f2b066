package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Prompts are recorded, heard where they were recorded and elsewhere, and had back.
func TestPromptsAreRecorded(t *testing.T) {
	f := newFloor(t, everyRole()...)
	admin := f.signIn("admin")
	standin := []byte("stand-in")
	lay := func(name string) {
		path := filepath.Join(f.cfg.Asterisk.Sounds, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, standin, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lay("zh/goodbye.alaw")
	lay("zh/goodbye.wav")
	f.another()

	entry := func(prompt, language string) document {
		for i := range f.get("/api/prompts", admin)["prompts"].([]any) {
			if e := f.get("/api/prompts", admin).at("prompts", i); e["prompt"] == prompt && e["language"] == language {
				return e
			}
		}
		t.Fatalf("%s in %s is not listed", prompt, language)
		return nil
	}
	if e := entry("menu-yi", "ii"); e["missing"] != true || e["stand_in"] != false {
		t.Errorf("before anybody recorded it: %v", e)
	}
	if e := entry("goodbye", "zh"); e["missing"] != false || e["stand_in"] != true {
		t.Errorf("what came with the system: %v", e)
	}
	record := func(path string, sound []byte, status int, says string) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), "POST", path, bytes.NewReader(sound))
		r.Header.Set("Content-Type", "audio/wav")
		r.Header.Set("Authorization", "Bearer "+admin)
		w := httptest.NewRecorder()
		f.server.ServeHTTP(w, r)
		if w.Code != status || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	const yi, goodbye = "/api/prompts/ii/menu-yi", "/api/prompts/zh/goodbye"
	record(yi+"/versions?heard=true", []byte("no sound at all, but long enough to be looked at in earnest"), 422, "不是 WAV")
	record(yi+"/versions?heard=true", sineWav(t, "0.05", "440"), 422, "太短")
	record(yi+"/versions?heard=true", sineWav(t, "2", "440", "vol", "0.001"), 422, "没有声音")
	record("/api/prompts/ii/nonsense/versions", sineWav(t, "1", "440"), 404, "没有提示音")
	record("/api/prompts/xx/goodbye/versions", sineWav(t, "1", "440"), 404, "没有提示音")
	record(yi+"/versions?heard=true&source=browser", sineWav(t, "1", "440"), 201, `"version":1`)
	if e := entry("menu-yi", "ii"); e["missing"] != false || e["heard"] != 1.0 || e.at("versions", 0)["source"] != "browser" || e.at("versions", 0)["saved_by"] != "admin" {
		t.Errorf("recorded: %v", e)
	}
	sounds := func(name string) []string {
		var found []string
		for _, dir := range []string{f.cfg.Asterisk.Sounds, f.sounds} {
			if files, _ := filepath.Glob(filepath.Join(dir, name+".*")); len(files) > 0 {
				found = append(found, files...)
			}
		}
		return found
	}
	f.until("both controllers have laid it down in each form", func() bool { return len(sounds("ii/menu-yi")) == 6 })

	record(goodbye+"/versions?heard=true", sineWav(t, "1", "600"), 201, `"version":1`)
	record(goodbye+"/versions", sineWav(t, "1.5", "700"), 201, `"version":2`)
	if e := entry("goodbye", "zh"); e["heard"] != 1.0 || e["stand_in"] != true || len(e["versions"].([]any)) != 2 {
		t.Errorf("recorded and not heard: %v", e)
	}
	for _, q := range []struct {
		version int
		status  int
	}{{2, 204}, {3, 404}, {1, 204}, {0, 204}} {
		if status, body := f.ask("PUT", goodbye+"/heard", admin, map[string]int{"version": q.version}); status != q.status {
			t.Errorf("use %d: %d %s", q.version, status, body)
		}
	}
	if raw, err := os.ReadFile(filepath.Join(f.cfg.Asterisk.Sounds, "zh/goodbye.alaw")); err != nil || !bytes.Equal(raw, standin) {
		t.Errorf("the stand-in did not come back: %d bytes, %v", len(raw), err)
	}
	if status, body := f.ask("GET", goodbye+"/versions/0/audio", admin, nil); status != 200 || body != string(standin) {
		t.Errorf("hearing the stand-in: %d", status)
	}
	if status, body := f.ask("GET", yi+"/versions/1/audio", admin, nil); status != 200 || !strings.HasPrefix(body, "RIFF") || len(body) != 44+2*8000 {
		t.Errorf("hearing a recording: %d, %d bytes", status, len(body))
	}
	if status, body := f.ask("POST", yi+"/dictation", admin, map[string]string{"seat": "8001"}); status != 503 && status != 404 {
		t.Errorf("by a telephone that is not there: %d %s", status, body)
	}
	if _, body := f.ask("GET", "/api/audit", f.signIn("auditor"), nil); !strings.Contains(body, "prompt.recorded") || !strings.Contains(body, "prompt.used") {
		t.Errorf("audit: %s", body)
	}
}

// sineWav is a tone as a recorder of the day writes it.
func sineWav(t *testing.T, seconds, hertz string, effects ...string) []byte {
	t.Helper()
	out, err := exec.Command("sox", append([]string{
		"-n", "-r", "16000", "-c", "2", "-b", "16", "-t", "wav", "-", "synth", seconds, "sine", hertz,
	}, effects...)...).Output()
	if err != nil {
		t.Fatalf("sox: %v", err)
	}
	return out
}
