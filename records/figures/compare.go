package figures

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Compare is with what a time is compared.
type Compare string

// The comparisons.
const (
	PeriodBefore Compare = "period" // 上一时段:the same length just before
	YearBefore   Compare = "year"   // 上年同期
)

// Compared is the same figures of another time.
type Compared struct {
	With  Compare   `json:"with" enum:"period,year"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Lines []Line    `json:"lines"`
	Total Line      `json:"total"`
}

func (r reader) compared(ctx context.Context, c Compare) (Compared, error) {
	q := r.ask.Query
	switch c {
	case PeriodBefore:
		q.From, q.To = periodBefore(q.From, q.To), q.From
	case YearBefore:
		q.From, q.To = q.From.In(callcenter.Leshan()).AddDate(-1, 0, 0), q.To.In(callcenter.Leshan()).AddDate(-1, 0, 0)
	default:
		return Compared{}, callcenter.Errorf(callcenter.Invalid, "比较须为 period(上一时段)或 year(上年同期)")
	}
	one := Compared{With: c, From: q.From, To: q.To, Lines: []Line{}}
	if !q.From.Before(q.To) {
		return one, callcenter.Errorf(callcenter.Invalid, "起止时间:开始须早于结束")
	}
	var err error
	if q.Step != "" || len(q.By) > 0 {
		if one.Lines, err = r.lines(ctx, q); err != nil {
			return one, err
		}
	}
	one.Total, err = r.total(ctx, q)
	return one, err
}

// periodBefore is where the time of the same length before begins: of whole months as
// many months, else as many hours.
func periodBefore(from, to time.Time) time.Time {
	from, to = from.In(callcenter.Leshan()), to.In(callcenter.Leshan())
	if sameTimeOfMonth(from, to) {
		months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
		return from.AddDate(0, -months, 0)
	}
	return from.Add(from.Sub(to))
}

func sameTimeOfMonth(from, to time.Time) bool {
	return from.Day() == 1 && to.Day() == 1 && from.Hour() == to.Hour()
}
