package figures

import (
	"strings"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Parse reads what a request or a command line names: figures, dimensions and
// comparisons with commas between them, filters as dimension=value.
func Parse(names, by, only, step, compare string) (Ask, error) {
	a := Ask{Names: list(names), Query: tally.Query{Step: tally.Step(step)}}
	for _, c := range list(compare) {
		a.Compare = append(a.Compare, Compare(c))
	}
	for _, d := range list(by) {
		a.Query.By = append(a.Query.By, tally.Dimension(d))
	}
	var err error
	a.Query.Only, err = ParseOnly(only)
	return a, err
}

// ParseOnly reads filters: dimension=value with commas between them.
func ParseOnly(only string) (map[tally.Dimension]string, error) {
	filters := map[tally.Dimension]string{}
	for _, f := range list(only) {
		d, value, is := strings.Cut(f, "=")
		if !is {
			return nil, callcenter.Errorf(callcenter.Invalid, "筛选须写成 维度=值,如 topic=wages")
		}
		filters[tally.Dimension(d)] = value
	}
	return filters, nil
}

func list(text string) (parts []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
