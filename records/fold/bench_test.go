package fold_test

import (
	"fmt"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// BenchmarkShift folds a shift in which n calls were answered: what each fact of the
// next call costs.
func BenchmarkShift(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
			id := callcenter.DeriveID(at, "shift")
			facts := []fold.Fact{
				{Fact: callcenter.Fact{Subject: id, At: at, Data: callcenter.ShiftStarted{Agent: "1001", Seat: "8001"}}},
				{Fact: callcenter.Fact{Subject: id, At: at, Occurrence: "1", Data: callcenter.IntentChanged{Agent: "1001", Intent: callcenter.WantsCalls}}},
			}
			var engagements []fold.Engagement
			for i := range n {
				t := at.Add(time.Duration(i) * time.Minute)
				engagements = append(engagements, fold.Engagement{
					Token: callcenter.Token(fmt.Sprintf("%s.%d.x", id, i)), Shift: id, Agent: "1001",
					RingAt: t, RingEnd: t.Add(5 * time.Second), TalkAt: t.Add(5 * time.Second), TalkEnd: t.Add(20 * time.Second), WrapUp: 30 * time.Second,
				})
			}
			timeline := fold.NewTimeline(id)
			for _, f := range facts {
				timeline.Tell(f)
			}
			for _, e := range engagements {
				timeline.Engage(e)
			}
			last := engagements[n-1]
			for i := 0; b.Loop(); i++ {
				last.WrapUp = time.Duration(i%2) * time.Second
				timeline.Engage(last)
				timeline.Fold()
			}
		})
	}
}
