package records

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// ReportView is a report somebody looks at again: what is chosen on its page.
type ReportView struct {
	ID      callcenter.ID      `json:"id"`
	Owner   callcenter.AgentID `json:"owner"`
	Title   string             `json:"title" minLength:"1" maxLength:"60"`
	Choices string             `json:"choices" maxLength:"2000" doc:"报表页网址里 ? 之后的部分"`
	Shared  bool               `json:"shared" doc:"给所有能看报表的人"`
	MadeAt  time.Time          `json:"made_at"`
}

// mostViews is more than anybody finds his way in.
const mostViews = 100

// ReportViews are his own and the shared ones, his own first.
func (r *Reads) ReportViews(ctx context.Context, staff callcenter.AgentID) ([]ReportView, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT id, owner, title, choices, shared, made_at FROM report_view
		WHERE owner = $1 OR shared ORDER BY owner <> $1, title, id LIMIT 1000`, string(staff))
	if err != nil {
		return nil, failed("read report views", err)
	}
	views, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReportView])
	if err != nil {
		return nil, failed("read report views", err)
	}
	return views, nil
}

// SaveReportView keeps one of his: a new one, or an old one as it is now. Another's is
// another's: NotFound.
func (r *Records) SaveReportView(ctx context.Context, v ReportView) error {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	return r.changeView(ctx, v.Owner, v.ID, &v, func(tx pgx.Tx) (int64, error) {
		tag, err := tx.Exec(ctx, `INSERT INTO report_view AS v (id, owner, title, choices, shared)
			SELECT $1::uuid, $2::text, $3::text, $4::text, $5::bool WHERE EXISTS (SELECT FROM report_view WHERE id = $1) OR (SELECT count(*) FROM report_view WHERE owner = $2) < $6
			ON CONFLICT (id) DO UPDATE SET title = $3, choices = $4, shared = $5 WHERE v.owner = $2`,
			[16]byte(v.ID), string(v.Owner), v.Title, v.Choices, v.Shared, mostViews)
		return tag.RowsAffected(), err
	})
}

// DropReportView deletes one of his.
func (r *Records) DropReportView(ctx context.Context, staff callcenter.AgentID, id callcenter.ID) error {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	return r.changeView(ctx, staff, id, nil, func(tx pgx.Tx) (int64, error) {
		tag, err := tx.Exec(ctx, `DELETE FROM report_view WHERE id = $1 AND owner = $2`, [16]byte(id), string(staff))
		return tag.RowsAffected(), err
	})
}

// changeView changes one, and notes it if others see it: before or after.
func (r *Records) changeView(ctx context.Context, staff callcenter.AgentID, id callcenter.ID, after *ReportView, change func(pgx.Tx) (int64, error)) error {
	err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, owner, title, choices, shared, made_at FROM report_view WHERE id = $1 FOR UPDATE`, [16]byte(id))
		if err != nil {
			return err
		}
		was, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReportView])
		if err != nil {
			return err
		}
		switch n, err := change(tx); {
		case err != nil:
			return err
		case n == 0 && after != nil && len(was) == 0:
			return callcenter.Errorf(callcenter.Conflict, "至多保存 %d 个视图,请先删除不用的", mostViews)
		case n == 0:
			return callcenter.Errorf(callcenter.NotFound, "没有这个视图,或者是别人的")
		}
		noted := callcenter.Change{By: staff, Action: "report_view.changed", Object: id.String()}
		seen := after != nil && after.Shared
		if len(was) > 0 {
			noted.Before = viewNoted(was[0])
			seen = seen || was[0].Shared
		}
		if !seen {
			return nil // nobody else's business
		}
		if after != nil {
			noted.After = viewNoted(*after)
		}
		return NoteChange(ctx, tx, noted)
	})
	if err != nil && !callcenter.Is(err, callcenter.Conflict) && !callcenter.Is(err, callcenter.NotFound) {
		return failed(fmt.Sprintf("change report view %s", id), err)
	}
	return err
}

func viewNoted(v ReportView) map[string]any {
	return map[string]any{"title": v.Title, "choices": v.Choices, "shared": v.Shared}
}
