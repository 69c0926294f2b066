package flow_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"hotline/callcenter/flow/story"
)

// TestStories plays every story of testdata: what a supervisor cares about.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			told, err := story.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				p := &player{house: open(t, standard()), number: "13800001234"}
				p.play(told)
			})
		})
	}
}
