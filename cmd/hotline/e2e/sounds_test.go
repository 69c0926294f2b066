package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
	"hotline/deploy"
)

// In a story each prompt is a tone of its own, so that a phone can prove by frequency
// what it was told. Tones that are multiples of 20 Hz do not disturb each other.
const (
	firstPromptTone = 600
	promptToneStep  = 40
	musicTone       = 3600
	callerTone      = 340
	promptSeconds   = 0.5
)

var agentTones = map[string]int{"wang": 400, "li": 440, "jike": 480}

// prompts are the names of all prompts, from the table they are made of.
func prompts(t testing.TB) []callcenter.Prompt {
	t.Helper()
	table, err := deploy.Files.Open("asterisk/prompts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = table.Close() }()
	var names []callcenter.Prompt
	seen := map[string]bool{}
	for lines := bufio.NewScanner(table); lines.Scan(); {
		name, _, _ := strings.Cut(lines.Text(), "\t")
		if name == "" || strings.HasPrefix(name, "#") || seen[name] {
			continue
		}
		seen[name] = true
		names = append(names, callcenter.Prompt(name))
	}
	return names
}

// toneOf is how a prompt, or "music", sounds in a story.
func toneOf(t testing.TB, what string) int {
	t.Helper()
	if what == "music" {
		return musicTone
	}
	for i, name := range prompts(t) {
		if string(name) == what {
			return firstPromptTone + i*promptToneStep
		}
	}
	t.Fatalf("there is no prompt %q", what)
	return 0
}

// soundTones makes the sounds of a story: every prompt in Mandarin and in Yi.
func soundTones(t testing.TB, dir string) {
	t.Helper()
	for i, name := range prompts(t) {
		for _, lang := range []callcenter.Language{callcenter.Mandarin, callcenter.Yi} {
			tone(t, filepath.Join(dir, string(lang), string(name)+".alaw"), firstPromptTone+i*promptToneStep, promptSeconds)
		}
	}
}

// soundMusic replaces the music by a tone.
func soundMusic(t testing.TB, place stack.Place) {
	t.Helper()
	files, err := filepath.Glob(place.Path("asterisk", "data", "moh", "*.alaw"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no music in %s: %v", place.Home, err)
	}
	for _, file := range files {
		tone(t, file, musicTone, 20)
	}
}

func tone(t testing.TB, file string, hertz int, seconds float64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	sox := exec.Command("sox", "-n", "-r", "8000", "-c", "1", "-t", "al", file,
		"synth", fmt.Sprint(seconds), "sine", fmt.Sprint(hertz), "gain", "-6")
	if out, err := sox.CombinedOutput(); err != nil {
		t.Fatalf("sox: %v: %s", err, out)
	}
}
