package records

import (
	"fmt"
	"math"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/pgtest"
	"hotline/records/tally"
)

// small is a day told by hand: each call is a line of what happened when.
type small struct {
	*testing.T
	r     *Records
	shift callcenter.ID
	n     int
}

// call arrives, queues two seconds later, and is answered or given up after so many
// seconds more; talk 0: nobody answered; talk < 0: they are still talking.
func (s *small) call(at time.Time, topic callcenter.TopicName, wait, talk float64, more ...callcenter.Payload) callcenter.ID {
	s.Helper()
	s.n++
	line := callcenter.LineID(fmt.Sprint("small", s.n))
	id := callcenter.CallIDOf(line, at)
	now := at
	tell := func(occurrence string, data callcenter.Payload) {
		s.r.Tell(callcenter.Fact{Subject: id, Occurrence: occurrence, At: now, By: "a", Data: data})
	}
	after := func(seconds float64) { now = now.Add(time.Duration(seconds * float64(time.Second))) }
	token := callcenter.Token(id.String() + ".1.x")
	tell("", callcenter.CallArrived{Line: line, Called: "12348", Anonymous: true})
	after(2)
	tell(string(topic), callcenter.QueueEntered{Topic: topic})
	after(wait)
	if talk == 0 {
		tell(string(topic), callcenter.QueueLeft{Topic: topic, Outcome: callcenter.Abandoned})
		tell("", callcenter.CallEnded{Outcome: callcenter.Abandoned, Reason: "waiting", By: callcenter.ByCaller})
		return id
	}
	tell(string(token), callcenter.PromiseMade{Token: token, Agent: "1001", Shift: s.shift, Seat: "8001", Topic: topic})
	tell(string(token), callcenter.SegmentStarted{Token: token, Agent: "1001", Shift: s.shift, Seat: "8001", Language: callcenter.Mandarin})
	tell(string(topic), callcenter.QueueLeft{Topic: topic, Outcome: callcenter.Completed})
	if talk < 0 {
		return id
	}
	after(talk)
	tell(string(token), callcenter.SegmentEnded{Token: token, Agent: "1001", By: callcenter.ByAgent, WrapUp: 30 * time.Second})
	for _, data := range more {
		tell(string(token), data)
	}
	tell("", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByAgent})
	return id
}

// expect compares figures of one line with what was computed by hand; NaN is null.
func expect(t *testing.T, what string, got map[string]*float64, want map[string]float64) {
	t.Helper()
	for name, w := range want {
		g, told := got[name]
		switch {
		case !told:
			t.Errorf("%s: no %s", what, name)
		case math.IsNaN(w) && g != nil, !math.IsNaN(w) && (g == nil || math.Abs(*g-w) > 1e-9):
			t.Errorf("%s: %s is %v, want %v", what, name, shown(g), w)
		}
	}
}

func shown(v *float64) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(*v)
}

var null = math.NaN()

// TestFiguresOfASmallDay: a Monday with four calls answered, two given up, one going on
// across midnight, and the hours around it.
func TestFiguresOfASmallDay(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, callcenter.Leshan())
	now := day.Add(25 * time.Hour)
	shift, facts := wholeShift(day.Add(8*time.Hour), "1001")
	facts = append(facts, callcenter.Fact{
		Subject: shift, Occurrence: "9", At: day.Add(11 * time.Hour), By: "a",
		Data: callcenter.IntentChanged{Agent: "1001", Intent: callcenter.WantsBreak, Reason: "meal", By: callcenter.ByAgent},
	}, callcenter.Fact{Subject: shift, At: day.Add(12 * time.Hour), By: "a", Data: callcenter.ShiftEnded{Agent: "1001", How: "rest"}})
	for _, f := range facts {
		r.Tell(f)
	}
	s := &small{T: t, r: r}
	asked := callcenter.RatingAsked{Agent: "1001", Scale: "1"}
	s.shift = callcenter.ID{}
	s.call(day.Add(-10*time.Second), "consult", 4, 60) // the day before
	s.shift = shift
	s.call(day.Add(9*time.Hour), "consult", 15, 100, asked, callcenter.RatingAnswered{Score: 1}) // on the edge
	s.call(day.Add(9*time.Hour+10*time.Minute), "consult", 15.001, 200, asked)                   // just over it
	s.call(day.Add(10*time.Hour), "wages", 0, 60, asked, callcenter.RatingAnswered{Score: 4})    // at once
	s.call(day.Add(10*time.Hour+30*time.Minute), "wages", 64, 40)                                // in a band of 5 s
	s.call(day.Add(10*time.Hour+40*time.Minute), "wages", 5, 0)                                  // short
	s.call(day.Add(11*time.Hour), "consult", 90, 0)                                              // given up
	s.shift = callcenter.ID{}                                                                    // of another agent's shift, which is not here
	s.call(day.Add(24*time.Hour-time.Minute), "consult", 10, -1)                                 // still talking
	s.call(day.Add(24*time.Hour), "consult", 7, 30, asked, callcenter.RatingAnswered{Score: 3})  // the day after
	drain(t, r)
	read := func(q tally.Query, names ...string) figures.Report {
		t.Helper()
		report, err := r.Report(t.Context(), figures.Ask{Names: names, Query: q, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	all := []string{}
	for _, d := range (figures.Rules{}).Definitions() {
		all = append(all, d.Name)
	}
	whole := tally.Query{From: day, To: day.AddDate(0, 0, 1)}
	got := read(whole, all...)
	expect(t, "the day", got.Total.Figures, map[string]float64{
		"calls": 7, "open_calls": 1, "queued": 7, "answered": 5, "abandoned": 2,
		"connect_rate_a": 5.0 / 7, "connect_rate_b": 5.0 / 7, "abandonment_rate": 2.0 / 7, "abandonment_rate_long": 1.0 / 6,
		"within_15s_rate": 3.0 / 5, "service_level": 4.0 / 7, "speed_of_answer": (15000 + 15001 + 0 + 64000 + 10000) / 5.0,
		"wait_p50": 15000, "wait_p90": 65000, "wait_p95": 65000,
		"rings": 5, "missed": 0, "missed_rate": 0, "talks": 5, "talk_time": (100000 + 200000 + 60000 + 40000) / 5.0, "hold_time": 0,
		"rating_asked": 3, "rated": 2, "participation_rate": 2.0 / 3, "satisfied": 1, "satisfaction_rate": 1.0 / 2,
		"transfers": 0, "callbacks_due": 0, "written": 0, "written_rate": 0,
		"signed_in_time": 4 * 3600_000, "break_time": 3600_000, "ready_time": 3*3600_000 - 400_000 - 4*30_000,
		"after_call_time": 4 * 30_000 / 5.0, "handling_time": (400_000 + 4*30_000) / 5.0, "occupancy": 520_000 / (3 * 3600_000.0),
	})
	if !got.Total.Settling {
		t.Error("a day with a call going on does not say that it is settling")
	}

	byTopic := read(tally.Query{From: whole.From, To: whole.To, By: []tally.Dimension{tally.Topic}})
	sum := 0.0
	for _, l := range byTopic.Lines {
		sum += *l.Figures["calls"]
	}
	if len(byTopic.Lines) != 2 || sum != *byTopic.Total.Figures["calls"] {
		t.Errorf("parts do not add up: %+v", byTopic)
	}
	expect(t, "wages", byTopic.Lines[1].Figures, map[string]float64{"calls": 3, "answered": 2, "connect_rate_a": 2.0 / 3, "satisfaction_rate": 0})

	hours := read(tally.Query{From: day.Add(-time.Hour), To: day.Add(25 * time.Hour), Step: tally.ByHour}, "calls", "within_15s_rate", "break_time")
	if len(hours.Lines) != 7 {
		t.Errorf("%d hours", len(hours.Lines))
	}
	expect(t, "nine", hours.Lines[2].Figures, map[string]float64{"calls": 2, "within_15s_rate": 0.5, "break_time": 0})
	expect(t, "eleven", hours.Lines[4].Figures, map[string]float64{"calls": 1, "within_15s_rate": null, "break_time": 3600_000})

	empty := read(tally.Query{From: day.AddDate(0, 0, -9), To: day.AddDate(0, 0, -8)}, all...)
	expect(t, "an empty day", empty.Total.Figures, map[string]float64{
		"calls": 0, "connect_rate_a": null, "within_15s_rate": null, "speed_of_answer": null, "wait_p95": null, "satisfaction_rate": null, "occupancy": null,
	})
	if empty.Total.Settling || len(empty.Lines) != 0 {
		t.Errorf("%+v", empty)
	}
}

func TestReportsRefuseWhatTheyCannotSay(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	hour := noon.Truncate(time.Hour)
	q := tally.Query{From: hour, To: hour.Add(time.Hour)}
	for what, ask := range map[string]figures.Ask{
		"a name nobody knows":   {Names: []string{"happiness"}, Query: q},
		"half an hour":          {Query: tally.Query{From: hour, To: hour.Add(30 * time.Minute)}},
		"the end before":        {Query: tally.Query{From: hour, To: hour}},
		"a dimension of none":   {Query: tally.Query{From: q.From, To: q.To, By: []tally.Dimension{"mood"}}},
		"four dimensions":       {Query: tally.Query{From: q.From, To: q.To, By: []tally.Dimension{"topic", "agent", "seat", "hour"}}},
		"a step of none":        {Query: tally.Query{From: q.From, To: q.To, Step: "week"}},
		"agents' time by topic": {Names: []string{"occupancy"}, Query: tally.Query{From: q.From, To: q.To, By: []tally.Dimension{"topic"}}},
		"waits by wait":         {Names: []string{"wait_p50"}, Query: tally.Query{From: q.From, To: q.To, By: []tally.Dimension{"wait"}}},
	} {
		if _, err := r.Report(t.Context(), ask); !callcenter.Is(err, callcenter.Invalid) && !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
