package hub

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Position is how far one source has come. An epoch is one life of its controller.
type Position struct {
	Epoch string
	Seq   int64
}

// cursor is how far a screen has come in each source.
type cursor map[string]Position

// String writes "name.epoch.seq" for each source, parted by "~". Names hold neither.
func (c cursor) String() string {
	parts := make([]string, 0, len(c))
	for _, name := range slices.Sorted(maps.Keys(c)) {
		p := c[name]
		parts = append(parts, name+"."+p.Epoch+"."+strconv.FormatInt(p.Seq, 10))
	}
	return strings.Join(parts, "~")
}

const longestCursor = 4096

// parseCursor reads what String wrote; false for anything else.
func parseCursor(text string) (cursor, bool) {
	if text == "" || len(text) > longestCursor {
		return nil, false
	}
	c := cursor{}
	for part := range strings.SplitSeq(text, "~") {
		fields := strings.Split(part, ".")
		if len(fields) != 3 {
			return nil, false
		}
		seq, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil || seq < 0 {
			return nil, false
		}
		c[fields[0]] = Position{fields[1], seq}
	}
	return c, true
}
