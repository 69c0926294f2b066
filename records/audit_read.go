package records

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// LookFilter chooses lines of the audit. Zero fields choose all.
type LookFilter struct {
	From, To time.Time // half-open
	Staff    callcenter.AgentID
	Action   string
	Call     callcenter.ID
	Party    callcenter.ID
	Object   string
	After    string // cursor of the page before
	Limit    int    // at most 200; 50 if zero
}

// LookPage is some lines, the newest first, and the cursor of the next page: empty on the last.
type LookPage struct {
	Looks []Look `json:"looks"`
	Next  string `json:"next,omitempty"`
}

// Looks reads one page of the audit.
func (r *Reads) Looks(ctx context.Context, f LookFilter) (LookPage, error) {
	return r.looks(ctx, f, pageLimit(f.Limit))
}

func (r *Reads) looks(ctx context.Context, f LookFilter, limit int) (LookPage, error) {
	page := LookPage{}
	beforeAt, beforeID, err := beforeCursor(f.After)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `
		SELECT id, at, staff, action, call, party, coalesce(object, ''), coalesce(reason, ''), before, after FROM audit
		WHERE ($1::timestamptz IS NULL OR at >= $1) AND ($2::timestamptz IS NULL OR at < $2)
		  AND ($3::text IS NULL OR staff = $3) AND ($4::text IS NULL OR action = $4)
		  AND ($5::uuid IS NULL OR call = $5) AND ($6::uuid IS NULL OR party = $6) AND ($7::text IS NULL OR object = $7)
		  AND ($8::timestamptz IS NULL OR (at, id) < ($8, $9::uuid))
		ORDER BY at DESC, id DESC LIMIT $10`,
		given(f.From), given(f.To), given(f.Staff), given(f.Action), given(f.Call), given(f.Party), given(f.Object),
		beforeAt, [16]byte(beforeID), limit+1)
	if err != nil {
		return page, failed("read audit", err)
	}
	page.Looks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Look, error) {
		var l Look
		err := row.Scan(&l.ID, &l.At, &l.Staff, &l.Action, &l.Call, &l.Party, &l.Object, &l.Reason, &l.Before, &l.After)
		return l, err
	})
	if err != nil {
		return page, failed("read audit", err)
	}
	if page.Looks == nil {
		page.Looks = []Look{}
	}
	if len(page.Looks) > limit {
		page.Looks = page.Looks[:limit]
		page.Next = cursorAfter(page.Looks[limit-1].At, page.Looks[limit-1].ID)
	}
	return page, nil
}

// AuditTitles are the columns of ExportLooks.
func AuditTitles() []string {
	return []string{"时间", "人员", "操作", "来电编号", "当事人编号", "对象", "原因", "变更前", "变更后"}
}

// ExportLooks gives the audit as rows of text, some at a time, the newest first.
func (r *Reads) ExportLooks(ctx context.Context, f LookFilter) iter.Seq2[[][]string, error] {
	return pages(func(after string) ([][]string, string, error) {
		f.After = after
		page, err := r.looks(ctx, f, exportChunk)
		rows := make([][]string, len(page.Looks))
		for i, l := range page.Looks {
			rows[i] = []string{
				cellTime(l.At), string(l.Staff), l.Action, cellID(l.Call), cellID(l.Party), l.Object, l.Reason, string(l.Before), string(l.After),
			}
		}
		return rows, page.Next, err
	})
}
