package records

import (
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// TestStatisticsCases are what other call centres' statistics were seen to get wrong:
// who came to a full queue, who found nobody there, who gave up; a ring that was too
// short; a hold nobody ended; breaks by reason and day, cut at midnight; filters by hour
// and weekday; a topic there is no more.
func TestStatisticsCases(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-10 00:00:00")
	at := leshan(t, "2026-03-02 09:00:00") // a Monday
	minute := 0
	next := func() *told {
		minute++
		return arrives(d.r, at.Add(time.Duration(minute)*time.Minute), "", callcenter.Mandarin, callcenter.ID{})
	}
	for _, outcome := range []callcenter.Outcome{callcenter.Full, callcenter.NoAgents, callcenter.Abandoned} {
		for range 3 {
			c := next()
			c.queues(2, "gone", false).leaves(9, outcome).ends(0, outcome)
		}
	}
	short := next() // rung for 5 s, then answered by another
	short.queues(2, "consult", false)
	short.n++
	short.tell(0, short.token(), callcenter.PromiseMade{Token: callcenter.Token(short.token()), Agent: "1001", Seat: "8001", Topic: "consult"})
	short.tell(5, short.token(), callcenter.PromiseDeclined{Token: callcenter.Token(short.token()), Agent: "1001", Reason: callcenter.DeclinedNoAnswer})
	short.talks(2, "1002", false).leaves(0, callcenter.Completed)
	short.tell(10, short.token()+"#1", callcenter.SegmentHeld{Token: callcenter.Token(short.token()), By: callcenter.ByAgent}) // and never resumed
	short.parts(20, "1002", 0, false).ends(0, callcenter.Completed)

	shift, facts := wholeShift(leshan(t, "2026-03-03 20:00:00"), "1001")
	on := func(when, occurrence string, data callcenter.Payload) {
		facts = append(facts, callcenter.Fact{Subject: shift, Occurrence: occurrence, At: leshan(t, when), By: "a", Data: data})
	}
	pause := func(when, occurrence, reason string) {
		on(when, occurrence, callcenter.IntentChanged{Agent: "1001", Intent: callcenter.WantsBreak, Reason: reason, By: callcenter.ByAgent})
	}
	pause("2026-03-03 21:00:00", "3", "meal")
	on("2026-03-03 21:30:00", "4", callcenter.IntentChanged{Agent: "1001", Intent: callcenter.WantsCalls, By: callcenter.ByAgent})
	pause("2026-03-03 23:50:00", "5", "training")
	on("2026-03-04 00:20:00", "", callcenter.ShiftEnded{Agent: "1001", How: "rest"})
	for _, f := range append(facts, facts...) { // signed in and out twice, by two telephones or two logs
		d.r.Tell(f)
	}

	q := dayOf(t, "2026-03-02")
	d.expect("the day", q, map[string]float64{
		"calls": 10, "queued": 10, "answered": 1, "abandoned": 3, "rings": 2, "missed": 1, "missed_rate": 0.5, "talk_time": 30_000, "hold_time": 20_000,
	})
	q.By = []tally.Dimension{tally.Outcome}
	for _, line := range d.total(q, "calls").Lines {
		want := map[string]float64{"full": 3, "no_agents": 3, "abandoned": 3, "completed": 1}[line.Values[0]]
		if *line.Figures["calls"] != want {
			t.Errorf("%s: %v", line.Values[0], *line.Figures["calls"])
		}
	}
	q.By = nil
	for filter, want := range map[tally.Dimension]map[string]float64{
		tally.Topic: {"gone": 9, "consult": 1}, tally.Hour: {"09": 10, "10": 0}, tally.Weekday: {"1": 10, "2": 0},
	} {
		for value, calls := range want {
			q.Only = map[tally.Dimension]string{filter: value}
			d.expect(string(filter)+" "+value, q, map[string]float64{"calls": calls})
		}
	}
	breaks := tally.Query{From: leshan(t, "2026-03-03 00:00:00"), To: leshan(t, "2026-03-05 00:00:00"), Step: tally.ByDay, By: []tally.Dimension{tally.BreakReason}}
	got := map[string]float64{}
	for _, line := range d.total(breaks, "break_time").Lines {
		got[line.Start.Format("01-02 ")+line.Values[0]] = *line.Figures["break_time"] / 60_000
	}
	for what, minutes := range map[string]float64{"03-03 meal": 30, "03-03 training": 10, "03-04 training": 20} {
		if got[what] != minutes {
			t.Errorf("%s: %v minutes, want %v", what, got[what], minutes)
		}
	}
	breaks.Step, breaks.By, breaks.From, breaks.To = "", nil, leshan(t, "2026-03-03 21:00:00"), leshan(t, "2026-03-03 22:00:00")
	d.expect("one hour", breaks, map[string]float64{"break_time": 30 * 60_000, "signed_in_time": 60 * 60_000})
}
