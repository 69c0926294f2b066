package tally

import (
	"time"

	"hotline/callcenter"
)

// rows is the grain of what no sum holds.
const rows = "rows"

// grainsOf lists where sums over so many dimensions are kept, the coarsest first; none
// coarser than the step, and of days that begin at another hour none but hours.
func grainsOf(dimensions int, q Query) []string {
	kept := [][]string{{"month", "day", "hour"}, {"month", "day"}, {"month"}, {}}[dimensions]
	var list []string
	for _, grain := range kept {
		if (q.Step == ByHour || q.shifted()) && grain != "hour" || q.Step == ByDay && grain == "month" {
			continue
		}
		list = append(list, grain)
	}
	return append(list, rows)
}

// piece is a part of an interval that sums of one grain fill exactly.
type piece struct {
	grain    string
	from, to time.Time
}

// pieces cuts an interval: what the coarsest grain fills, and the rest on both sides.
func pieces(from, to time.Time, grains []string) []piece {
	if !from.Before(to) {
		return nil
	}
	grain := grains[0]
	if grain == rows {
		return []piece{{rows, from, to}}
	}
	first, last := upTo(grain, from), downTo(grain, to)
	if !first.Before(last) {
		return pieces(from, to, grains[1:])
	}
	list := pieces(from, first, grains[1:])
	list = append(list, piece{grain, first, last})
	return append(list, pieces(last, to, grains[1:])...)
}

// downTo is the beginning of the hour, day or month a time lies in.
func downTo(grain string, at time.Time) time.Time {
	at = at.In(callcenter.Leshan())
	y, m, d := at.Date()
	switch grain {
	case "month":
		return time.Date(y, m, 1, 0, 0, 0, 0, at.Location())
	case "day":
		return time.Date(y, m, d, 0, 0, 0, 0, at.Location())
	}
	return time.Date(y, m, d, at.Hour(), 0, 0, 0, at.Location())
}

// upTo is the first beginning of one not before a time.
func upTo(grain string, at time.Time) time.Time {
	down := downTo(grain, at)
	if down.Equal(at) {
		return down
	}
	switch grain {
	case "month":
		return down.AddDate(0, 1, 0)
	case "day":
		return down.AddDate(0, 0, 1)
	}
	return down.Add(time.Hour)
}

func wholeHour(at time.Time) bool { return downTo("hour", at).Equal(at) }
