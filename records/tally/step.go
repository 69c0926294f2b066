package tally

import (
	"time"

	"hotline/callcenter"
)

// StepOf is the beginning of the step a time lies in; zero without steps.
func StepOf(at time.Time, step Step) time.Time {
	if step == "" {
		return time.Time{}
	}
	return downTo(string(step), at)
}

// StepEnd is where the step that begins at a time ends.
func StepEnd(start time.Time, step Step) time.Time {
	switch start = start.In(callcenter.Leshan()); step {
	case ByMonth:
		return start.AddDate(0, 1, 0)
	case ByDay:
		return start.AddDate(0, 0, 1)
	}
	return start.Add(time.Hour)
}
