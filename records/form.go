package records

import (
	"context"
	"regexp"
	"slices"
	"unicode/utf8"

	"hotline/callcenter"
	"hotline/records/fold"
)

// What may be written, so that a record stays one page and a fact one frame.
const (
	maxWriting     = 4000 // characters of a summary or an answer
	maxCallerKinds = 16
	maxAmountFen   = 1_000_000_000_000 // 百亿元
)

// Results of a call that was no consultation: nothing else need be filled in.
var noConsultation = []string{"silent", "nuisance"}

const notAccepted = "not_accepted"

// key is what a key of a dictionary looks like. Whatever is no key is no field of a
// form: forms stand in the journal, where nobody may be named.
var key = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// checkShape refuses what no dictionary can hold. Drafts are checked by it alone.
func checkShape(f callcenter.Form, w callcenter.Writing) error {
	if len(f.CallerKinds) > maxCallerKinds {
		return callcenter.Errorf(callcenter.Invalid, "来电人群最多选 %d 项", maxCallerKinds)
	}
	fields := slices.Concat(f.CallerKinds, []string{
		f.Region, f.Matter1, f.Matter2, f.ServiceKind, f.Result, f.ResultReason, f.Secrecy, f.SpokenLanguage,
	})
	for _, k := range fields {
		if k != "" && !key.MatchString(k) {
			return callcenter.Errorf(callcenter.Invalid, "选项应填字典代码,文字请写入摘要或答复")
		}
	}
	if a := f.AmountFen; a != nil && (*a < 0 || *a > maxAmountFen) {
		return callcenter.Errorf(callcenter.Invalid, "涉及金额应在 0 至一百亿元之间")
	}
	if utf8.RuneCountInString(w.Summary) > maxWriting || utf8.RuneCountInString(w.Answer) > maxWriting {
		return callcenter.Errorf(callcenter.Invalid, "摘要和答复各不超过 %d 字", maxWriting)
	}
	return nil
}

// checkForm says what is missing or not in the dictionaries before a form is saved.
func (r *Reads) checkForm(ctx context.Context, f callcenter.Form, w callcenter.Writing) error {
	if err := checkShape(f, w); err != nil {
		return err
	}
	if f.DictionaryVersion <= 0 {
		return callcenter.Errorf(callcenter.Invalid, "请注明字典版本 dictionary_version")
	}
	d, err := r.Dictionaries(ctx, f.DictionaryVersion)
	if callcenter.Is(err, callcenter.NotFound) {
		return callcenter.Errorf(callcenter.Invalid, "没有第 %d 版字典", f.DictionaryVersion)
	}
	if err != nil {
		return err
	}
	return d.check(f, w)
}

func (d Dictionaries) check(f callcenter.Form, w callcenter.Writing) error {
	full := !slices.Contains(noConsultation, f.Result)
	for _, field := range []struct {
		dictionary, title, key string
		needed                 bool
	}{
		{"result", "办理结果", f.Result, true},
		{"region", "地区", f.Region, full},
		{"matter", "事项", f.Matter1, full},
		{"service_kind", "服务类别", f.ServiceKind, full},
		{"language", "语言", f.SpokenLanguage, full},
		{"secrecy", "密级", f.Secrecy, true},
		{"not_accepted", "不予受理的原因", f.ResultReason, f.Result == notAccepted},
	} {
		switch {
		case field.key == "" && field.needed:
			return callcenter.Errorf(callcenter.Invalid, "请填写%s", field.title)
		case field.key != "" && d.word(field.dictionary, field.key) == nil:
			return callcenter.Errorf(callcenter.Invalid, "%s %q 不在第 %d 版字典里", field.title, field.key, d.Version)
		}
	}
	switch {
	case full && len(f.CallerKinds) == 0:
		return callcenter.Errorf(callcenter.Invalid, "请选择来电人群;来电人不愿说的,选“拒绝提供”")
	case full && w.Summary == "":
		return callcenter.Errorf(callcenter.Invalid, "请填写来电摘要")
	case f.ResultReason != "" && f.Result != notAccepted:
		return callcenter.Errorf(callcenter.Invalid, "只有不予受理才填原因")
	}
	for i, kind := range f.CallerKinds {
		if d.word("caller_kind", kind) == nil || slices.Contains(f.CallerKinds[:i], kind) {
			return callcenter.Errorf(callcenter.Invalid, "来电人群 %q 不在第 %d 版字典里,或重复", kind, d.Version)
		}
	}
	return d.checkMatter(f)
}

// checkMatter holds the two levels together.
func (d Dictionaries) checkMatter(f callcenter.Form) error {
	if f.Matter1 == "" && f.Matter2 == "" {
		return nil
	}
	if first := d.word("matter", f.Matter1); first == nil || first.Parent != "" {
		return callcenter.Errorf(callcenter.Invalid, "一级事项 %q 不在第 %d 版字典里", f.Matter1, d.Version)
	}
	children := slices.ContainsFunc(d.Words["matter"], func(w Word) bool { return w.Parent == f.Matter1 })
	second := d.word("matter", f.Matter2)
	switch {
	case children && f.Matter2 == "":
		return callcenter.Errorf(callcenter.Invalid, "请选择二级事项")
	case f.Matter2 != "" && (second == nil || second.Parent != f.Matter1):
		return callcenter.Errorf(callcenter.Invalid, "二级事项 %q 不属于 %q", f.Matter2, f.Matter1)
	}
	return nil
}

func (d Dictionaries) word(dictionary, key string) *Word {
	words := d.Words[dictionary]
	if i := slices.IndexFunc(words, func(w Word) bool { return w.Key == key }); i >= 0 {
		return &words[i]
	}
	return nil
}

// difference names the fields two revisions differ in.
func difference(before, after fold.Edit) []Change {
	var list []Change
	add := func(field string, was, is any) { list = append(list, Change{field, was, is}) }
	a, b := before.Fields, after.Fields
	if !slices.Equal(a.CallerKinds, b.CallerKinds) {
		add("caller_kinds", a.CallerKinds, b.CallerKinds)
	}
	for _, f := range []struct{ name, was, is string }{
		{"region", a.Region, b.Region},
		{"matter_1", a.Matter1, b.Matter1},
		{"matter_2", a.Matter2, b.Matter2},
		{"service_kind", a.ServiceKind, b.ServiceKind},
		{"result", a.Result, b.Result},
		{"result_reason", a.ResultReason, b.ResultReason},
		{"secrecy", a.Secrecy, b.Secrecy},
		{"spoken_language", a.SpokenLanguage, b.SpokenLanguage},
		{"summary", before.Writing.Summary, after.Writing.Summary},
		{"answer", before.Writing.Answer, after.Writing.Answer},
	} {
		if f.was != f.is {
			add(f.name, f.was, f.is)
		}
	}
	if a.DictionaryVersion != b.DictionaryVersion {
		add("dictionary_version", a.DictionaryVersion, b.DictionaryVersion)
	}
	if (a.AmountFen == nil) != (b.AmountFen == nil) || a.AmountFen != nil && *a.AmountFen != *b.AmountFen {
		add("amount_fen", a.AmountFen, b.AmountFen)
	}
	if before.Matter != after.Matter {
		add("matter", before.Matter, after.Matter)
	}
	return list
}

// Change is one field of an edit.
type Change struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}
