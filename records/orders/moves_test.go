package orders

import (
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// The database refuses by the table the program refuses by.
func TestTheDatabaseReadsTheSameRules(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	rows, err := h.owner.Query(t.Context(), `SELECT from_state, move, to_state, roles, kinds FROM order_rule`)
	if err != nil {
		t.Fatal(err)
	}
	there, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rule])
	if err != nil {
		t.Fatal(err)
	}
	lines := func(rules []Rule) (list []string) {
		for _, r := range rules {
			list = append(list, fmt.Sprintln(r.From, r.Move, r.To, r.Roles, r.Kinds))
		}
		slices.Sort(list)
		return list
	}
	if ours, theirs := lines(Rules()), lines(there); !slices.Equal(ours, theirs) {
		t.Errorf("ours\n%v\ntheirs\n%v", ours, theirs)
	}
}

// One order from the first call to its end, the long way round.
func TestTheLongWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := h.units()
	o := h.create(birth(FollowUp))
	o = h.must(o, HandOver, affairs, "", Payload{Unit: second})
	o = h.must(o, Sign, other, "", Payload{})
	o = h.must(o, Return, other, "not_ours", Payload{})
	o = h.must(o, HandOver, affairs, "", Payload{Unit: second})
	o = h.must(o, Reassign, affairs, "wrong_unit", Payload{Unit: first})
	o = h.must(o, Sign, centre, "", Payload{})
	o = h.must(o, AskExtension, centre, "complex", Payload{Days: 15})
	o = h.must(o, ApproveExtension, manager, "", Payload{Days: 15})
	o = h.must(o, Work, centre, "", Payload{})
	o = h.must(o, Supervise, manager, "important", Payload{})
	o = h.must(o, Reply, centre, "", Payload{})
	o = h.must(o, Unreached, affairs, "", Payload{})
	o = h.must(o, CallBack, affairs, "", Payload{Satisfied: Dissatisfied})
	h.refused(callcenter.Conflict, o, Close, affairs, "usual", Payload{Values: Values{"answered": "yes"}})
	o = h.must(o, Redo, affairs, "dissatisfied", Payload{})
	o = h.must(o, Sign, centre, "", Payload{})
	o = h.must(o, Reply, centre, "", Payload{})
	o = h.must(o, CallBack, affairs, "", Payload{Satisfied: Satisfied})
	h.refused(callcenter.Invalid, o, Close, affairs, "usual", Payload{})
	o = h.must(o, Close, affairs, "usual", Payload{Values: Values{"answered": "yes"}})
	if o.State != Closed || o.Version != 19 || o.Returns != 1 || o.Redos != 1 || o.Urged != 1 || o.Tries != 1 || o.Unit != first || !o.DueAt.IsZero() {
		t.Errorf("%s at %d: %d returns, %d redos, %d urged, %d tries", o.State, o.Version, o.Returns, o.Redos, o.Urged, o.Tries)
	}
	story, err := h.Story(h.as(agent), o.ID, agent)
	if err != nil || len(story.Moves) != 19 || story.Moves[0].Writing.Title != "工地欠薪" || story.Moves[11].Writing.Text != "reply" || story.UnitName != "沙湾区公共法律服务中心" || len(story.Upcoming) != 0 {
		t.Errorf("what became of it: %d moves, %+v, %v", len(story.Moves), story.Upcoming, err)
	}
	h.sound()
}

// Each move from each state by each role: the program lets through what the table does,
// and the database refuses the rest by itself.
func TestEachMoveLegalAndIllegal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	start := h.create(birth(FollowUp))
	if err := h.behind(fmt.Sprintf(`INSERT INTO unit_person VALUES ('%s', 'program-free')`, first)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.owner.Exec(t.Context(), `ALTER TABLE work_order DISABLE TRIGGER order_follows; ALTER TABLE order_move DISABLE TRIGGER order_move_kept`); err != nil {
		t.Fatal(err)
	}
	tried, let := 0, 0
	for _, from := range append(OpenStates(), Closed, Merged) {
		for _, move := range moveNames() {
			for _, to := range towards(from, move) {
				for _, role := range []Role{Duty, Affairs, Manager, Unit, Program} {
					tried++
					rule, legal := ruleOf(from, move, FollowUp)
					legal = legal && rule.To == to && slices.Contains(rule.Roles, role)
					if h.letIn(start, first, from, move, to, role) != legal {
						t.Errorf("%s from %s to %s as %s: legal %v", move, from, to, role, legal)
					}
					if legal {
						let++
					}
				}
			}
		}
	}
	t.Logf("%d moves tried, %d legal", tried, let)
}

// towards is where a move leads, and a state where it does not.
func towards(from State, move MoveName) []State {
	rule, legal := ruleOf(from, move, FollowUp)
	if !legal {
		return []State{from, Working}
	}
	elsewhere := Working
	if rule.To == Working {
		elsewhere = Closed
	}
	return []State{rule.To, elsewhere}
}

func moveNames() (all []MoveName) {
	for name := range moveTitles {
		all = append(all, name)
	}
	return all
}

// letIn asks the database alone, in a transaction that leaves nothing behind.
func (h *house) letIn(o Order, unit callcenter.ID, from State, move MoveName, to State, role Role) bool {
	h.t.Helper()
	ctx := h.t.Context()
	tx, err := h.owner.Begin(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	extension, actor := "none", "3001"
	if move == ApproveExtension || move == RefuseExtension {
		extension = "asked"
	}
	if role == Program {
		actor = ""
	}
	_, err = tx.Exec(ctx, `UPDATE order_move SET to_state = $2 WHERE work_order = $1`, o.ID, from)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE work_order SET unit = $2, extension = $3 WHERE id = $1`, o.ID, unit, extension)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if extension == "asked" {
		if _, err := tx.Exec(ctx, `INSERT INTO order_move SELECT work_order, 2, to_state, 'note', to_state, '9', 'duty', at, reason, payload FROM order_move WHERE work_order = $1 AND sequence = 1`, o.ID); err != nil {
			return false // a closed order
		}
		if _, err := tx.Exec(ctx, `UPDATE order_move SET move = 'ask_extension' WHERE work_order = $1 AND sequence = 2`, o.ID); err != nil {
			h.t.Fatal(err)
		}
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO order_move (work_order, sequence, from_state, move, to_state, actor, role, at, payload)
		SELECT $1, max(sequence) + 1, $2, $3, $4, $5, $6, now(), '{}' FROM order_move WHERE work_order = $1`, o.ID, from, move, to, actor, role)
	if err != nil && !illegal(err) {
		h.t.Fatalf("%s from %s: %v", move, from, err)
	}
	return err == nil
}

// What the database refuses whatever the program does.
func TestTheJournalOfMovesIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	o := h.create(birth(FollowUp))
	id := o.ID.String()
	move := func(sequence int, from, name, to string) string {
		return fmt.Sprintf(`INSERT INTO order_move (work_order, sequence, from_state, move, to_state, actor, role, at, payload)
			VALUES ('%s', %d, '%s', '%s', '%s', '2001', 'affairs', now(), '{}')`, id, sequence, from, name, to)
	}
	row := func(version int, state string) string {
		return fmt.Sprintf(`UPDATE work_order SET version = %d, state = '%s' WHERE id = '%s'`, version, state, id)
	}
	for what, statements := range map[string][]string{
		"a gap":                               {move(3, "new", "note", "new"), row(3, "new")},
		"the same number twice":               {move(1, "new", "note", "new")},
		"from where it does not stand":        {move(2, "handed", "note", "handed"), row(2, "handed")},
		"a move its order does not follow":    {move(2, "new", "note", "new")},
		"an order ahead of its moves":         {row(2, "new")},
		"an order elsewhere than its move":    {move(2, "new", "note", "new"), row(2, "handed")},
		"an old move changed":                 {`UPDATE order_move SET actor = 'x'`},
		"an old move deleted":                 {`DELETE FROM order_move`},
		"an order deleted":                    {`DELETE FROM work_order`},
		"a rule changed":                      {`UPDATE order_rule SET roles = '{duty}'`},
		"a move of nobody as somebody":        {fmt.Sprintf(`INSERT INTO order_move (work_order, sequence, from_state, move, to_state, actor, role, at, payload) VALUES ('%s', 2, 'new', 'note', 'new', '', 'affairs', now(), '{}')`, id)},
		"in another's name":                   {`SET LOCAL hotline.staff = '9999'`, move(2, "new", "note", "new"), row(2, "new")},
		"an order that is born without moves": {`INSERT INTO work_order (id, version, state, kind, source, region, secrecy, urgent, central, fields, created_at, created_by, moved_at, clocks, extension, satisfied, tries, returns, redos, urged, closing) SELECT gen_random_uuid(), 1, state, kind, source, region, secrecy, urgent, central, fields, created_at, created_by, moved_at, clocks, extension, satisfied, tries, returns, redos, urged, closing FROM work_order`},
	} {
		if err := h.behind(statements...); !illegal(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := h.owner.Exec(t.Context(), `TRUNCATE order_move CASCADE`); !illegal(err) {
		t.Errorf("moves truncated: %v", err)
	}
	if err := h.behind(move(2, "new", "note", "new"), row(2, "new")); err != nil {
		t.Errorf("a legal one: %v", err)
	}
}
