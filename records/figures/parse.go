package figures

import (
	"strings"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Parse reads what a request or a command line names: figures and dimensions with
// commas between them, filters as dimension=value.
func Parse(names, by, only string, step string) (Ask, error) {
	a := Ask{Names: list(names), Query: tally.Query{Step: tally.Step(step)}}
	for _, d := range list(by) {
		a.Query.By = append(a.Query.By, tally.Dimension(d))
	}
	for _, f := range list(only) {
		d, value, is := strings.Cut(f, "=")
		if !is {
			return a, callcenter.Errorf(callcenter.Invalid, "筛选须写成 维度=值,如 topic=wages")
		}
		if a.Query.Only == nil {
			a.Query.Only = map[tally.Dimension]string{}
		}
		a.Query.Only[tally.Dimension(d)] = value
	}
	return a, nil
}

func list(text string) (parts []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
