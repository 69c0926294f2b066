package bench

import (
	"cmp"
	"slices"

	"hotline/cmd/callsim/load"
)

// median is the middle value, the lower of two.
func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}

func medianOf[T any, V cmp.Ordered](rows []T, value func(T) V) V {
	values := make([]V, len(rows))
	for i, row := range rows {
		values[i] = value(row)
	}
	return median(values)
}

// medians takes each figure's own median over the rounds.
func medians(rows []Figures) Figures {
	if len(rows) == 0 {
		return Figures{}
	}
	f := Figures{
		Offer:             spread(rows, func(f Figures) load.Spread { return f.Offer }),
		HandOver:          spread(rows, func(f Figures) load.Spread { return f.HandOver }),
		OutOfOrder:        medianOf(rows, func(f Figures) float64 { return f.OutOfOrder }),
		Served:            medianOf(rows, func(f Figures) float64 { return f.Served }),
		Sustained:         medianOf(rows, func(f Figures) float64 { return f.Sustained }),
		AsteriskPerCall:   medianOf(rows, func(f Figures) float64 { return f.AsteriskPerCall }),
		ControllerPerCall: medianOf(rows, func(f Figures) float64 { return f.ControllerPerCall }),
		AsteriskWaiting:   medianOf(rows, func(f Figures) float64 { return f.AsteriskWaiting }),
		ControllerWaiting: medianOf(rows, func(f Figures) float64 { return f.ControllerWaiting }),
	}
	for _, row := range rows {
		f.Failed += row.Failed
		if row.Sustained == f.Sustained {
			f.Limit = row.Limit
		}
	}
	return f
}

func spread(rows []Figures, of func(Figures) load.Spread) load.Spread {
	part := func(value func(load.Spread) float64) float64 {
		return medianOf(rows, func(f Figures) float64 { return value(of(f)) })
	}
	return load.Spread{
		Count: medianOf(rows, func(f Figures) int { return of(f).Count }),
		P50:   part(func(s load.Spread) float64 { return s.P50 }),
		P95:   part(func(s load.Spread) float64 { return s.P95 }),
		P99:   part(func(s load.Spread) float64 { return s.P99 }),
		Max:   part(func(s load.Spread) float64 { return s.Max }),
	}
}
