package callcenter

import (
	"fmt"
	"time"
)

// Hours are when topics that name them take calls: by the days of the week, and on some
// days otherwise. Topics may close; the line never does.
type Hours struct {
	Name       string      `toml:"name" json:"name"`
	Title      string      `toml:"title" json:"title"`
	Week       [][]Span    `toml:"week" json:"week"` // seven, from Monday
	Exceptions []Exception `toml:"exceptions" json:"exceptions"`
}

// Exception are days, the first to the last, on which other hours are kept; none: closed.
type Exception struct {
	From  string `toml:"from" json:"from"` // 2026-10-01
	To    string `toml:"to" json:"to"`
	Title string `toml:"title" json:"title"`
	Open  []Span `toml:"open" json:"open"`
}

// Span is a part of one day, "09:00-17:30"; "00:00-24:00" is all of it.
type Span string

// Minutes are its bounds in minutes since midnight, the second excluded.
func (s Span) Minutes() (from, to int, err error) {
	var h, m, h2, m2 int
	_, err = fmt.Sscanf(string(s), "%02d:%02d-%02d:%02d", &h, &m, &h2, &m2)
	from, to = h*60+m, h2*60+m2
	sane := err == nil && h >= 0 && m >= 0 && m < 60 && m2 >= 0 && m2 < 60 && from < to && to <= 24*60
	if !sane || fmt.Sprintf("%02d:%02d-%02d:%02d", h, m, h2, m2) != string(s) {
		return 0, 0, Errorf(Invalid, "时段 %q 应如 09:00-17:30,不跨夜(跨夜请分两天写)", s)
	}
	return from, to, nil
}

// DayForm is how days are written.
const DayForm = time.DateOnly

// Open reports whether a moment is within the hours.
func (h Hours) Open(at time.Time) bool {
	at = at.In(Leshan())
	minute := at.Hour()*60 + at.Minute()
	for _, s := range h.on(at) {
		if from, to, err := s.Minutes(); err == nil && from <= minute && minute < to {
			return true
		}
	}
	return false
}

// on is what holds on a day.
func (h Hours) on(at time.Time) []Span {
	day := at.Format(DayForm)
	for _, e := range h.Exceptions {
		if e.From <= day && day <= e.To {
			return e.Open
		}
	}
	if weekday := (int(at.Weekday()) + 6) % 7; weekday < len(h.Week) {
		return h.Week[weekday]
	}
	return nil
}
