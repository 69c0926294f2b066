package story_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/callcenter/flow/story"
)

func ExampleParse() {
	told, err := story.Parse(`
		# One miss.
		wang is ready for consult, yi
		caller dials; presses 2   # the subject carries over
		wang's phone rings 20 s; does not answer
		→ outcome abandoned; record 1`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(told.Title)
	for _, s := range told.Steps {
		fmt.Println(s.Who, "|", s.Verb, "|", s.What, s.List, s.For)
	}
	for _, s := range told.Ending {
		fmt.Println("→", s.Verb, s.What, s.N)
	}
	// Output:
	// One miss.
	// wang | is ready for |  [consult yi] 0s
	// caller | dials |  [] 0s
	// caller | presses | 2 [] 0s
	// wang | phone rings |  [] 20s
	// wang | does not answer |  [] 0s
	// → outcome abandoned 0
	// → record  1
}

func TestNobodyUnderstands(t *testing.T) {
	for _, sentence := range []string{"caller dances", "wang's phone rings 20 parsecs", "record many", "caller presses", "both talk 5 s loudly"} {
		_, err := story.Parse("caller dials\n" + sentence)
		if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), sentence) {
			t.Errorf("%q: %v", sentence, err)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{"500 ms": 500 * time.Millisecond, "1.5 s": 1500 * time.Millisecond, "2 min": 2 * time.Minute} {
		told, err := story.Parse("caller waits " + text)
		if err != nil || told.Steps[0].For != want {
			t.Errorf("%q: %+v %v", text, told.Steps, err)
		}
	}
}

// FuzzParse: any text is a story or an error, and what was understood is understood again.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("../testdata/*.story")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		told, err := story.Parse(text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, s := range told.Steps {
			fmt.Fprintln(&again, s.Text)
		}
		twice, err := story.Parse(again.String())
		if err != nil || len(twice.Steps) != len(told.Steps) {
			t.Errorf("%d steps became %d: %v", len(told.Steps), len(twice.Steps), err)
		}
	})
}
