package agents

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Half is a half of a day on the roster; the night is a turn of its own.
type Half string

// The halves.
const (
	Morning   Half = "morning"
	Afternoon Half = "afternoon"
	Night     Half = "night"
)

// DutyTurn puts somebody down for a half day: a lawyer with his firm and speciality.
type DutyTurn struct {
	Day        string             `json:"day" format:"date" doc:"哪一天"`
	Half       Half               `json:"half" enum:"morning,afternoon,night" doc:"上午、下午或夜间"`
	Staff      callcenter.AgentID `json:"staff" doc:"工号"`
	Name       string             `json:"name" doc:"姓名"`
	Firm       string             `json:"firm,omitempty" doc:"律所或单位"`
	Speciality string             `json:"speciality,omitempty" doc:"专长"`
}

const (
	longestRoster = 100 * 24 * time.Hour // that is read at once
	longestFirm   = 64
)

// DutyTurns reads the roster from a day to another, both included; of one person, or of all.
func (r *Register) DutyTurns(ctx context.Context, from, to time.Time, staff callcenter.AgentID) (list []DutyTurn, err error) {
	if to.Before(from) || to.Sub(from) > longestRoster {
		return nil, callcenter.Errorf(callcenter.Invalid, "值班表一次最多查 100 天,且结束日期不早于开始日期")
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT to_char(d.day, 'YYYY-MM-DD'), d.half, d.staff, s.name, d.firm, d.speciality
			FROM agents.duty_turn d JOIN agents.staff s ON s.id = d.staff
			WHERE d.day BETWEEN $1 AND $2 AND ($3 = '' OR d.staff = $3)
			ORDER BY d.day, array_position(ARRAY['morning', 'afternoon', 'night'], d.half), d.staff`, from, to, string(staff))
		if err != nil {
			return fmt.Errorf("read roster: %w", err)
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[DutyTurn])
		return err
	})
	return list, err
}

// PutDutyTurn writes or replaces a turn.
func (r *Register) PutDutyTurn(ctx context.Context, day time.Time, turn DutyTurn) error {
	if utf8.RuneCountInString(turn.Firm) > longestFirm || utf8.RuneCountInString(turn.Speciality) > longestFirm {
		return callcenter.Errorf(callcenter.Invalid, "律所和专长各不超过 %d 字", longestFirm)
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO agents.duty_turn (day, half, staff, firm, speciality)
			SELECT $1, $2, s.id, $4, $5 FROM agents.staff s WHERE s.id = $3 AND s.active
			ON CONFLICT (day, half, staff) DO UPDATE SET firm = excluded.firm, speciality = excluded.speciality`,
			day, string(turn.Half), string(turn.Staff), turn.Firm, turn.Speciality)
		if err != nil {
			return fmt.Errorf("write turn: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return callcenter.Errorf(callcenter.Invalid, "没有在用的工号 %s", turn.Staff)
		}
		return r.note(ctx, tx, callcenter.Change{By: actor(ctx), Action: "duty_turn.put", Object: turn.object(), After: turn})
	})
}

// RemoveDutyTurn takes a turn off the roster. Repeated: no effect.
func (r *Register) RemoveDutyTurn(ctx context.Context, day time.Time, turn DutyTurn) error {
	return r.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM agents.duty_turn WHERE day = $1 AND half = $2 AND staff = $3`, day, string(turn.Half), string(turn.Staff))
		if err != nil {
			return fmt.Errorf("remove turn: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return r.note(ctx, tx, callcenter.Change{By: actor(ctx), Action: "duty_turn.removed", Object: turn.object(), Before: turn})
	})
}

func (t DutyTurn) object() string { return fmt.Sprintf("%s %s %s", t.Day, t.Half, t.Staff) }
