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
}

// band is the calls whose wait lies in one.
type band struct {
	edge                int // seconds, upper
	answered, abandoned int64
}

func (b *basis) addBand(line tally.Line, value string) {
	edge, err := strconv.Atoi(value)
	if err != nil {
		return // never waited
	}
	b.bands = append(b.bands, band{edge, line.Sums["answered"], line.Sums["abandoned"]})
	slices.SortFunc(b.bands, func(x, y band) int { return x.edge - y.edge })
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

func (b basis) in(presences ...callcenter.Presence) (ms int64) {
	for _, p := range presences {
		ms += b.spent[p].Milliseconds()
	}
	return ms
}

// over is a quotient; of nothing it is null.
func over(part, whole int64) *float64 {
	if whole == 0 {
		return nil
	}
	return new(float64(part) / float64(whole))
}
