package figures

import (
	"fmt"
	"slices"
	"time"
)

// parts gathers the bases of all lines.
type parts map[string]*part

func newParts() parts { return parts{} }

func (p parts) at(start time.Time, values []string) *part {
	key := fmt.Sprintf("%d %q", start.Unix(), values)
	if p[key] == nil {
		p[key] = &part{start: start, values: values, basis: newBasis()}
	}
	return p[key]
}

// sorted is by time, then by the values.
func (p parts) sorted() []*part {
	list := make([]*part, 0, len(p))
	for _, one := range p {
		list = append(list, one)
	}
	slices.SortFunc(list, func(x, y *part) int {
		if order := x.start.Compare(y.start); order != 0 {
			return order
		}
		return slices.Compare(x.values, y.values)
	})
	return list
}
