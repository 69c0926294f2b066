package load

import (
	"slices"
	"time"
)

// Summary is a run in figures. Durations are milliseconds.
type Summary struct {
	Calls      int            `json:"calls"`
	Talked     int            `json:"talked"`
	Abandoned  int            `json:"abandoned"`
	Failed     int            `json:"failed"`
	Strangers  int            `json:"strangers"` // rang a seat, but no caller of this run
	OutOfOrder int            `json:"out_of_order"`
	Answer     Spread         `json:"answer_ms"`    // caller's INVITE to the PBX's 200
	Offer      Spread         `json:"offer_ms"`     // caller's INVITE to the first INVITE at a seat
	Connect    Spread         `json:"connect_ms"`   // caller's INVITE to the seat's answer confirmed
	HandOver   Spread         `json:"hand_over_ms"` // a seat's BYE to its next INVITE, while somebody waited
	Release    Spread         `json:"release_ms"`   // the seat's BYE to the end of the caller's call
	Faults     map[string]int `json:"faults,omitempty"`
}

// Spread is how a duration was distributed.
type Spread struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

// Spreading sorts durations out.
func Spreading(ds []time.Duration) Spread {
	if len(ds) == 0 {
		return Spread{}
	}
	slices.Sort(ds)
	at := func(part float64) float64 { return milliseconds(ds[min(len(ds)-1, int(part*float64(len(ds))))]) }
	return Spread{len(ds), at(0.50), at(0.95), at(0.99), milliseconds(ds[len(ds)-1])}
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

// Summarise counts a book.
func Summarise(b *Book) Summary {
	records := b.Records()
	s := Summary{Calls: len(records), Strangers: b.Strangers(), OutOfOrder: OutOfOrder(records), Faults: map[string]int{}}
	var answer, offer, connect, release []time.Duration
	span := func(ds *[]time.Duration, from, to time.Time) {
		if !from.IsZero() && !to.IsZero() {
			*ds = append(*ds, to.Sub(from))
		}
	}
	for _, r := range records {
		switch r.Outcome {
		case Talked:
			s.Talked++
		case Abandoned:
			s.Abandoned++
		default:
			s.Failed++
			s.Faults[r.Fault]++
		}
		span(&answer, r.Invite, r.Answered)
		span(&offer, r.Invite, r.Offered)
		span(&connect, r.Invite, r.Talking)
		span(&release, r.Released, r.Ended)
	}
	s.Answer, s.Offer, s.Connect, s.Release = Spreading(answer), Spreading(offer), Spreading(connect), Spreading(release)
	s.HandOver = Spreading(WhileWaiting(b.HandOvers(), records))
	return s
}

// WhileWaiting gives the hand-overs to callers who were already waiting at the
// seat's BYE: any other time is the caller's, not the PBX's.
func WhileWaiting(hs []HandOver, records []Record) (ds []time.Duration) {
	waiting := map[string]time.Time{}
	for _, r := range records {
		waiting[r.Number] = r.waiting()
	}
	for _, h := range hs {
		if at := waiting[h.Caller]; !at.IsZero() && at.Before(h.From) {
			ds = append(ds, h.To.Sub(h.From))
		}
	}
	return ds
}

const (
	// sameMoment is how close two seats are rung when they were given out together:
	// which of two INVITEs on their way is seen first says nothing of the order. A busy
	// machine was seen to need 40 ms for one.
	sameMoment = 50 * time.Millisecond
	// lastingly is longer than a busy machine takes to bring an INVITE.
	lastingly = 500 * time.Millisecond
)

// OutOfOrder counts callers who passed somebody: r passed o if o was waiting before r
// even dialled, r rang a seat, and o, who could have had that seat, rang one that became
// free later, or rang lastingly later, or none. All seats serve everybody here. It is
// judged from outside, by SIP, so what could be the way of two INVITEs is not held
// against the PBX (sameMoment); which of two BYEs it was told first is not either.
func OutOfOrder(records []Record) (n int) {
	for _, r := range records {
		if r.Offered.IsZero() {
			continue
		}
		if slices.ContainsFunc(records, func(o Record) bool { return passed(o, r) }) {
			n++
		}
	}
	return n
}

// passed reports that r went ahead of o: o got a seat that became free later
// than r's, or waited on for so long that no delay on the way explains it, or got none.
func passed(o, r Record) bool {
	if since := o.waiting(); since.IsZero() || !since.Before(r.Invite) {
		return false
	}
	if o.Offered.IsZero() {
		return o.Ended.IsZero() || o.Ended.Sub(r.Offered) > sameMoment
	}
	ahead := o.Offered.Sub(r.Offered)
	return ahead > lastingly || ahead > sameMoment && o.Freed.After(r.Freed)
}
