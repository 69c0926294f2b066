package tally

import (
	"fmt"
	"time"

	"hotline/callcenter"
)

// latestStart is the latest hour a day may begin at: later it is the next one's.
const latestStart = 12

// shifted reports that the query's steps are not those the sums are kept by.
func (q Query) shifted() bool { return q.DayStart != 0 && (q.Step == ByDay || q.Step == ByMonth) }

// start is the beginning of the step a row lies in, as SQL.
func (q Query) start() string {
	if q.Step == "" {
		return "NULL::timestamptz"
	}
	if q.shifted() {
		shift := fmt.Sprintf("interval '%d hours'", q.DayStart)
		return fmt.Sprintf("date_trunc('%s', at - %s, '%s') + %s", q.Step, shift, zone, shift)
	}
	return fmt.Sprintf("date_trunc('%s', at, '%s')", q.Step, zone)
}

// StepOf is the beginning of the step a time lies in; zero without steps.
func (q Query) StepOf(at time.Time) time.Time {
	switch {
	case q.Step == "":
		return time.Time{}
	case q.shifted():
		shift := time.Duration(q.DayStart) * time.Hour
		return downTo(string(q.Step), at.Add(-shift)).Add(shift)
	}
	return downTo(string(q.Step), at)
}

// StepEnd is where the step that begins at a time ends.
func (q Query) StepEnd(start time.Time) time.Time {
	switch start = start.In(callcenter.Leshan()); q.Step {
	case ByMonth:
		return start.AddDate(0, 1, 0)
	case ByDay:
		return start.AddDate(0, 0, 1)
	}
	return start.Add(time.Hour)
}
