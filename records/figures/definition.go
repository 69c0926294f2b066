package figures

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Definition is what one figure means, in the words printed beside it.
type Definition struct {
	Name    string `json:"name"`
	Title   string `json:"title" doc:"中文名"`
	Formula string `json:"formula" doc:"算法"`
	Unit    Unit   `json:"unit" enum:"number,share,ms,fen"`
	Without string `json:"without,omitempty" doc:"不计入什么"`
	Source  string `json:"source,omitempty" doc:"规则的出处"`
	Settles int    `json:"settles_days,omitempty" doc:"几天后才算定,之前数字仍会变"`
	Sides   []Side `json:"sides,omitempty" enum:"part,rest,whole" doc:"可点开的:part 分子,rest 分母中的其余,whole 分母;没有则不由来电构成"`

	from  []from
	rows  rows
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

// rows are the tallies a figure counts, and for a quotient those it is a share or a mean of.
type rows struct{ part, whole *tally.Which }

// Rules are what the definitions leave to whoever runs the hotline.
type Rules struct {
	Satisfied []int // scores that count as satisfied: 1, 2, 3
	Short     int   // seconds: who hangs up so soon did not want an answer yet: 5
	Within    int   // seconds of the service level: 20
	DayStart  int   // the hour a day begins at
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

// Definitions lists all figures. A service level at another threshold and another
// percentile have names too: service_level_30, wait_p80.
func (r Rules) Definitions() []Definition {
	r = r.withDefaults()
	all := slices.Concat(callDefinitions(), faultDefinitions(), waitDefinitions(r), windowDefinitions(), yiDefinitions(), followDefinitions(),
		agentDefinitions(), ratingDefinitions(r), orderDefinitions())
	for i := range all {
		all[i] = all[i].sided()
	}
	return all
}

// named finds definitions by name; none named: all that the plain sums give.
func (r Rules) named(names []string) ([]Definition, error) {
	all := r.Definitions()
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(d Definition) bool { return !slices.Equal(d.from, plain) }), nil
	}
	var list []Definition
	for _, name := range names {
		d, known := find(all, name)
		if !known {
			return nil, callcenter.Errorf(callcenter.NotFound, "没有名为 %q 的指标", name)
		}
		list = append(list, d)
	}
	return list, nil
}

func find(all []Definition, name string) (Definition, bool) {
	if i := slices.IndexFunc(all, func(d Definition) bool { return d.Name == name }); i >= 0 {
		return all[i], true
	}
	if n, is := numbered(name, "service_level_", longestThreshold); is {
		return serviceLevel(name, n).sided(), true
	}
	if n, is := numbered(name, "wait_p", 99); is {
		return percentile(n).sided(), true
	}
	return Definition{}, false
}

const longestThreshold = 3600 // seconds: what is longer lies in one band

func numbered(name, prefix string, most int) (int, bool) {
	rest, is := strings.CutPrefix(name, prefix)
	n, err := strconv.Atoi(rest)
	return n, is && err == nil && n > 0 && n <= most && fmt.Sprint(n) == rest
}

// Named finds one definition.
func (r Rules) Named(name string) (Definition, error) {
	list, err := r.withDefaults().named([]string{name})
	if err != nil {
		return Definition{}, err
	}
	return list[0], nil
}
