package records

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// NumberExport is a wish to take whole numbers away, which a second person decides.
type NumberExport struct {
	ID        callcenter.ID      `json:"id"`
	Export    Export             `json:"export"`
	Reason    string             `json:"reason"`
	AskedBy   callcenter.AgentID `json:"asked_by"`
	AskedAt   time.Time          `json:"asked_at"`
	State     NumberExportState  `json:"state"`
	DecidedBy callcenter.AgentID `json:"decided_by,omitempty"`
	DecidedAt time.Time          `json:"decided_at,omitzero"`
	ExpiresAt time.Time          `json:"expires_at,omitzero" doc:"在此之前可取走一次"`
	TakenAt   time.Time          `json:"taken_at,omitzero"`
}

// NumberExportState is how far it has come.
type NumberExportState string

// The states.
const (
	NumberExportAsked    NumberExportState = "asked"
	NumberExportRefused  NumberExportState = "refused"
	NumberExportApproved NumberExportState = "approved"
	NumberExportTaken    NumberExportState = "taken"
	NumberExportExpired  NumberExportState = "expired" // approved, and not taken in time
)

// takeWithin is how long after its approval an export can be taken.
const takeWithin = 24 * time.Hour

const numberExportColumns = `id, filter, reason, asked_by, asked_at, CASE WHEN approved IS NULL THEN 'asked' WHEN NOT approved THEN 'refused'
	WHEN taken_at IS NOT NULL THEN 'taken' WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END,
	coalesce(decided_by, ''), decided_at, expires_at, taken_at`

func scanNumberExport(row pgx.CollectableRow) (x NumberExport, err error) {
	var filter []byte
	var decided, expires, taken *time.Time
	if err := row.Scan(&x.ID, &filter, &x.Reason, &x.AskedBy, &x.AskedAt, &x.State, &x.DecidedBy, &decided, &expires, &taken); err != nil {
		return x, err
	}
	x.DecidedAt, x.ExpiresAt, x.TakenAt = orZero(decided), orZero(expires), orZero(taken)
	return x, json.Unmarshal(filter, &x.Export)
}

// AskNumberExport enters a wish.
func (r *Reads) AskNumberExport(ctx context.Context, e Export, reason string, by callcenter.AgentID) (x NumberExport, err error) {
	filter, err := json.Marshal(e)
	if err != nil {
		return x, err
	}
	return r.changeNumberExport(ctx, "number_export.asked", by, nil, `
		INSERT INTO number_export (list, filter, reason, asked_by) VALUES ($1, $2, $3, $4) RETURNING `+numberExportColumns,
		string(e.List), filter, reason, string(by))
}

// DecideNumberExport approves or refuses another's wish, once. Denied: it is his own.
func (r *Reads) DecideNumberExport(ctx context.Context, id callcenter.ID, approve bool, by callcenter.AgentID) (NumberExport, error) {
	was, err := r.NumberExport(ctx, id)
	switch {
	case err != nil:
		return was, err
	case was.AskedBy == by:
		tried := callcenter.Change{By: by, Action: "number_export.own_refused", Object: id.String(), Before: was, After: map[string]bool{"approve": approve}}
		return was, r.RefusedOwn(ctx, tried, callcenter.Errorf(callcenter.Denied, "完整号码的导出须由另一人审批,不能审批自己的申请"))
	case was.State != NumberExportAsked:
		return was, callcenter.Errorf(callcenter.Conflict, "这份申请已经审批过了")
	}
	action, expires := "number_export.refused", (*time.Time)(nil)
	if approve {
		action, expires = "number_export.approved", new(time.Now().Add(takeWithin))
	}
	return r.changeNumberExport(ctx, action, by, &was, `
		UPDATE number_export SET approved = $2, decided_by = $3, decided_at = now(), expires_at = $4
		WHERE id = $1 AND approved IS NULL RETURNING `+numberExportColumns, [16]byte(id), approve, string(by), expires)
}

// TakeNumberExport uses an approved wish up; who asked for it may take it now.
func (r *Reads) TakeNumberExport(ctx context.Context, id callcenter.ID, by callcenter.AgentID) (NumberExport, error) {
	was, err := r.NumberExport(ctx, id)
	switch {
	case err != nil:
		return was, err
	case was.AskedBy != by:
		return was, callcenter.Errorf(callcenter.Denied, "只有申请人本人可以取走")
	case was.State != NumberExportApproved:
		return was, callcenter.Errorf(callcenter.Conflict, "%s", map[NumberExportState]string{
			NumberExportAsked: "申请还没有审批", NumberExportRefused: "申请没有获准",
			NumberExportTaken: "已经取走过一次,如仍需要请重新申请", NumberExportExpired: "获准后一天内没有取走,请重新申请",
		}[was.State])
	}
	return r.changeNumberExport(ctx, "number_export.taken", by, &was, `
		UPDATE number_export SET taken_at = now() WHERE id = $1 AND approved AND taken_at IS NULL AND expires_at > now()
		RETURNING `+numberExportColumns, [16]byte(id))
}

// changeNumberExport changes one and notes it, or does neither.
func (r *Reads) changeNumberExport(ctx context.Context, action string, by callcenter.AgentID, was *NumberExport, sql string, args ...any) (x NumberExport, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		if x, err = pgx.CollectExactlyOneRow(rows, scanNumberExport); err != nil {
			return err
		}
		change := callcenter.Change{By: by, Action: action, Object: x.ID.String(), After: x}
		if was != nil {
			change.Before = was
		}
		return NoteChange(ctx, tx, change)
	})
	if err != nil {
		return x, found(action, err, func() *callcenter.Error {
			return callcenter.Errorf(callcenter.Conflict, "这份申请刚刚有了变化,请刷新后再看")
		})
	}
	return x, nil
}

// NumberExport reads one. NotFound: there is none.
func (r *Reads) NumberExport(ctx context.Context, id callcenter.ID) (NumberExport, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT `+numberExportColumns+` FROM number_export WHERE id = $1`, [16]byte(id))
	if err != nil {
		return NumberExport{}, failed("read number export", err)
	}
	x, err := pgx.CollectExactlyOneRow(rows, scanNumberExport)
	if err != nil {
		return x, found("read number export", err, func() *callcenter.Error {
			return callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的导出申请", id)
		})
	}
	return x, nil
}

// NumberExportPage is some of them, the newest first, and the cursor of the next page.
type NumberExportPage struct {
	Exports []NumberExport `json:"exports"`
	Next    string         `json:"next,omitempty"`
}

// NumberExports reads one page.
func (r *Reads) NumberExports(ctx context.Context, after string, limit int) (NumberExportPage, error) {
	page := NumberExportPage{Exports: []NumberExport{}}
	limit = pageLimit(limit)
	before, id, err := beforeCursor(after)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT `+numberExportColumns+` FROM number_export
		WHERE $1::timestamptz IS NULL OR (asked_at, id) < ($1, $2::uuid) ORDER BY asked_at DESC, id DESC LIMIT $3`, before, [16]byte(id), limit+1)
	if err != nil {
		return page, failed("read number exports", err)
	}
	list, err := pgx.CollectRows(rows, scanNumberExport)
	if err != nil {
		return page, failed("read number exports", err)
	}
	if len(list) > limit {
		list = list[:limit]
		page.Next = cursorAfter(list[limit-1].AskedAt, list[limit-1].ID)
	}
	page.Exports = append(page.Exports, list...)
	return page, nil
}
