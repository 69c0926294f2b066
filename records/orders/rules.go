package orders

import "slices"

// Rule lets a move be made from a state, by some roles. Kinds empty: of every kind of order.
type Rule struct {
	From  State
	Move  MoveName
	To    State
	Roles []Role
	Kinds []Kind
}

// Rules is the one table of legal moves. The database refuses whatever is not in it by the
// same table (order_rule); a test holds both equal.
func Rules() []Rule {
	// Program moves an order where another centre has it: as its unit, or as its source.
	office, unit := []Role{Affairs, Manager}, []Role{Unit, Program}
	told := []Role{Affairs, Manager, Program}
	legalAid := []Kind{LegalAid}
	rules := []Rule{
		{Unborn, Create, New, []Role{Duty, Affairs, Manager, Program}, nil},
		{New, HandOver, Handed, office, nil},
		{Returned, HandOver, Handed, office, nil},
		{Handed, Reassign, Handed, office, nil},
		{Signed, Reassign, Handed, office, nil},
		{Working, Reassign, Handed, office, nil},
		{Handed, Sign, Signed, unit, nil},
		{Signed, Work, Working, unit, nil},
		{Working, Work, Working, unit, nil},
		{Signed, Decide, Working, []Role{Unit}, legalAid},
		{Working, Decide, Working, []Role{Unit}, legalAid},
		{Working, Appoint, Working, []Role{Unit}, legalAid},
		{Signed, Reply, Replied, unit, nil},
		{Working, Reply, Replied, unit, nil},
		{Handed, Return, Returned, unit, nil},
		{Signed, Return, Returned, unit, nil},
		{Replied, CallBack, CalledBack, office, nil},
		{Replied, Unreached, Replied, office, nil},
		{Replied, Redo, Handed, []Role{Program}, nil},
		{CalledBack, Redo, Handed, told, nil},
		{Closed, Redo, Handed, []Role{Manager, Program}, nil},
		{CalledBack, Close, Closed, told, nil},
		{Replied, Close, Closed, told, nil},
		{New, Close, Closed, told, nil},
		{New, SendBack, New, office, nil},
		{Returned, SendBack, Returned, office, nil},
	}
	for _, from := range []State{Signed, Working} {
		rules = append(rules, Rule{from, AskExtension, from, unit, nil},
			Rule{from, ApproveExtension, from, []Role{Manager}, nil}, Rule{from, RefuseExtension, from, []Role{Manager}, nil})
	}
	for _, from := range []State{New, Handed, Signed, Working, Returned} {
		rules = append(rules, Rule{from, Merge, Merged, told, nil})
		if from != New {
			rules = append(rules, Rule{from, Close, Closed, []Role{Program}, nil})
		}
	}
	for _, at := range OpenStates() {
		rules = append(rules,
			Rule{at, TakeIn, at, told, nil},
			Rule{at, Supervise, at, []Role{Manager, Program}, nil},
			Rule{at, Object, at, told, nil},
			Rule{at, Ruled, at, told, nil},
			Rule{at, Note, at, []Role{Duty, Affairs, Manager, Program}, nil},
			Rule{at, Attach, at, []Role{Duty, Affairs, Manager, Unit, Program}, nil},
			Rule{at, Book, at, []Role{Duty, Affairs, Manager, Unit}, []Kind{Appointment}},
			Rule{at, Warn, at, []Role{Program}, nil},
			Rule{at, Overdue, at, []Role{Program}, nil})
	}
	return rules
}

// ruleOf finds the rule of a move from a state; ok is false where it is illegal for everybody.
func ruleOf(from State, move MoveName, kind Kind) (Rule, bool) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(r Rule) bool {
		return r.From == from && r.Move == move && (len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind))
	})
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// as is the first of somebody's roles that a rule lets in.
func (r Rule) as(roles []Role) (Role, bool) {
	for _, role := range roles {
		if slices.Contains(r.Roles, role) {
			return role, true
		}
	}
	return "", false
}

// MovesFor lists what somebody may do to an order as it stands, by the table alone.
func MovesFor(state State, kind Kind, roles []Role) []MoveName {
	list := []MoveName{}
	for _, r := range Rules() {
		if r.From != state || r.Move == Warn || r.Move == Overdue || r.Move == TakeIn || r.Move == Ruled {
			continue
		}
		if _, his := r.as(roles); his && (len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind)) {
			list = append(list, r.Move)
		}
	}
	return list
}
