package deadline

import "time"

// Unit is what a rule counts.
type Unit string

// The units.
const (
	Hours       Unit = "hour"
	Days        Unit = "day"         // 日
	WorkingDays Unit = "working_day" // 工作日
)

// Limit is how long a rule gives: 5 working days.
type Limit struct {
	N    int  `json:"n" minimum:"1"`
	Unit Unit `json:"unit" enum:"hour,day,working_day"`
}

// Deadline is the first moment that is too late.
type Deadline struct {
	At time.Time
	// Guessed: a year on the way was not loaded, its weekdays were counted.
	Guessed bool
}

// Overdue reports that the deadline has passed.
func (d Deadline) Overdue(now time.Time) bool { return !now.Before(d.At) }

// Due counts the limit from a moment.
func (c Calendar) Due(from time.Time, limit Limit) Deadline {
	if limit.Unit == Hours {
		return Deadline{At: from.Add(time.Duration(limit.N) * time.Hour)}
	}
	w := walk{calendar: c, day: c.midnight(from)}
	if limit.Unit == WorkingDays {
		w.workingDays(limit.N)
	} else {
		w.day = w.day.AddDate(0, 0, limit.N)
		w.toWorked()
	}
	return Deadline{At: w.day.AddDate(0, 0, 1), Guessed: w.guessed}
}

// Warn is when somebody is reminded: at the beginning of the last working day before the
// deadline's own. A limit of hours has none but its half.
func (c Calendar) Warn(from time.Time, limit Limit) time.Time {
	due := c.Due(from, limit).At
	if limit.Unit == Hours {
		return from.Add(due.Sub(from) / 2)
	}
	if day := c.Before(due); !day.Before(from) {
		return day
	}
	return from
}

// Before is the beginning of the last working day before the last day of a deadline.
func (c Calendar) Before(due time.Time) time.Time {
	day := c.midnight(due.Add(-time.Nanosecond)).AddDate(0, 0, -1)
	for !c.Worked(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// Earlier is the deadline that comes first: where two rules hold, the earlier counts.
func Earlier(a, b Deadline) Deadline {
	if b.At.Before(a.At) {
		return b
	}
	return a
}

func (c Calendar) midnight(at time.Time) time.Time {
	year, month, day := at.In(c.zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, c.zone)
}

// walk goes from day to day and notes whether it had to guess.
type walk struct {
	calendar Calendar
	day      time.Time
	guessed  bool
}

func (w *walk) workingDays(n int) {
	for n > 0 {
		w.day = w.day.AddDate(0, 0, 1)
		if w.worked() {
			n--
		}
	}
}

func (w *walk) toWorked() {
	for !w.worked() {
		w.day = w.day.AddDate(0, 0, 1)
	}
}

func (w *walk) worked() bool {
	w.guessed = w.guessed || !w.calendar.Known(w.day.Year())
	return w.calendar.Worked(w.day)
}
