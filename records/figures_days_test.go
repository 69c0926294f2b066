package records

import (
	"fmt"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/pgtest"
	"hotline/records/tally"
)

// told is a call told step by step, each so many seconds after the one before.
type told struct {
	r     *Records
	id    callcenter.ID
	now   time.Time
	shift callcenter.ID
	topic callcenter.TopicName
	lang  callcenter.Language
	n     int
}

// arrives begins a call of a number; back is the call it is a call-back of.
func arrives(r *Records, at time.Time, number string, lang callcenter.Language, back callcenter.ID) *told {
	line := callcenter.LineID(fmt.Sprint(number, at.UnixNano()))
	c := &told{r: r, id: callcenter.CallIDOf(line, at), now: at, lang: lang}
	contact := callcenter.ParseNumber(number, callcenter.LocalAreaCode)
	r.Tell(callcenter.Fact{Subject: c.id, At: at, By: "a", Contact: contact, Data: callcenter.CallArrived{Line: line, Called: "12348", Anonymous: contact.Anonymous(), Back: back}})
	return c
}

func (c *told) tell(after float64, occurrence string, data callcenter.Payload) *told {
	c.now = c.now.Add(time.Duration(after * float64(time.Second)))
	c.r.Tell(callcenter.Fact{Subject: c.id, Occurrence: occurrence, At: c.now, By: "a", Data: data})
	return c
}

func (c *told) queues(after float64, topic callcenter.TopicName, again bool) *told {
	c.topic = topic
	c.tell(after, string(topic), callcenter.MenuChosen{Key: "1", How: callcenter.ChosenByKey, Topic: topic, Language: c.lang})
	return c.tell(0, string(topic), callcenter.QueueEntered{Topic: topic, Transfer: again})
}

func (c *told) leaves(after float64, outcome callcenter.Outcome) *told {
	return c.tell(after, string(c.topic), callcenter.QueueLeft{Topic: c.topic, Outcome: outcome})
}

func (c *told) token() string { return fmt.Sprintf("%s.%d.x", c.id, c.n) }

// talks rings an agent at once, who answers so long after.
func (c *told) talks(after float64, agent callcenter.AgentID, interpreter bool) *told {
	c.n++
	token := callcenter.Token(c.token())
	c.tell(0, c.token(), callcenter.PromiseMade{Token: token, Agent: agent, Shift: c.shift, Seat: "8001", Topic: c.topic})
	return c.tell(after, c.token(), callcenter.SegmentStarted{Token: token, Agent: agent, Shift: c.shift, Seat: "8001", Language: c.lang, Interpreter: interpreter})
}

func (c *told) parts(after float64, agent callcenter.AgentID, wrapUp time.Duration, transfer bool) *told {
	return c.tell(after, c.token(), callcenter.SegmentEnded{Token: callcenter.Token(c.token()), Agent: agent, By: callcenter.ByAgent, WrapUp: wrapUp, Transfer: transfer})
}

func (c *told) ends(after float64, outcome callcenter.Outcome) *told {
	return c.tell(after, "", callcenter.CallEnded{Outcome: outcome, By: callcenter.ByCaller})
}

// served is the plainest call: it waits, is answered and is over.
func (c *told) served(wait, talk float64) *told {
	return c.queues(2, "consult", false).talks(wait, "1001", false).leaves(0, callcenter.Completed).parts(talk, "1001", 0, false).ends(0, callcenter.Completed)
}

// desk reads figures of what was told.
type reading struct {
	*testing.T
	r   *Records
	now time.Time
}

func (d reading) total(q tally.Query, names ...string) figures.Report {
	d.Helper()
	drain(d.T, d.r)
	report, err := d.r.Report(d.Context(), figures.Ask{Names: names, Query: q, Now: d.now})
	if err != nil {
		d.Fatal(err)
	}
	return report
}

func (d reading) expect(what string, q tally.Query, want map[string]float64) {
	d.Helper()
	names := []string{}
	for name := range want {
		names = append(names, name)
	}
	expect(d.T, what, d.total(q, names...).Total.Figures, want)
}

func newReading(t *testing.T, now string) reading {
	t.Helper()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	return reading{t, r, leshan(t, now)}
}

func leshan(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, callcenter.Leshan())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func dayOf(t *testing.T, date string) tally.Query {
	from := leshan(t, date+" 00:00:00")
	return tally.Query{From: from, To: from.AddDate(0, 0, 1)}
}

// TestACallCountsWhereItArrived: over midnight of New Year a call counts in the old
// year, the talk for which somebody was rung after midnight in the new.
func TestACallCountsWhereItArrived(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-01 00:00:00")
	arrives(d.r, leshan(t, "2025-12-31 23:59:50"), "", callcenter.Mandarin, callcenter.ID{}).served(5, 100)                                                                            // rung at 23:59:52
	arrives(d.r, leshan(t, "2025-12-31 23:59:59"), "", callcenter.Mandarin, callcenter.ID{}).served(5, 60)                                                                             // rung at 00:00:01
	arrives(d.r, leshan(t, "2026-01-01 00:00:00"), "", callcenter.Mandarin, callcenter.ID{}).queues(2, "consult", false).leaves(9, callcenter.Abandoned).ends(0, callcenter.Abandoned) // on the edge
	arrives(d.r, leshan(t, "2026-01-31 23:59:59"), "", callcenter.Mandarin, callcenter.ID{}).served(1, 10)
	d.expect("the old year's last day", dayOf(t, "2025-12-31"), map[string]float64{"calls": 2, "answered": 2, "talks": 1, "talk_time": 100_000})
	d.expect("the new year's first", dayOf(t, "2026-01-01"), map[string]float64{"calls": 1, "answered": 0, "abandoned": 1, "talks": 1, "talk_time": 60_000, "connect_rate_a": 0})
	years := tally.Query{From: leshan(t, "2025-12-01 00:00:00"), To: leshan(t, "2026-03-01 00:00:00"), Step: tally.ByMonth}
	lines := d.total(years, "calls", "talks").Lines
	if len(lines) != 3 || *lines[0].Figures["calls"] != 2 || *lines[1].Figures["calls"] != 2 || *lines[2].Figures["talks"] != 1 {
		t.Errorf("months: %d lines", len(lines)) // the last talk rings in February
	}
}

// TestWhoIsHandedOnCountsOnce: transfers, a queue left for another, and overlapping wrap-up.
func TestWhoIsHandedOnCountsOnce(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-04 00:00:00")
	at := leshan(t, "2026-03-02 09:00:00")
	shift, facts := wholeShift(at.Add(-time.Hour), "1001")
	facts = append(facts, callcenter.Fact{Subject: shift, At: at.Add(time.Hour), By: "a", Data: callcenter.ShiftEnded{Agent: "1001", How: "rest"}})
	for _, f := range facts {
		d.r.Tell(f)
	}
	c := arrives(d.r, at, "", callcenter.Mandarin, callcenter.ID{})
	c.shift = shift
	c.queues(2, "consult", false).talks(3, "1001", false).leaves(0, callcenter.Completed)
	c.tell(60, "1", callcenter.TransferStarted{Way: callcenter.Transferring, By: "1001", Kind: callcenter.ConsultLeg, Agent: "1002"})
	c.parts(0, "1001", 100*time.Second, true)
	c.shift = callcenter.ID{}
	c.talks(4, "1002", false).tell(0, "1", callcenter.TransferEnded{Outcome: callcenter.TransferCompleted})
	c.parts(40, "1002", 0, false).ends(0, callcenter.Completed)
	moved := arrives(d.r, at.Add(10*time.Minute), "", callcenter.Mandarin, callcenter.ID{})
	moved.queues(2, "consult", false).leaves(30, callcenter.Moved).queues(0, "wages", true).leaves(20, callcenter.Abandoned).ends(0, callcenter.Abandoned)
	// The same agent answers again 40 s after his first talk: 60 s of its wrap-up are cut.
	next := arrives(d.r, at.Add(100*time.Second), "", callcenter.Mandarin, callcenter.ID{})
	next.shift = shift
	next.queues(2, "consult", false).talks(3, "1001", false).leaves(0, callcenter.Completed).parts(10, "1001", 20*time.Second, false).ends(0, callcenter.Completed)
	q := dayOf(t, "2026-03-02")
	d.expect("all", q, map[string]float64{
		"calls": 3, "queued": 3, "answered": 2, "abandoned": 1, "transfers": 1, "talks": 3, "connect_rate_a": 2.0 / 3, "connect_rate_b": 2.0 / 3,
		"talk_time": (60_000 + 40_000 + 10_000) / 3.0, "speed_of_answer": 3000, "rings": 3,
		"signed_in_time": 2 * 3600_000, "after_call_time": (37_000 + 20_000) / 3.0,
		"occupancy": (60.0 + 10 + 37 + 20) / 7200,
	})
	q.Only = map[tally.Dimension]string{tally.Agent: "1001"}
	d.expect("the first", q, map[string]float64{"talks": 2, "talk_time": 35_000, "answered": 2, "after_call_time": 57_000 / 2.0, "handling_time": (70_000 + 57_000) / 2.0})
	q.Only = map[tally.Dimension]string{tally.Topic: "wages"}
	d.expect("the topic he was moved to", q, map[string]float64{"queued": 1, "abandoned": 1, "short_abandoned": 0})
}

// TestYiCallsByTheWayTheyWereServed, one who was called back among them.
func TestYiCallsByTheWayTheyWereServed(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-20 00:00:00")
	at := leshan(t, "2026-03-02 09:00:00")
	yi := func(minute int, back callcenter.ID) *told {
		return arrives(d.r, at.Add(time.Duration(minute)*time.Minute), fmt.Sprint("1380000000", minute%10), callcenter.Yi, back).queues(2, "consult", false)
	}
	yi(0, callcenter.ID{}).talks(5, "1001", false).leaves(0, callcenter.Completed).parts(9, "1001", 0, false).ends(0, callcenter.Completed)
	yi(1, callcenter.ID{}).talks(5, "1002", true).leaves(0, callcenter.Completed).parts(9, "1002", 0, false).ends(0, callcenter.Completed)
	asked := yi(2, callcenter.ID{}).leaves(30, callcenter.AskedBack).ends(0, callcenter.AskedBack)
	yi(12, asked.id).talks(5, "1001", false).leaves(0, callcenter.Completed).parts(9, "1001", 0, false).ends(0, callcenter.Completed)
	yi(4, callcenter.ID{}).leaves(50, callcenter.Abandoned).ends(0, callcenter.Abandoned)
	arrives(d.r, at.Add(time.Hour), "", callcenter.Mandarin, callcenter.ID{}).served(5, 9)
	q := dayOf(t, "2026-03-02")
	d.expect("Yi", q, map[string]float64{
		"yi_offered": 4, "yi_seat": 1, "yi_interpreted": 1, "yi_called_back": 1, "yi_lost": 1, "yi_seat_rate": 0.25,
		"calls": 5, "queued": 5, "answered": 4, "connect_rate_b": 4.0 / 5,
	})
}

// TestWhoCallsAgain: flags of a week, kept open until it is over, and corrected by what
// is told late.
func TestWhoCallsAgain(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-09 09:00:01")
	const one, other = "13800000001", "13800000002"
	from := leshan(t, "2026-03-02 09:00:00")
	for _, c := range []struct {
		number string
		after  time.Duration
	}{{one, 0}, {one, 24 * time.Hour}, {other, time.Hour}, {"", 2 * time.Hour}, {other, 8 * 24 * time.Hour}} {
		arrives(d.r, from.Add(c.after), c.number, callcenter.Mandarin, callcenter.ID{}).served(5, 60)
	}
	follow := func() {
		t.Helper()
		drain(t, d.r)
		if err := tally.Follow(t.Context(), d.r.db, d.now); err != nil {
			t.Fatal(err)
		}
	}
	follow()
	q := dayOf(t, "2026-03-02")
	d.expect("a week and a second later", q, map[string]float64{"followed": 1, "first_call_resolution": 0, "repeat_rate": 0})
	if report := d.total(q, "resolved", "answered"); len(report.Total.Unsettled) != 1 {
		t.Errorf("a day whose week is not over: unsettled %v", report.Total.Unsettled)
	}
	d.now = leshan(t, "2026-03-18 00:00:00")
	follow()
	d.expect("the first day", q, map[string]float64{"followed": 2, "resolved": 1, "first_call_resolution": 0.5, "repeats": 0, "answered": 3})
	d.expect("the second", dayOf(t, "2026-03-03"), map[string]float64{"followed": 1, "resolved": 1, "repeats": 1, "repeat_rate": 1})
	if report := d.total(q, "resolved"); len(report.Total.Unsettled) != 0 {
		t.Errorf("unsettled %v", report.Total.Unsettled)
	}
	// Another controller's log comes in late: he had called again after all.
	arrives(d.r, from.Add(5*24*time.Hour), other, callcenter.Mandarin, callcenter.ID{}).served(5, 60)
	follow()
	d.expect("the first day, corrected", q, map[string]float64{"resolved": 0, "first_call_resolution": 0})
	d.expect("the late call", dayOf(t, "2026-03-07"), map[string]float64{"followed": 1, "repeats": 1, "resolved": 0})
}

// TestOutageMinutesAreLeftOut: the minute a fault ended a call in, and all of those of a
// call that no controller took.
func TestOutageMinutesAreLeftOut(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-04 00:00:00")
	at := leshan(t, "2026-03-02 09:00:00")
	arrives(d.r, at, "", callcenter.Mandarin, callcenter.ID{}).served(5, 60)
	arrives(d.r, at.Add(10*time.Minute+40*time.Second), "", callcenter.Mandarin, callcenter.ID{}).queues(2, "consult", false).leaves(43, callcenter.Failed).ends(0, callcenter.Failed) // at 09:11:25
	arrives(d.r, at.Add(11*time.Minute), "", callcenter.Mandarin, callcenter.ID{}).queues(2, "consult", false).leaves(3, callcenter.Abandoned).ends(0, callcenter.Abandoned)           // in that minute
	arrives(d.r, at.Add(12*time.Minute), "", callcenter.Mandarin, callcenter.ID{}).served(5, 60)                                                                                       // after it
	arrives(d.r, at.Add(30*time.Minute), "", callcenter.Mandarin, callcenter.ID{}).tell(130, "", callcenter.CallEnded{Outcome: callcenter.Abandoned, Reason: "no_controller", By: callcenter.ByCaller})
	arrives(d.r, at.Add(32*time.Minute), "", callcenter.Mandarin, callcenter.ID{}).served(5, 60) // in its third minute
	q := dayOf(t, "2026-03-02")
	d.expect("with and without", q, map[string]float64{"calls": 6, "connect_rate_b": 3.0 / 6, "outage_calls": 3, "connect_rate_c": 2.0 / 3})
	q.Only = map[tally.Dimension]string{tally.Topic: "consult"}
	d.expect("of a topic", q, map[string]float64{"outage_calls": 2, "connect_rate_c": 2.0 / 3})
}

// TestTheWorstDayLongWindow is found between midnights.
func TestTheWorstDayLongWindow(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-10 00:00:00")
	at := leshan(t, "2026-03-02 00:00:00")
	lost := func(hours int) {
		arrives(d.r, at.Add(time.Duration(hours)*time.Hour), "", callcenter.Mandarin, callcenter.ID{}).queues(2, "consult", false).leaves(30, callcenter.Abandoned).ends(0, callcenter.Abandoned)
	}
	got := func(hours int) {
		arrives(d.r, at.Add(time.Duration(hours)*time.Hour), "", callcenter.Mandarin, callcenter.ID{}).served(3, 30)
	}
	for _, h := range []int{1, 2, 3, 4, 30, 31, 40, 50} {
		got(h)
	}
	for _, h := range []int{20, 28} {
		lost(h)
	}
	q := tally.Query{From: at, To: at.AddDate(0, 0, 3)}
	d.expect("of three days", q, map[string]float64{"rolling_connect_rate": 0}) // from 05:00, when only the two that were lost queued
	report := d.total(q, "rolling_connect_rate")
	if w := report.Total.Worst; w == nil || !w.Equal(at.Add(5*time.Hour)) {
		t.Errorf("the worst window begins %v", w)
	}
	q.Step = tally.ByDay
	lines := d.total(q, "rolling_connect_rate").Lines
	if len(lines) != 3 {
		t.Fatalf("%d days", len(lines))
	}
	for i, want := range []float64{4.0 / 5, 0, 3.0 / 4} { // the third day's begins at 25:00 or 26:00
		expect(t, fmt.Sprint("day ", i), lines[i].Figures, map[string]float64{"rolling_connect_rate": want})
	}
	q.Step, q.By = "", []tally.Dimension{tally.Topic}
	if _, err := d.r.Report(t.Context(), figures.Ask{Names: []string{"rolling_connect_rate"}, Query: q, Now: d.now}); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("by topic: %v", err)
	}
}

// TestTeamsAndFirmsAreTheirAgents, and who left one takes his calls along.
func TestTeamsAndFirmsAreTheirAgents(t *testing.T) {
	t.Parallel()
	d := newReading(t, "2026-03-04 00:00:00")
	at := leshan(t, "2026-03-02 09:00:00")
	for i, agent := range []callcenter.AgentID{"1001", "1002", "1003", "1003"} {
		arrives(d.r, at.Add(time.Duration(i)*time.Minute), "", callcenter.Mandarin, callcenter.ID{}).queues(2, "consult", false).
			talks(5, agent, false).leaves(0, callcenter.Completed).parts(9, agent, 0, false).ends(0, callcenter.Completed)
	}
	drain(t, d.r)
	q := dayOf(t, "2026-03-02")
	ask := figures.Ask{Names: []string{"talks", "answered"}, Query: q, Now: d.now, Groups: figures.Groups{"1001": {Team: "A", Firm: "f"}, "1002": {Team: "A"}, "1003": {Team: "B", Firm: "f"}}}
	ask.Query.By = []tally.Dimension{figures.Team}
	report, err := figures.Read(t.Context(), d.r.db, ask)
	if err != nil || len(report.Lines) != 2 || *report.Lines[0].Figures["talks"] != 2 || *report.Lines[1].Figures["answered"] != 2 || *report.Total.Figures["talks"] != 4 {
		t.Errorf("by team: %v, %+v", err, report)
	}
	ask.Query.By, ask.Query.Only = nil, map[tally.Dimension]string{figures.Firm: "f", figures.Team: "B"}
	if report, err = figures.Read(t.Context(), d.r.db, ask); err != nil || *report.Total.Figures["talks"] != 2 {
		t.Errorf("of one firm's team: %v, %+v", err, report)
	}
	only := tally.Query{Only: map[tally.Dimension]string{figures.Firm: "f", tally.Topic: "consult"}}
	if agents := ask.Groups.Take(&only); len(agents) != 2 || len(only.Only) != 1 {
		t.Errorf("agents of the firm: %v, filters left %v", agents, only.Only)
	}
}

// TestADayMayBeginAtAnHour: what comes before it belongs to the day, and the month, before.
func TestADayMayBeginAtAnHour(t *testing.T) {
	t.Parallel()
	cfg := place(t, pgtest.Database(t), t.TempDir())
	cfg.Rules = figures.Rules{DayStart: 8}
	r, _ := run(t, cfg)
	d := reading{t, r, leshan(t, "2026-05-01 00:00:00")}
	shift, facts := wholeShift(leshan(t, "2026-03-02 06:00:00"), "1001")
	for _, f := range append(facts, callcenter.Fact{Subject: shift, At: leshan(t, "2026-03-02 11:00:00"), By: "a", Data: callcenter.ShiftEnded{Agent: "1001", How: "rest"}}) {
		r.Tell(f)
	}
	for _, at := range []string{"2026-03-01 07:59:59", "2026-03-01 08:00:00", "2026-03-02 07:59:59", "2026-03-02 08:00:00", "2026-04-01 07:59:59"} {
		arrives(r, leshan(t, at), "", callcenter.Mandarin, callcenter.ID{}).served(1, 10)
	}
	drain(t, r)
	if err := tally.RollUp(t.Context(), r.db); err != nil {
		t.Fatal(err)
	}
	q := tally.Query{From: leshan(t, "2026-02-28 08:00:00"), To: leshan(t, "2026-04-02 08:00:00"), Step: tally.ByDay}
	// The last call rings after eight: its leg has a day of its own.
	for _, by := range [][]tally.Dimension{nil, {tally.Topic}, {tally.Topic, tally.Language}} {
		q.By = by
		lines := d.total(q, "calls").Lines
		if len(lines) != 5 || !lines[0].Start.Equal(leshan(t, "2026-02-28 08:00:00")) || *lines[1].Figures["calls"] != 2 || !lines[3].Start.Equal(leshan(t, "2026-03-31 08:00:00")) {
			t.Errorf("days by %v: %d lines", by, len(lines))
		}
	}
	q.Step, q.By = tally.ByMonth, nil
	lines := d.total(q, "calls").Lines
	if len(lines) != 3 || *lines[0].Figures["calls"] != 1 || *lines[1].Figures["calls"] != 4 || !lines[1].Start.Equal(leshan(t, "2026-03-01 08:00:00")) {
		t.Errorf("months: %d lines", len(lines))
	}
	q.Step = tally.ByDay
	lines = d.total(q, "signed_in_time").Lines
	if len(lines) != 2 || *lines[0].Figures["signed_in_time"] != 2*3600_000 || *lines[1].Figures["signed_in_time"] != 3*3600_000 {
		t.Errorf("agents' time: %d lines", len(lines))
	}
	if lines = d.total(q, "rolling_connect_rate").Lines; len(lines) == 0 || !lines[0].Start.Equal(leshan(t, "2026-02-28 08:00:00")) {
		t.Errorf("windows: %d lines", len(lines))
	}
}
