package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Disclosure is one line of what was given to somebody outside of people's data.
type Disclosure struct {
	ID          callcenter.ID      `json:"id"`
	At          time.Time          `json:"at" doc:"登记时间"`
	Staff       callcenter.AgentID `json:"staff" doc:"登记人"`
	DisclosedAt time.Time          `json:"disclosed_at" doc:"提供时间"`
	Recipient   string             `json:"recipient" doc:"提供给谁"`
	Content     string             `json:"content" doc:"提供了什么"`
	Basis       string             `json:"basis" doc:"法律依据"`
	Call        callcenter.ID      `json:"call,omitzero" doc:"来电编号"`
}

const disclosureColumns = `id, at, staff, disclosed_at, recipient, content, basis, call`

func scanDisclosure(row pgx.CollectableRow) (d Disclosure, err error) {
	err = row.Scan(&d.ID, &d.At, &d.Staff, &d.DisclosedAt, &d.Recipient, &d.Content, &d.Basis, &d.Call)
	return d, err
}

// Disclose enters one. Nobody changes it afterwards; a mistake is put right by another.
func (r *Reads) Disclose(ctx context.Context, d Disclosure) (Disclosure, error) {
	if d.DisclosedAt.After(time.Now().Add(time.Minute)) {
		return d, callcenter.Errorf(callcenter.Invalid, "提供时间不能晚于现在")
	}
	if !d.Call.IsZero() {
		if known, err := r.Knows(ctx, d.Call); err != nil || !known {
			if err == nil {
				err = errNoCall(d.Call)
			}
			return d, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `INSERT INTO disclosure (staff, disclosed_at, recipient, content, basis, call)
			VALUES ($1, $2, $3, $4, $5, $6) RETURNING `+disclosureColumns, string(d.Staff), d.DisclosedAt, d.Recipient, d.Content, d.Basis, d.Call)
		if err != nil {
			return err
		}
		d, err = pgx.CollectExactlyOneRow(rows, scanDisclosure)
		return err
	})
	if err != nil {
		return d, failed("enter a disclosure", err)
	}
	return d, nil
}

// DisclosureFilter chooses disclosures. Zero fields choose all.
type DisclosureFilter struct {
	From, To time.Time // of the disclosure, half-open
	Call     callcenter.ID
	After    string // cursor of the page before
	Limit    int    // at most 200; 50 if zero
}

// DisclosurePage is some of them, the last entered first, and the cursor of the next page.
type DisclosurePage struct {
	Disclosures []Disclosure `json:"disclosures"`
	Next        string       `json:"next,omitempty"`
}

// Disclosures reads one page.
func (r *Reads) Disclosures(ctx context.Context, f DisclosureFilter) (DisclosurePage, error) {
	page := DisclosurePage{Disclosures: []Disclosure{}}
	limit := pageLimit(f.Limit)
	before, id, err := beforeCursor(f.After)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT `+disclosureColumns+` FROM disclosure
		WHERE ($1::timestamptz IS NULL OR disclosed_at >= $1) AND ($2::timestamptz IS NULL OR disclosed_at < $2)
		  AND ($3::uuid IS NULL OR call = $3) AND ($4::timestamptz IS NULL OR (at, id) < ($4, $5::uuid))
		ORDER BY at DESC, id DESC LIMIT $6`, given(f.From), given(f.To), given(f.Call), before, [16]byte(id), limit+1)
	if err != nil {
		return page, failed("read disclosures", err)
	}
	list, err := pgx.CollectRows(rows, scanDisclosure)
	if err != nil {
		return page, failed("read disclosures", err)
	}
	if len(list) > limit {
		list = list[:limit]
		page.Next = cursorAfter(list[limit-1].At, list[limit-1].ID)
	}
	page.Disclosures = append(page.Disclosures, list...)
	return page, nil
}
