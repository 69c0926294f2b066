package agents

import (
	"testing"
	"time"

	"hotline/callcenter"
)

// A roster of half days: written twice is once, of one person or of all, noted.
func TestDutyTurns(t *testing.T) {
	t.Parallel()
	r, ctx := register(database(t)), t.Context()
	_, err := r.Import(ctx, demoRoll())
	must(t, err)
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	turn := DutyTurn{Day: "2026-11-23", Half: Afternoon, Staff: wang, Firm: "嘉州律师事务所", Speciality: "劳动争议"}
	for range 2 {
		must(t, r.PutDutyTurn(ctx, monday, turn))
	}
	must(t, r.PutDutyTurn(ctx, monday, DutyTurn{Day: "2026-11-23", Half: Morning, Staff: aguo}))
	refusedAs(t, r.PutDutyTurn(ctx, monday, DutyTurn{Half: Morning, Staff: "7777"}), callcenter.Invalid)
	all, err := r.DutyTurns(ctx, monday, monday.AddDate(0, 0, 6), "")
	must(t, err)
	turn.Name = "王芳"
	if len(all) != 2 || all[0].Staff != aguo || all[1] != turn {
		t.Fatalf("roster: %+v", all)
	}
	groups, err := Groups(ctx, r.pool)
	must(t, err)
	if groups[wang].Firm != turn.Firm || groups[aguo] != (Group{}) {
		t.Errorf("groups: %+v", groups)
	}
	must(t, r.RemoveDutyTurn(ctx, monday, turn))
	must(t, r.RemoveDutyTurn(ctx, monday, turn))
	mine, err := r.DutyTurns(ctx, monday, monday, wang)
	must(t, err)
	if len(mine) != 0 {
		t.Errorf("taken off: %+v", mine)
	}
	_, err = r.DutyTurns(ctx, monday, monday.AddDate(1, 0, 0), "")
	refusedAs(t, err, callcenter.Invalid)
}
