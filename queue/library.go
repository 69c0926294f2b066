package queue

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// library is the pieces verbs are composed of (lua/lib), cut into blocks.
type library map[string][]block

// block is one function, or what stands between functions.
type block struct {
	name  string // of the function
	text  string
	calls []string
}

var (
	functionStart = regexp.MustCompile(`^local function (\w+)\(`)
	functionCall  = regexp.MustCompile(`(\w+)\(`)
)

func newLibrary() library {
	files, err := fs.Glob(lua, "lua/lib/*.lua")
	if err != nil {
		panic(err) // the pattern is ours
	}
	l := library{}
	for _, f := range files {
		l[strings.TrimSuffix(path.Base(f), ".lua")] = cut(source(f))
	}
	return l
}

// cut cuts a piece. A function begins in the first column and ends there.
func cut(text string) (blocks []block) {
	var b block
	end := func() {
		b.calls = callsOf(b.text)
		blocks = append(blocks, b)
		b = block{}
	}
	for line := range strings.Lines(text) {
		if m := functionStart.FindStringSubmatch(line); m != nil {
			end()
			b.name = m[1]
		}
		b.text += line
		if b.name != "" && strings.HasPrefix(line, "end") {
			end()
		}
	}
	end()
	return blocks
}

func callsOf(text string) (names []string) {
	for _, m := range functionCall.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// compose puts the pieces a verb uses before it; its line "-- uses: base call" names
// them in order. Functions nothing in the verb leads to are left out, for Redis makes
// each function anew at every request; so are those without, unless the verb itself
// calls them, for what leads to them does not hold.
func (l library) compose(verb string, without ...string) string {
	_, rest, _ := strings.Cut(verb, "-- uses: ")
	uses, _, _ := strings.Cut(rest, "\n")
	var blocks []block
	called := map[string]bool{}
	for _, piece := range strings.Fields(uses) {
		blocks = append(blocks, l[piece]...)
	}
	reach := func(names []string) {
		for _, n := range names {
			called[n] = true
		}
	}
	reach(callsOf(verb))
	own := maps.Clone(called)
	for _, b := range blocks {
		if b.name == "" {
			reach(b.calls)
		}
	}
	// A function stands after those it calls: backwards, each is settled when it is reached.
	kept := make([]string, len(blocks))
	for i := len(blocks) - 1; i >= 0; i-- {
		if b := blocks[i]; b.name == "" || own[b.name] || called[b.name] && !slices.Contains(without, b.name) {
			kept[i] = b.text
			reach(b.calls)
		}
	}
	return strings.Join(kept, "") + verb
}
