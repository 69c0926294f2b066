package figures

import (
	"slices"
	"strconv"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// basis is what the figures of one line are made of.
type basis struct {
	sums  map[string]int64
	bands []band // the shortest wait first
	spent map[callcenter.Presence]time.Duration
	worst window
}

func newBasis() basis {
	return basis{sums: map[string]int64{}, spent: map[callcenter.Presence]time.Duration{}}
}

// band is the calls whose wait lies in one.
type band struct {
	edge                int // seconds, upper
	answered, abandoned int64
}

func (b *basis) add(sums map[string]int64) {
	for name, n := range sums {
		b.sums[name] += n
	}
}

func (b *basis) addBand(line tally.Line, value string) {
	edge, err := strconv.Atoi(value)
	if err != nil {
		return // never waited
	}
	i, known := slices.BinarySearchFunc(b.bands, edge, func(x band, edge int) int { return x.edge - edge })
	if !known {
		b.bands = slices.Insert(b.bands, i, band{edge: edge})
	}
	b.bands[i].answered += line.Sums["answered"]
	b.bands[i].abandoned += line.Sums["abandoned"]
}

// answeredWithin and abandonedWithin count waits up to so many seconds.
func (b basis) answeredWithin(seconds int) (n int64) {
	for _, x := range b.bands {
		if x.edge <= seconds {
			n += x.answered
		}
	}
	return n
}

func (b basis) abandonedWithin(seconds int) (n int64) {
	for _, x := range b.bands {
		if x.edge <= seconds {
			n += x.abandoned
		}
	}
	return n
}

// waited is the wait, in milliseconds, that so many percent of the answered did not
// exceed: the upper edge of its band.
func (b basis) waited(percent int64) *float64 {
	total := b.answeredWithin(1 << 30)
	if total == 0 {
		return nil
	}
	rank, seen := (total*percent+99)/100, int64(0)
	for _, x := range b.bands {
		if seen += x.answered; seen >= rank {
			return new(float64(x.edge) * 1000)
		}
	}
	return nil
}

// in is the microseconds spent in some presences: what is cut less finely does not add up.
func (b basis) in(presences ...callcenter.Presence) (us int64) {
	for _, p := range presences {
		us += b.spent[p].Microseconds()
	}
	return us
}

// milli is a mean of microseconds in milliseconds.
func milli(us, of int64) *float64 {
	if of == 0 {
		return nil
	}
	return new(float64(us) / 1000 / float64(of))
}

// over is a quotient; of nothing it is null.
func over(part, whole int64) *float64 {
	if whole == 0 {
		return nil
	}
	return new(float64(part) / float64(whole))
}
