package switchboard_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"hotline/callcenter"
)

// sounds are tones in place of prompts, so that what is heard can be told apart.
var promptTone = map[callcenter.Prompt]float64{callcenter.Welcome: 440, callcenter.MenuPrompt: 620, callcenter.SeatReady: 500}

func sounds(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	must(t, os.Chmod(dir, 0o755)) // Asterisk may run as another user
	for p, hertz := range promptTone {
		record(t, dir, "zh", string(p), hertz)
	}
	return dir
}

func record(t *testing.T, dir, lang, name string, hertz float64) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Join(dir, lang), 0o755))
	sound := make([]byte, 8000)
	for i := range sound {
		sound[i] = alaw(int16(8000 * math.Sin(2*math.Pi*hertz*float64(i)/8000)))
	}
	must(t, os.WriteFile(filepath.Join(dir, lang, name+".alaw"), sound, 0o644))
}
