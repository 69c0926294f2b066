package orders

import (
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/deadline"
)

// Term is a limit by its name.
type Term string

// The terms.
const (
	TermHandOver Term = "hand_over" // 转办
	TermReply    Term = "reply"     // 答复
	TermRedo     Term = "redo"      // 不满意的退回重办
	TermCallBack Term = "call_back" // 回访
	TermDecide   Term = "decide"    // 法律援助:是否受理
	TermAppoint  Term = "appoint"   // 法律援助:指派律师
)

// Title is the term in Chinese.
func (t Term) Title() string {
	return map[Term]string{
		TermHandOver: "转办", TermReply: "答复", TermRedo: "退回重办", TermCallBack: "回访", TermDecide: "决定是否受理", TermAppoint: "指派律师",
	}[t]
}

func allTerms() []Term {
	return []Term{TermHandOver, TermReply, TermRedo, TermCallBack, TermDecide, TermAppoint}
}

// Clock is a term that runs, or ran.
type Clock struct {
	Term      Term      `json:"term"`
	From      time.Time `json:"from"`
	WarnAt    time.Time `json:"warn_at"`
	DueAt     time.Time `json:"due_at" doc:"从这一刻起超期"`
	Guessed   bool      `json:"guessed,omitempty" doc:"途经的年份没有节假日表,按平常的周末推算"`
	StoppedAt time.Time `json:"stopped_at,omitzero"`
}

// Running reports that it has not been stopped.
func (c Clock) Running() bool { return c.StoppedAt.IsZero() }

// Terms are the limits, each with the unit it is counted in.
type Terms struct {
	HandOver, Urgent, Reply, Complex, Redo, Return, CallBack, Decide, Appoint deadline.Limit
}

// DefaultTerms are those of requirements: 工作日 unless they are 日 or hours.
func DefaultTerms() Terms {
	working := func(n int) deadline.Limit { return deadline.Limit{N: n, Unit: deadline.WorkingDays} }
	days := func(n int) deadline.Limit { return deadline.Limit{N: n, Unit: deadline.Days} }
	return Terms{
		HandOver: working(1), Urgent: deadline.Limit{N: 1, Unit: deadline.Hours}, Reply: working(5), Complex: working(15),
		Redo: working(1), Return: working(2), CallBack: working(1), Decide: days(7), Appoint: days(3),
	}
}

// timing turns limits into moments.
type timing struct {
	calendar deadline.Calendar
	terms    Terms
}

func (t timing) start(term Term, from time.Time, limit deadline.Limit) Clock {
	due := t.calendar.Due(from, limit)
	return Clock{Term: term, From: from, WarnAt: exact(t.calendar.Warn(from, limit)), DueAt: exact(due.At), Guessed: due.Guessed}
}

// exact is a time as Postgres keeps it.
func exact(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }

// clocks says which terms a move stops and starts.
func (t timing) clocks(o Order, m Move) (start []Clock, stop []Term) {
	switch m.Name {
	case Create:
		return []Clock{t.handOver(m.Payload.Birth.Urgent, m.At)}, nil
	case HandOver, Reassign, Redo:
		return t.handed(o, m.At), allTerms()
	case Decide:
		if m.Payload.Values["decision"] != "refused" {
			start = []Clock{t.start(TermAppoint, m.At, t.terms.Appoint)}
		}
		return start, []Term{TermDecide}
	case Appoint:
		return nil, []Term{TermAppoint}
	case Reply:
		return []Clock{t.start(TermCallBack, m.At, t.terms.CallBack)}, allTerms()
	case Return:
		return []Clock{t.handOver(o.Urgent, m.At)}, allTerms()
	case ApproveExtension:
		longer := t.terms.Reply
		longer.N = m.Payload.Days
		return []Clock{t.reply(o, o.HandedAt, longer)}, []Term{TermReply}
	case CallBack:
		if m.Payload.Satisfied == Dissatisfied {
			start = []Clock{t.start(TermRedo, m.At, t.terms.Redo)}
		}
		return start, []Term{TermCallBack}
	case Ruled:
		if m.Payload.Due.IsZero() || !o.clockRuns(TermReply) {
			return nil, nil
		}
		o.OutsideDue = m.Payload.Due
		limit := t.terms.Reply
		if m.Payload.Days > 0 { // what was approved on our side
			limit.N = m.Payload.Days
		}
		return []Clock{t.reply(o, o.HandedAt, limit)}, []Term{TermReply}
	case Close, Merge:
		return nil, allTerms()
	}
	return nil, nil
}

func (o Order) clockRuns(term Term) bool {
	return slices.ContainsFunc(o.Clocks, func(c Clock) bool { return c.Term == term && c.Running() })
}

func (t timing) handOver(urgent bool, at time.Time) Clock {
	if urgent {
		return t.start(TermHandOver, at, t.terms.Urgent)
	}
	return t.start(TermHandOver, at, t.terms.HandOver)
}

func (t timing) handed(o Order, at time.Time) []Clock {
	clocks := []Clock{t.reply(o, at, t.terms.Reply)}
	if o.Kind == LegalAid {
		clocks = append(clocks, t.start(TermDecide, at, t.terms.Decide))
	}
	return clocks
}

// reply is due at the earlier of our limit and that of whoever sent us the order.
func (t timing) reply(o Order, from time.Time, limit deadline.Limit) Clock {
	c := t.start(TermReply, from, limit)
	if !o.OutsideDue.IsZero() && o.OutsideDue.Before(c.DueAt) {
		c.DueAt = exact(o.OutsideDue)
		c.WarnAt = exact(t.calendar.Before(o.OutsideDue))
		if c.WarnAt.Before(from) {
			c.WarnAt = from
		}
		if c.WarnAt.After(c.DueAt) { // it was due when we got it
			c.WarnAt = c.DueAt
		}
	}
	return c
}

// OrderEvent is what will happen to an order, and when, if nobody does anything.
type OrderEvent struct {
	At   time.Time `json:"at"`
	What MoveName  `json:"what" enum:"warn,overdue"`
	Term Term      `json:"term"`
}

// events are what a clock does. Who is given a single day is not warned in the same breath.
func (c Clock) events() []OrderEvent {
	events := []OrderEvent{{c.DueAt, Overdue, c.Term}}
	if c.WarnAt.After(c.From) {
		events = append(events, OrderEvent{c.WarnAt, Warn, c.Term})
	}
	return events
}

// Upcoming lists what the clocks will do after now, the first first.
func (o Order) Upcoming(now time.Time) []OrderEvent {
	events := []OrderEvent{}
	for _, c := range o.Clocks {
		for _, e := range c.events() {
			if c.Running() && e.At.After(now) {
				events = append(events, e)
			}
		}
	}
	slices.SortStableFunc(events, func(a, b OrderEvent) int { return a.At.Compare(b.At) })
	return events
}

func tooLate(o Order, due time.Time) error {
	return callcenter.Errorf(callcenter.Conflict, "工单 %d 须在 %s 之前退回,现在已过期限;确需退回请联系业务办理改派", o.No, due.In(callcenter.Leshan()).Format("2006-01-02 15:04"))
}
