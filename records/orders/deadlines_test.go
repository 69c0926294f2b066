package orders

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// due is the running clock of a term, in Leshan's time.
func due(t *testing.T, o Order, term Term) (due, warn string) {
	t.Helper()
	const form = "2006-01-02 15:04"
	for _, c := range o.Clocks {
		if c.Term == term && c.Running() {
			return c.DueAt.In(callcenter.Leshan()).Format(form), c.WarnAt.In(callcenter.Leshan()).Format(form)
		}
	}
	t.Errorf("order %d has no running clock %s", o.No, term)
	return "", ""
}

func (h *house) expect(o Order, term Term, wantDue, wantWarn string) {
	h.t.Helper()
	if gotDue, gotWarn := due(h.t.(*testing.T), o, term); gotDue != wantDue || gotWarn != wantWarn {
		h.t.Errorf("%s of order %d: due %s, warned %s; want %s, %s", term, o.No, gotDue, gotWarn, wantDue, wantWarn)
	}
}

// Every deadline of the rules, over the Spring Festival of 2026 with its worked Saturday,
// the National Day and plain weeks.
func TestDeadlinesOverTheCalendar(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()

	h.at("2026-02-13 09:00") // Friday; Saturday the 14th is worked, the festival lasts to the 23rd
	o := h.create(birth(FollowUp))
	h.expect(o, TermHandOver, "2026-02-15 00:00", "2026-02-13 09:00")
	urgent := birth(Report)
	urgent.Urgent = true
	h.at("2026-02-17 23:30")
	h.expect(h.create(urgent), TermHandOver, "2026-02-18 00:30", "2026-02-18 00:00")

	h.at("2026-04-01 10:00")
	o = h.must(o, HandOver, affairs, "", Payload{Unit: first})
	h.expect(o, TermReply, "2026-04-10 00:00", "2026-04-08 00:00") // 清明 on the 6th
	o = h.must(o, Sign, centre, "", Payload{})
	o = h.must(o, Return, centre, "incomplete", Payload{})
	h.expect(o, TermHandOver, "2026-04-03 00:00", "2026-04-01 10:00")

	h.at("2026-09-18 08:00")
	o = h.must(o, HandOver, affairs, "", Payload{Unit: first})
	o = h.must(o, Sign, centre, "", Payload{})
	o = h.must(o, AskExtension, centre, "complex", Payload{Days: 15})
	h.at("2026-09-21 08:00")
	o = h.must(o, ApproveExtension, manager, "", Payload{Days: 15})
	h.expect(o, TermReply, "2026-10-16 00:00", "2026-10-14 00:00") // fifteen from the hand-over, over the National Day
	o = h.must(o, Reply, centre, "", Payload{})
	h.expect(o, TermCallBack, "2026-09-23 00:00", "2026-09-21 08:00")
	h.at("2026-11-23 17:59")
	o = h.must(o, CallBack, affairs, "", Payload{Satisfied: Dissatisfied})
	h.expect(o, TermRedo, "2026-11-25 00:00", "2026-11-23 17:59")

	h.at("2026-09-24 10:00") // 法律援助: 7 日 and 3 日, which count days of rest and end on a working day
	aid := h.must(h.create(birth(LegalAid)), HandOver, affairs, "", Payload{Unit: first})
	h.expect(aid, TermDecide, "2026-10-09 00:00", "2026-09-30 00:00")
	aid = h.must(aid, Sign, centre, "", Payload{})
	h.at("2026-11-23 10:00")
	aid = h.must(aid, Decide, centre, "", Payload{Values: Values{"decision": "taken_first"}})
	h.expect(aid, TermAppoint, "2026-11-27 00:00", "2026-11-25 00:00")
	aid = h.must(aid, Appoint, centre, "", Payload{})
	if _, runs := aid.clock(TermAppoint); runs {
		t.Error("a lawyer was assigned, and the clock runs on")
	}
	h.sound()
}

func (o Order) clock(term Term) (Clock, bool) {
	for _, c := range o.Clocks {
		if c.Term == term && c.Running() {
			return c, true
		}
	}
	return Clock{}, false
}

// The earlier of both rules counts, a year nobody loaded is guessed and says so, and what
// will happen is told in its order.
func TestOtherClocks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	h.at("2026-11-23 10:00")
	b := birth(FollowUp)
	b.OutsideDue = h.clock().Add(50 * time.Hour)
	o := h.must(h.create(b), HandOver, affairs, "", Payload{Unit: first})
	h.expect(o, TermReply, "2026-11-25 12:00", "2026-11-24 00:00")

	h.at("2026-12-30 10:00")
	o = h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: first})
	story, err := h.Story(h.as(affairs), o.ID, affairs)
	if err != nil || !story.Guessed || len(story.Upcoming) != 2 || story.Upcoming[0].What != Warn || story.Upcoming[1].What != Overdue {
		t.Errorf("guessed %v, upcoming %+v, %v", story.Guessed, story.Upcoming, err)
	}
	var jobs int
	if err := h.owner.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE args ->> 'order' = $1 AND (scheduled_at = $2 OR scheduled_at = $3)`,
		o.ID.String(), story.Upcoming[0].At, story.Upcoming[1].At).Scan(&jobs); err != nil || jobs != 2 {
		t.Errorf("%d jobs will do it, %v", jobs, err)
	}
}

// Within two days, with a reason, and not what was assigned centrally.
func TestWhatIsReturned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	h.at("2026-11-20 10:00") // Friday
	o := h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: first})
	h.refused(callcenter.Invalid, o, Return, centre, "", Payload{})
	h.at("2026-11-25 00:00")
	h.refused(callcenter.Conflict, o, Return, centre, "not_ours", Payload{})
	h.at("2026-11-24 23:59")
	h.must(o, Return, centre, "not_ours", Payload{})
	b := birth(FollowUp)
	b.Central = true
	central := h.must(h.create(b), HandOver, affairs, "", Payload{Unit: first})
	h.refused(callcenter.Conflict, central, Return, centre, "not_ours", Payload{})
}

// Once, by another than who asked, no longer than the longest.
func TestExtensions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	both := Actor{"3001", []Role{Manager, Unit}}
	o := h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: first})
	o = h.must(o, Sign, centre, "", Payload{})
	h.refused(callcenter.Invalid, o, AskExtension, centre, "complex", Payload{Days: 16})
	h.refused(callcenter.Invalid, o, AskExtension, centre, "complex", Payload{Days: 5})
	h.refused(callcenter.Conflict, o, ApproveExtension, manager, "", Payload{Days: 10})
	o = h.must(o, AskExtension, centre, "complex", Payload{Days: 10})
	h.refused(callcenter.Denied, o, ApproveExtension, both, "", Payload{Days: 10})
	h.refused(callcenter.Denied, o, ApproveExtension, affairs, "", Payload{Days: 10})
	h.refused(callcenter.Conflict, o, AskExtension, centre, "complex", Payload{Days: 10})
	o = h.must(o, RefuseExtension, manager, "", Payload{})
	h.refused(callcenter.Conflict, o, AskExtension, centre, "complex", Payload{Days: 10})
	h.sound()
}

// Repeats go on in one order; the one they go on in says so.
func TestMerging(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.create(birth(FollowUp)), h.create(birth(FollowUp))
	h.refused(callcenter.Invalid, a, Merge, affairs, "", Payload{Other: a.ID})
	h.refused(callcenter.NotFound, a, Merge, affairs, "", Payload{Other: callcenter.NewID(time.Now())})
	a = h.must(a, Merge, affairs, "", Payload{Other: b.ID})
	if a.State != Merged || a.Into != b.ID || !a.DueAt.IsZero() {
		t.Errorf("%s into %s", a.State, a.Into)
	}
	story, err := h.Story(h.as(affairs), b.ID, affairs)
	if err != nil || story.Moves[1].Name != TakeIn || story.Moves[1].Payload.Other != a.ID {
		t.Errorf("%+v, %v", story.Moves, err)
	}
	h.refused(callcenter.Conflict, b, Merge, affairs, "", Payload{Other: a.ID})
	h.refused(callcenter.Conflict, a, HandOver, affairs, "", Payload{Unit: b.ID})
	h.sound()
}
