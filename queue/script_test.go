package queue

import (
	"io/fs"
	"strings"
	"testing"
)

func TestAVerbHoldsOnlyTheFunctionsItUses(t *testing.T) {
	t.Parallel()
	place := newLibrary().compose(source("lua/place.lua"))
	for name, want := range map[string]bool{"reply": true, "tell": false, "put": false, "set_due": false} {
		if got := strings.Contains(place, "local function "+name+"("); got != want {
			t.Errorf("place.lua holds %s: %v, want %v", name, got, want)
		}
	}
	enqueue := newLibrary().compose(source("lua/enqueue.lua"))
	for _, name := range []string{"settle_call", "find_agent", "promise", "leave_free", "weigh_classes"} {
		if !strings.Contains(enqueue, "local function "+name+"(") {
			t.Errorf("enqueue.lua lacks %s", name)
		}
	}
}

func TestEachVerbFitsAScreen(t *testing.T) {
	t.Parallel()
	pieces, err := fs.Glob(lua, "lua/lib/*.lua")
	must(t, err)
	for _, piece := range pieces {
		if n := strings.Count(source(piece), "\n"); n > 60 {
			t.Errorf("%s has %d lines", piece, n)
		}
	}
	for _, verb := range verbs() {
		text := source("lua/" + verb + ".lua")
		if n := strings.Count(text, "\n"); n > 60 {
			t.Errorf("%s.lua has %d lines", verb, n)
		}
		for _, header := range []string{"-- " + verb + ": ", "\n-- KEYS  ", "\n-- ARGV  ", "\n-- Reply "} {
			if !strings.Contains("\n"+text, header) {
				t.Errorf("%s.lua lacks %q in its header", verb, strings.TrimSpace(header))
			}
		}
	}
}
