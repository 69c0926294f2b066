package records

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

var update = flag.Bool("update", false, "write testdata again")

func TestStory(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	facts := wholeCall(noon, 1, "13800001234", "1001", callcenter.ID{})
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	story, err := r.Story(t.Context(), facts[0].Subject)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := story.Write(&out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/story.txt"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || out.String() != string(want) {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
	b, err := json.Marshal(story)
	if err != nil || strings.Contains(string(b), "13800001234") {
		t.Errorf("%s, %v", b, err)
	}
	if _, err := r.Story(t.Context(), callcenter.NewID(noon)); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("story of no call: %v", err)
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	var want []callcenter.ID
	for n := range 7 {
		at := noon.Add(time.Duration(n/2) * time.Minute) // some at one moment
		facts := wholeCall(at, n, "13800001234", "1001", callcenter.ID{})
		want = append(want, facts[0].Subject)
		if n == 6 {
			facts = facts[:6] // is still talking
		}
		for _, f := range facts {
			r.Tell(f)
		}
	}
	drain(t, r)
	seen := map[callcenter.ID]int{}
	f := Filter{Limit: 3}
	pages := 0
	for {
		page, err := r.Calls(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, c := range page.Calls {
			seen[c.ID]++
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	for _, id := range want {
		if seen[id] != 1 || pages != 3 {
			t.Errorf("%s seen %d times on %d pages", id, seen[id], pages)
		}
	}
	for name, c := range map[string]struct {
		filter Filter
		count  int
	}{
		"time":    {Filter{From: noon.Add(time.Minute), To: noon.Add(2 * time.Minute)}, 2},
		"agent":   {Filter{Agent: "1002"}, 0},
		"outcome": {Filter{Outcome: callcenter.Completed, Agent: "1001", Topic: "consult"}, 6},
		"open":    {Filter{Open: true}, 1},
	} {
		if page, err := r.Calls(t.Context(), c.filter); err != nil || len(page.Calls) != c.count {
			t.Errorf("%s: %d calls, want %d, %v", name, len(page.Calls), c.count, err)
		}
	}
	if _, err := r.Calls(t.Context(), Filter{After: "nonsense"}); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("nonsense as a cursor: %v", err)
	}
	open, err := r.OpenCalls(t.Context(), "a", noon.Add(time.Hour))
	if err != nil || len(open) != 1 || open[0].Call != want[6] || open[0].Stage != callcenter.Speaking || open[0].Agent != "1001" || open[0].Caller.E164() != "8613800001234" {
		t.Errorf("open calls %+v, %v", open, err)
	}
	if none, err := r.OpenCalls(t.Context(), "b", noon.Add(time.Hour)); err != nil || len(none) != 0 {
		t.Errorf("another controller's: %d, %v", len(none), err)
	}
}
