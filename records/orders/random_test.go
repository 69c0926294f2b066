package orders

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/deadline"
)

// drawn is a random move, sensible enough to be let through often.
func drawn(t *rapid.T, o Order, units []callcenter.ID) Request {
	names := moveNames()
	slices.Sort(names)
	move := rapid.SampledFrom(names).Draw(t, "move")
	if legal := MovesFor(o.State, o.Kind, []Role{Duty, Affairs, Manager, Unit, Program}); len(legal) > 0 && rapid.IntRange(0, 9).Draw(t, "legal") > 1 {
		move = rapid.SampledFrom(legal).Draw(t, "legal move")
	}
	role := rapid.SampledFrom([]Role{Duty, Affairs, Manager, Unit, Program}).Draw(t, "role")
	if rule, legal := ruleOf(o.State, move, o.Kind); legal {
		role = rapid.SampledFrom(rule.Roles).Draw(t, "his role")
	}
	r := Request{Order: o.ID, Move: move, By: Actor{callcenter.AgentID("a-" + string(role)), []Role{role}}}
	if role == Program {
		r.By.Staff = ""
	}
	if words := Reasons()[move]; len(words) > 0 {
		r.Reason = rapid.SampledFrom(words).Draw(t, "reason").Key
	}
	r.Payload = Payload{
		Unit: rapid.SampledFrom(units).Draw(t, "unit"), Days: rapid.IntRange(4, 16).Draw(t, "days"),
		Satisfied: rapid.SampledFrom([]Satisfaction{Satisfied, Dissatisfied}).Draw(t, "satisfied"), Term: TermReply,
	}
	switch move {
	case Decide:
		r.Payload.Values = Values{"decision": rapid.SampledFrom([]string{"accepted", "refused"}).Draw(t, "decision")}
	case Close:
		info, _ := kindOf(o.Kind)
		r.Payload.Values = filled(info.Closing)
	case Merge:
		r.Payload.Other = callcenter.NewID(time.Now())
	}
	return r
}

// Random moves at random times: what is let through keeps what an order promises, and
// the order is what a recount of its moves makes of it.
func TestRandomMoves(t *testing.T) {
	t.Parallel()
	calendar, err := deadline.New()
	if err != nil {
		t.Fatal(err)
	}
	units := []callcenter.ID{callcenter.NewID(time.Now()), callcenter.NewID(time.Now())}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 2, 10, 1, 0, 0, 0, time.UTC)
		orders := &Orders{cfg: Config{Now: func() time.Time { return now }}, timing: timing{calendar, DefaultTerms()}}
		b := birth(rapid.SampledFrom([]Kind{FollowUp, LegalAid, Mediation}).Draw(t, "kind"))
		b.Central, b.Urgent = rapid.Bool().Draw(t, "central"), rapid.Bool().Draw(t, "urgent")
		var order Order
		var moves []Move
		next := Request{Order: callcenter.NewID(now), Move: Create, By: affairs, Payload: Payload{Birth: &b}}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m, err := orders.propose(order, next)
			if err == nil {
				before := order
				order, moves = order.Apply(m), append(moves, m)
				promised(t, before, order, m)
			} else if callcenter.KindOf(err) == callcenter.Internal {
				t.Fatal(err)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
			next = drawn(t, order, units)
		}
		if again := Fold(moves); !order.same(again) {
			t.Fatalf("recounted otherwise\n%+v\n%+v", order, again)
		}
	})
}

// promised checks what holds after every move.
func promised(t *rapid.T, before, after Order, m Move) {
	running := map[Term]int{}
	for _, c := range after.Clocks {
		if c.Running() {
			running[c.Term]++
		}
		if c.WarnAt.After(c.DueAt) || c.DueAt.Before(c.From) {
			t.Fatalf("a clock that warns too late: %+v", c)
		}
	}
	for term, n := range running {
		if n > 1 {
			t.Fatalf("%s runs %d times after %s", term, n, m.Name)
		}
	}
	switch {
	case after.Version != before.Version+1 || m.Sequence != after.Version:
		t.Fatalf("version %d after %d", after.Version, before.Version)
	case !after.State.IsOpen() && len(running) > 0:
		t.Fatalf("%s, and %v run", after.State, running)
	case m.Name == Return && before.Central:
		t.Fatal("what was assigned centrally was returned")
	case slices.Contains([]State{Handed, Signed, Working, Replied}, after.State) && after.Unit.IsZero():
		t.Fatalf("%s without a unit", after.State)
	case (after.State == New || after.State == Handed || after.State == Signed || after.State == Working || after.State == Returned) && after.DueAt.IsZero():
		t.Fatalf("%s without a deadline", after.State)
	case (after.State == Closed) != !after.ClosedAt.IsZero():
		t.Fatalf("%s, closed at %v", after.State, after.ClosedAt)
	}
}
