package figures

import (
	"slices"

	"hotline/callcenter"
)

// Definition is what one figure means, in the words printed beside it.
type Definition struct {
	Name    string `json:"name"`
	Title   string `json:"title" doc:"中文名"`
	Formula string `json:"formula" doc:"算法"`
	Unit    Unit   `json:"unit"`
	Without string `json:"without,omitempty" doc:"不计入什么"`
	Source  string `json:"source,omitempty" doc:"规则的出处"`

	needs needs
	value func(basis) *float64
}

// Unit is what a figure is measured in.
type Unit string

// The units. Shares are of one; times are in milliseconds.
const (
	Number Unit = "number"
	Share  Unit = "share"
	Millis Unit = "ms"
	Fen    Unit = "fen"
)

// needs is what a figure is made of, beside the plain sums.
type needs int

const (
	sums  needs = iota
	waits       // the distribution of waiting
	time_       // agents' time: by agent or of all
)

// Rules are what the definitions leave to whoever runs the hotline.
type Rules struct {
	Satisfied []int // scores that count as satisfied: 1, 2, 3
	Short     int   // seconds: who hangs up so soon did not want an answer yet: 5
	Within    int   // seconds of the service level: 20
}

func (r Rules) withDefaults() Rules {
	if len(r.Satisfied) == 0 {
		r.Satisfied = []int{1, 2, 3}
	}
	if r.Short == 0 {
		r.Short = 5
	}
	if r.Within == 0 {
		r.Within = 20
	}
	return r
}

// Definitions lists all figures.
func (r Rules) Definitions() []Definition {
	r = r.withDefaults()
	return slices.Concat(callDefinitions(), waitDefinitions(r), agentDefinitions(), ratingDefinitions(r))
}

// named finds definitions by name; none named: all that the plain sums give.
func (r Rules) named(names []string) ([]Definition, error) {
	all := r.Definitions()
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(d Definition) bool { return d.needs != sums }), nil
	}
	var list []Definition
	for _, name := range names {
		i := slices.IndexFunc(all, func(d Definition) bool { return d.Name == name })
		if i < 0 {
			return nil, callcenter.Errorf(callcenter.NotFound, "没有名为 %q 的指标", name)
		}
		list = append(list, all[i])
	}
	return list, nil
}
