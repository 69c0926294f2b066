package recordings

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/seal"
)

func ring(t *testing.T, path string) *seal.Ring {
	t.Helper()
	if err := seal.Create(path); err != nil {
		t.Fatal(err)
	}
	r, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "kept"), ring(t, filepath.Join(t.TempDir(), "key")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func sound(t *testing.T, n int) (string, []byte) {
	t.Helper()
	b := make([]byte, n)
	_, _ = rand.Read(b)
	file := filepath.Join(t.TempDir(), "x.wav")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, b
}

func sealedFile(t *testing.T, s *Store) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(s.dir, "*", "*"))
	if len(found) != 1 {
		t.Fatalf("files %v", found)
	}
	return found[0]
}

var call = callcenter.CallIDOf("line", time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC))

func TestKeptSoundIsTheSoundAndUnreadable(t *testing.T) {
	for _, n := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3*chunkSize + 17} {
		s := open(t)
		file, plain := sound(t, n)
		for range 2 { // killed after the first, before it was noted
			kept, err := s.Keep(call, "a.1", file)
			if err != nil || kept.Name != "a.1" || kept.Bytes != int64(n) {
				t.Fatalf("%d bytes: %+v, %v", n, kept, err)
			}
		}
		path := sealedFile(t, s)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if raw, _ := os.ReadFile(path); n > 100 && bytes.Contains(raw, plain[50:100]) {
			t.Error("the sound stands readable")
		}
		r, err := s.Open(call, "a.1")
		if err != nil || r.Size() != int64(n) {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes read back as %d, %v", n, len(got), err)
		}
		for _, at := range []int{0, n / 2, n - 1} {
			if at < 0 {
				continue
			}
			if _, err := r.Seek(int64(at), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain[at:]) {
				t.Errorf("from %d of %d: %d bytes, %v", at, n, len(got), err)
			}
		}
		_ = r.Close()
	}
}

func TestDamageIsNoticed(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"a bit flipped":   func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"cut off":         func(b []byte) []byte { return b[:len(b)-10] },
		"a chunk missing": func(b []byte) []byte { return b[:len(b)-17-seal.Overhead] },
		"chunks swapped": func(b []byte) []byte {
			const c = chunkSize + seal.Overhead
			at := len(b) - (17 + seal.Overhead) - 3*c
			first := bytes.Clone(b[at : at+c])
			copy(b[at:], b[at+c:at+2*c])
			copy(b[at+c:], first)
			return b
		},
		"empty": func([]byte) []byte { return nil },
	} {
		s := open(t)
		file, _ := sound(t, 3*chunkSize+17)
		if _, err := s.Keep(call, "a", file); err != nil {
			t.Fatal(err)
		}
		path := sealedFile(t, s)
		raw, _ := os.ReadFile(path)
		if err := os.WriteFile(path, spoil(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(call, "a")
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestAnotherSoundOfTheNameIsKeptApart(t *testing.T) {
	s := open(t)
	first, _ := sound(t, 1000)
	second, plain := sound(t, 1000)
	for want, file := range map[string]string{"a": first} {
		if kept, err := s.Keep(call, "a", file); err != nil || kept.Name != want {
			t.Fatalf("%+v, %v", kept, err)
		}
	}
	for range 2 {
		kept, err := s.Keep(call, "a", second)
		if err != nil || kept.Name != "a~2" {
			t.Fatalf("%+v, %v", kept, err)
		}
	}
	r, err := s.Open(call, "a~2")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
		t.Error(err)
	}
	for range 2 {
		if err := s.Remove(call, "a"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Open(call, "a"); !callcenter.Is(err, callcenter.NotFound) || s.Has(call, "a") || !s.Has(call, "a~2") {
		t.Errorf("removed: %v", err)
	}
	for _, name := range []string{"", "../x", "a/b", ".a", "a..b", strings.Repeat("a", 200)} {
		if _, err := s.Open(call, name); !callcenter.Is(err, callcenter.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestKeyRotation: a new key on top of the file opens what the old one sealed; after a
// rekey the old one is not needed any more.
func TestKeyRotation(t *testing.T) {
	keys := t.TempDir()
	older, newer := filepath.Join(keys, "old"), filepath.Join(keys, "new")
	dir := filepath.Join(t.TempDir(), "kept")
	s, err := Open(dir, ring(t, older))
	if err != nil {
		t.Fatal(err)
	}
	file, plain := sound(t, chunkSize+5)
	if _, err := s.Keep(call, "a.1~2", file); err != nil {
		t.Fatal(err)
	}
	ring(t, newer)
	a, _ := os.ReadFile(older)
	b, _ := os.ReadFile(newer)
	both := filepath.Join(keys, "both")
	if err := os.WriteFile(both, append(b, a...), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, ring(t, both)); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Rekey(); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if s, err = Open(dir, ring(t, newer)); err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(call, "a.1~2")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
		t.Error(err)
	}
}

func TestWaveform(t *testing.T) {
	s := open(t)
	var wav bytes.Buffer
	wav.WriteString("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00")
	for i := range 16000 { // a second of silence, a second at half the loudness
		level := int16(0)
		if i >= 8000 {
			level = -16384
		}
		wav.Write([]byte{byte(level), byte(uint16(level) >> 8)})
	}
	file := filepath.Join(t.TempDir(), "w.wav")
	if err := os.WriteFile(file, wav.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(call, "w", file); err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(call, "w")
	if err != nil {
		t.Fatal(err)
	}
	w, err := WaveformOf(r, 4)
	if got := fmt.Sprint(w.Seconds, w.Peaks); err != nil || got != "2 [0 0 50 50]" {
		t.Errorf("%s, %v", got, err)
	}
}
