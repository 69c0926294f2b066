package figures

import (
	"context"
	"time"

	"hotline/records/tally"
)

// window is the hours of a day's length in which the fewest of those who queued were
// answered: 24 of them, that begin at a whole hour.
type window struct {
	from             time.Time
	queued, answered int64
}

const windowLong = 24 * time.Hour

// windowDefinitions: the standard asks for any 24 hours.
func windowDefinitions() []Definition {
	return []Definition{{
		Name: "rolling_connect_rate", Title: "任意连续 24 小时接通率(最低)", Unit: Share, from: []from{fromWindows}, Source: gbt33358 + ":不低于 95 %",
		Formula: "在本时段内结束、自整点起的每个连续 24 小时各算接通率(甲),取最低的一个;有人排队的才算",
		value:   func(b basis) *float64 { return over(b.worst.answered, b.worst.queued) },
	}}
}

// readWindows slides over the hours and keeps the worst window that ends in each step.
func readWindows(ctx context.Context, conn tally.Conn, q tally.Query, now time.Time, at adder) error {
	end := q.To
	if hour := now.Truncate(time.Hour); end.After(hour) {
		end = hour // the hour that runs is in no window yet
	}
	steps := q
	q.From, q.To, q.Step, q.Counts = q.From.Add(-windowLong+time.Hour), end, tally.ByHour, []string{"queued", "answered"}
	first := q.From.Add(windowLong - time.Hour)
	if !first.Before(end) {
		return nil
	}
	lines, err := tally.Read(ctx, conn, q)
	if err != nil {
		return err
	}
	hours := make(map[int64]tally.Line, len(lines))
	for _, l := range lines {
		hours[l.Start.Unix()] = l
	}
	var w window
	for hour := q.From; hour.Before(end); hour = hour.Add(time.Hour) {
		in := hours[hour.Unix()].Sums
		w.queued, w.answered = w.queued+in["queued"], w.answered+in["answered"]
		if hour.Before(first) {
			continue
		}
		w.from = hour.Add(time.Hour - windowLong)
		if w.queued > 0 {
			at(steps.StepOf(hour), nil).worse(w)
		}
		out := hours[w.from.Unix()].Sums
		w.queued, w.answered = w.queued-out["queued"], w.answered-out["answered"]
	}
	return nil
}

// worse keeps the worst; of equal ones the first.
func (b *basis) worse(w window) {
	if b.worst.queued == 0 || w.answered*b.worst.queued < b.worst.answered*w.queued {
		b.worst = w
	}
}
