package orders

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// OrderFigure is one figure of a time. What another system holds is imported and says so: it is
// never added to what was counted here.
type OrderFigure struct {
	Name     string `json:"name" doc:"指标"`
	Title    string `json:"title"`
	Value    int64  `json:"value"`
	Unit     string `json:"unit" doc:"件、人、分"`
	Imported bool   `json:"imported" doc:"由其他系统导入,不是本系统统计"`
	System   string `json:"system,omitempty" doc:"哪个系统"`
}

// Imports is what is imported of a time: half-open, like every interval.
type Imports struct {
	System  string        `json:"system" minLength:"1" maxLength:"60" doc:"哪个系统,如 四川法律援助信息系统"`
	From    string        `json:"from" format:"date" doc:"首日"`
	To      string        `json:"to" format:"date" doc:"末日的次日"`
	Figures []OrderFigure `json:"figures" minItems:"1" maxItems:"100"`
}

const countFigures = `
SELECT count(*), count(*) FILTER (WHERE closed_at < coalesce(late.due, 'infinity'::timestamptz)),
       count(*) FILTER (WHERE kind = 'legal_aid'), count(*) FILTER (WHERE kind = 'legal_aid' AND closing ->> 'accepted' = 'yes'),
       count(*) FILTER (WHERE kind = 'legal_aid' AND closing ->> 'finished' = 'yes'),
       coalesce(sum((closing ->> 'people')::bigint) FILTER (WHERE kind = 'legal_aid'), 0),
       coalesce(sum((closing ->> 'recovered_fen')::bigint), 0),
       count(*) FILTER (WHERE kind = 'mediation'), count(*) FILTER (WHERE kind = 'mediation' AND closing ->> 'settled' = 'yes'),
       count(*) FILTER (WHERE satisfied = 'satisfied'), count(*) FILTER (WHERE satisfied <> 'unasked')
FROM work_order o
LEFT JOIN LATERAL (SELECT min(m.at) AS due FROM order_move m WHERE m.work_order = o.id AND m.move = 'overdue') late ON true
WHERE state = 'closed' AND closed_at >= $1 AND closed_at < $2`

// Figures counts what was closed in a time, and adds what was imported for it.
func (o *Orders) Figures(ctx context.Context, from, to time.Time) (list []OrderFigure, err error) {
	err = o.within(ctx, "count closed orders", func(ctx context.Context, tx pgx.Tx) error {
		counted := []OrderFigure{
			{Name: "closed", Title: "办结", Unit: "件"},
			{Name: "in_time", Title: "按时办结", Unit: "件"},
			{Name: "legal_aid", Title: "法援预约登记", Unit: "件"},
			{Name: "legal_aid_accepted", Title: "法援受理", Unit: "件"},
			{Name: "legal_aid_finished", Title: "法援办结", Unit: "件"},
			{Name: "people", Title: "受援人数", Unit: "人"},
			{Name: "recovered_fen", Title: "挽回损失", Unit: "分"},
			{Name: "mediation", Title: "调解预约登记", Unit: "件"},
			{Name: "mediation_settled", Title: "调解成功", Unit: "件"},
			{Name: "satisfied", Title: "回访满意", Unit: "件"},
			{Name: "called_back", Title: "已回访", Unit: "件"},
		}
		into := make([]any, len(counted))
		for i := range counted {
			into[i] = &counted[i].Value
		}
		if err := tx.QueryRow(ctx, countFigures, from, to).Scan(into...); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT name, title, value, unit, true, system FROM imported_figure WHERE from_at >= $1 AND to_at <= $2 ORDER BY system, from_at, name`, from, to)
		if err != nil {
			return err
		}
		imported, err := pgx.CollectRows(rows, pgx.RowToStructByPos[OrderFigure])
		list = append(counted, imported...)
		return err
	})
	return list, err
}

// Import keeps figures of another system in place of what it said of the same time before.
func (o *Orders) Import(ctx context.Context, in Imports, by callcenter.AgentID, note NoteChange) error {
	from, err := day(in.From)
	if err != nil {
		return err
	}
	to, err := day(in.To)
	if err != nil {
		return err
	}
	if !to.After(from) {
		return callcenter.Errorf(callcenter.Invalid, "末日的次日应晚于首日")
	}
	return o.within(ctx, "import figures", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM imported_figure WHERE system = $1 AND from_at = $2 AND to_at = $3`, in.System, from, to); err != nil {
			return err
		}
		for _, f := range in.Figures {
			if _, err := tx.Exec(ctx, `INSERT INTO imported_figure (system, from_at, to_at, name, title, value, unit, imported_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				in.System, from, to, f.Name, f.Title, f.Value, f.Unit, string(by)); err != nil {
				return err
			}
		}
		return note(ctx, tx, callcenter.Change{By: by, Action: "figures.imported", Object: in.System, After: in})
	})
}

func day(text string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, text, callcenter.Leshan())
	if err != nil {
		return at, callcenter.Errorf(callcenter.Invalid, "日期 %q 应写成 2026-02-14", text)
	}
	return at, nil
}
