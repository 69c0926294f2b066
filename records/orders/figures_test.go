package orders

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/tally"
)

// TestLimitsCountWhenTheyAreDue: what was handed over, answered and closed in time, late,
// and not at all, over a week of April, by the unit that had it.
func TestLimitsCountWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	h.at("2026-04-13 09:00") // a Monday
	inTime, late, never, returned := h.create(birth(FollowUp)), h.create(birth(FollowUp)), h.create(birth(FollowUp)), h.create(birth(FollowUp))
	h.at("2026-04-13 15:00")
	inTime = h.must(inTime, HandOver, affairs, "", Payload{Unit: first}) // due on the 15th at 00:00
	returned = h.must(returned, HandOver, affairs, "", Payload{Unit: first})
	h.at("2026-04-14 10:00")
	h.must(h.must(returned, Sign, centre, "", Payload{}), Return, centre, "incomplete", Payload{}) // its reply is nobody's any more
	h.at("2026-04-15 08:00")
	late = h.must(late, HandOver, affairs, "", Payload{Unit: first})
	for _, o := range []*Order{&inTime, &late} {
		*o = h.must(*o, Sign, centre, "", Payload{})
	}
	h.at("2026-04-17 10:00")
	inTime = h.must(inTime, Reply, centre, "", Payload{})
	inTime = h.must(inTime, CallBack, affairs, "", Payload{Satisfied: Satisfied})
	inTime = h.must(inTime, Close, affairs, "usual", Payload{Values: Values{"answered": "yes"}})
	h.at("2026-04-24 10:00")
	late = h.must(late, Reply, centre, "", Payload{})
	late = h.must(late, CallBack, affairs, "", Payload{Satisfied: Dissatisfied})
	h.at("2026-04-30 10:00")

	week := tally.Query{From: moment(t, "2026-04-13 00:00"), To: moment(t, "2026-04-20 00:00")}
	month := tally.Query{From: moment(t, "2026-04-01 00:00"), To: moment(t, "2026-05-01 00:00")}
	check := func() {
		t.Helper()
		h.figure("the week", week, map[string]float64{
			"orders_made": 4, "orders_closed": 1, "closing_rate": 1, "returned_orders": 1, "order_satisfaction_rate": 1,
			"hand_over_rate": 2.0 / 5, // late, never, and what was returned and not handed on by the 16th
		})
		h.figure("the month", month, map[string]float64{"reply_rate": 1.0 / 2, "order_satisfaction_rate": 1.0 / 2, "overdue_open": 3})
		unit := month
		unit.Only = map[tally.Dimension]string{tally.Unit: first.String()}
		h.figure("the unit's month", unit, map[string]float64{"reply_rate": 1.0 / 2, "orders_made": 2})
		empty := tally.Query{From: moment(t, "2026-03-01 00:00"), To: moment(t, "2026-04-01 00:00")}
		h.figure("a month of nothing", empty, map[string]float64{"orders_made": 0, "reply_rate": math.NaN(), "closing_rate": math.NaN()})
	}
	check()
	if err := tally.RollUp(t.Context(), h.owner); err != nil { // from rows, then from sums
		t.Fatal(err)
	}
	check()
	h.must(never, Close, affairs, "void", Payload{}) // and from what has changed since
	h.figure("the month", month, map[string]float64{"orders_closed": 2, "overdue_open": 2})
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, callcenter.Leshan())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// figure compares figures, and the orders each opens to.
func (h *house) figure(what string, q tally.Query, want map[string]float64) {
	h.t.Helper()
	now := h.clock()
	report, err := h.reads.Report(h.t.Context(), figures.Ask{Names: slices.Sorted(maps.Keys(want)), Query: q, Now: now})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range report.Definitions {
		got, w := report.Total.Figures[d.Name], want[d.Name]
		if math.IsNaN(w) != (got == nil) || got != nil && math.Abs(*got-w) > 1e-9 {
			h.t.Errorf("%s: %s is %v, want %v", what, d.Name, got, w)
			if got != nil {
				h.t.Errorf("that is %v", *got)
			}
		}
		rows := map[figures.Side]int{}
		for _, side := range d.Sides {
			page, err := h.reads.FigureRows(h.t.Context(), records.FigureAsk{Figure: d.Name, Side: side, Query: q, Now: now})
			if err != nil {
				h.t.Fatal(err)
			}
			rows[side] = len(page.Orders)
		}
		if d.Unit == figures.Number && float64(rows[figures.Part]) != w || d.Unit == figures.Share && rows[figures.Part]+rows[figures.Rest] != rows[figures.Whole] {
			h.t.Errorf("%s: %s opens to %v", what, d.Name, rows)
		}
	}
}
