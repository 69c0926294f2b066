package tally

import (
	"fmt"
	"strings"
)

// Which chooses tallies by what they count for: at least one of Any is not nothing, the
// wait is Within so many seconds, the arrival was in a minute of an outage, and neither
// Not nor But chooses them.
type Which struct {
	Any    []string
	Within *int
	Fault  bool
	Not    *Which
	But    *Which
}

func (w Which) sql() string {
	all := []string{"true"}
	if len(w.Any) > 0 {
		some := make([]string, len(w.Any))
		for i, name := range w.Any {
			some[i] = fmt.Sprintf("coalesce(%s, 0) <> 0", name)
		}
		all = append(all, "("+strings.Join(some, " OR ")+")")
	}
	if w.Within != nil {
		all = append(all, fmt.Sprintf("coalesce(wait <= %d, false)", *w.Within))
	}
	if w.Fault {
		all = append(all, "EXISTS (SELECT FROM "+faultMinutes("date_trunc('minute', t.at)", "t.at")+" WHERE minute = date_trunc('minute', t.at))")
	}
	for _, not := range []*Which{w.Not, w.But} {
		if not != nil {
			all = append(all, "NOT coalesce(("+not.sql()+"), false)")
		}
	}
	return strings.Join(all, " AND ")
}
