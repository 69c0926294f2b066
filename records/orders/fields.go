package orders

import (
	"slices"
	"strconv"

	"hotline/callcenter"
)

// Values are what was filled in, by the fields' names: numbers in digits, yes or no, keys.
type Values map[string]string

const (
	mostWhole = 1_000_000
	mostFen   = 1_000_000_000_000 // 百亿元
)

func kindOf(kind Kind) (KindInfo, error) {
	all := Kinds()
	if i := slices.IndexFunc(all, func(k KindInfo) bool { return k.Kind == kind }); i >= 0 {
		return all[i], nil
	}
	return KindInfo{}, callcenter.Errorf(callcenter.Invalid, "没有工单种类 %q", kind)
}

// check refuses what the fields cannot hold, and what is missing.
func (v Values) check(fields []OrderField) error {
	for name := range v {
		if !slices.ContainsFunc(fields, func(f OrderField) bool { return f.Name == name }) {
			return callcenter.Errorf(callcenter.Invalid, "没有栏目 %q", name)
		}
	}
	for _, f := range fields {
		text := v[f.Name]
		switch {
		case text == "" && f.Needed:
			return callcenter.Errorf(callcenter.Invalid, "请填写%s", f.Title)
		case text != "" && !f.takes(text):
			return callcenter.Errorf(callcenter.Invalid, "%s填得不对", f.Title)
		}
	}
	return nil
}

func (f OrderField) takes(text string) bool {
	switch f.Type {
	case Whole, Fen:
		n, err := strconv.ParseInt(text, 10, 64)
		most := int64(mostWhole)
		if f.Type == Fen {
			most = mostFen
		}
		return err == nil && n >= 0 && n <= most
	case YesNo:
		return text == "yes" || text == "no"
	default:
		return slices.ContainsFunc(f.Choices, func(w Option) bool { return w.Key == text })
	}
}
