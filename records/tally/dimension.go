package tally

import (
	"fmt"
	"slices"
	"strings"

	"hotline/callcenter"
)

// Dimension is what figures are divided by.
type Dimension string

// The dimensions. Wait is the band of fold.WaitBand, Weekday runs from 1, Monday.
const (
	Channel     Dimension = "channel"
	Topic       Dimension = "topic"
	Language    Dimension = "language"
	Agent       Dimension = "agent"
	Seat        Dimension = "seat"
	Region      Dimension = "region"
	CallerKind  Dimension = "caller_kind"
	Matter1     Dimension = "matter_1"
	Matter2     Dimension = "matter_2"
	ServiceKind Dimension = "service_kind"
	Result      Dimension = "result"
	Outcome     Dimension = "outcome"
	Wait        Dimension = "wait"
	Hour        Dimension = "hour"
	Weekday     Dimension = "weekday"
)

// BreakReason divides agents' time alone.
const BreakReason Dimension = "break_reason"

// of is how a dimension follows from a row. Several values: the row counts under each.
type of struct {
	name Dimension
	sql  string
}

// dimensions stand in the order in which the sums name them: another order is for a Rebuild.
func dimensions() []of {
	plain := func(d Dimension) of { return of{d, fmt.Sprintf("coalesce(%s, '')", d)} }
	local := func(d Dimension, field string) of {
		return of{d, fmt.Sprintf("to_char(at AT TIME ZONE '%s', '%s')", zone, field)}
	}
	return []of{
		plain(Channel), plain(Topic), plain(Language), plain(Agent), plain(Seat), plain(Region),
		{CallerKind, "unnest(CASE WHEN caller_kinds <> '{}' THEN caller_kinds ELSE '{\"\"}' END)"},
		plain(Matter1), plain(Matter2), plain(ServiceKind), plain(Result), plain(Outcome),
		{Wait, "coalesce(wait::text, '')"},
		local(Hour, "HH24"), local(Weekday, "ID"),
	}
}

// is tells a row of one value, which is an argument of that number.
func (d of) is(argument int) string {
	if d.name == CallerKind {
		return fmt.Sprintf("(CASE WHEN $%[1]d = '' THEN coalesce(caller_kinds, '{}') = '{}' ELSE caller_kinds @> ARRAY[$%[1]d]::text[] END)", argument)
	}
	return fmt.Sprintf("%s = $%d", d.sql, argument)
}

const zone = "Asia/Shanghai"

// Dimensions lists their names.
func Dimensions() (names []Dimension) {
	for _, d := range dimensions() {
		names = append(names, d.name)
	}
	return names
}

// named are dimensions in the order of the sums. Invalid: unknown, twice, more than three.
func named(by []Dimension) ([]of, error) {
	if len(by) > maxBy {
		return nil, callcenter.Errorf(callcenter.Invalid, "分组与筛选合计最多三个维度")
	}
	var list []of
	for _, d := range dimensions() {
		if slices.Contains(by, d.name) {
			list = append(list, d)
		}
	}
	if len(list) != len(by) {
		return nil, callcenter.Errorf(callcenter.Invalid, "维度有重复,或不在这些之中:%s", strings.Join(texts(Dimensions()), "、"))
	}
	return list, nil
}

const maxBy = 3

func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func dimsOf(list []of) string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = string(d.name)
	}
	return strings.Join(names, " ")
}
