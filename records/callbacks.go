package records

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// CallbackEntry is a call we owe, as lists show it: the number is masked.
type CallbackEntry struct {
	fold.Callback
	Number string `json:"number"`
}

// CallbackFilter chooses call-backs. Zero fields choose all.
type CallbackFilter struct {
	State fold.CallbackState
	After string // cursor of the page before
	Limit int    // at most 200; 50 if zero
}

// CallbackPage is some call-backs, the first due first, and the cursor of the next page.
type CallbackPage struct {
	Callbacks []CallbackEntry `json:"callbacks"`
	Next      string          `json:"next,omitempty"`
}

// Callbacks reads one page of the calls we owe.
func (r *Reads) Callbacks(ctx context.Context, f CallbackFilter) (CallbackPage, error) {
	page := CallbackPage{Callbacks: []CallbackEntry{}}
	limit := pageLimit(f.Limit)
	var at time.Time
	var id callcenter.ID
	if f.After != "" {
		var err error
		if at, id, err = readCursor(f.After); err != nil {
			return page, err
		}
	}
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(query, `
		SELECT call, reason, coalesce(party, '00000000-0000-0000-0000-000000000000'), state, opened_at, due_at, done_at,
			coalesce(worker, ''), taken_at, tries, tried_at, coalesce(result, '')
		FROM callback
		WHERE ($1 = '' OR state = $1) AND (due_at, call) > ($2, $3)
		ORDER BY due_at, call, reason LIMIT $4`, string(f.State), at, id, limit+1)
	if err != nil {
		return page, failed("read call-backs", err)
	}
	page.Callbacks, err = pgx.CollectRows(rows, scanCallback)
	if err != nil {
		return page, failed("read call-backs", err)
	}
	if len(page.Callbacks) > limit {
		page.Callbacks = page.Callbacks[:limit]
		last := page.Callbacks[limit-1]
		page.Next = cursorAfter(last.DueAt, last.Call)
	}
	for i := range page.Callbacks {
		if page.Callbacks[i].Number, err = r.masked(ctx, page.Callbacks[i].Party); err != nil {
			return page, err
		}
	}
	return page, nil
}

func scanCallback(row pgx.CollectableRow) (CallbackEntry, error) {
	var c CallbackEntry
	var done, taken, tried *time.Time
	err := row.Scan(&c.Call, &c.Reason, &c.Party, &c.State, &c.OpenedAt, &c.DueAt, &done, &c.Worker, &taken, &c.Tries, &tried, &c.Result)
	c.DoneAt, c.TakenAt, c.TriedAt = orZero(done), orZero(taken), orZero(tried)
	return c, err
}

func orZero(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// CallbackLine is one call-back in one line of a list.
func CallbackLine(c CallbackEntry) string {
	state := "待回拨"
	if c.State == fold.CallbackDone {
		state = c.DoneAt.In(callcenter.Leshan()).Format(fullTime) + " 已回拨"
	}
	reason := map[fold.CallbackReason]string{fold.AfterMessage: "留言", fold.AfterUnreached: "约定回拨未接通", fold.AfterRating: "不满意回访"}[c.Reason]
	return fmt.Sprintf("%s 前  %s  %s  %s  %s", c.DueAt.In(callcenter.Leshan()).Format(fullTime), c.Number, dash(reason), state, c.Call)
}

// Owed is a call-back of the worklist, with what it takes to make it.
type Owed struct {
	Call     callcenter.ID
	Party    callcenter.ID
	Number   callcenter.Number
	Topic    callcenter.TopicName
	Language callcenter.Language
	Worker   callcenter.AgentID // who works it
	TakenAt  time.Time
	Tries    int // from the worklist
	TriedAt  time.Time
}

// OwedBy reads the one of a call that is open, for whom it is noted in the audit: his phone
// will show the number.
func (r *Reads) OwedBy(ctx context.Context, call callcenter.ID, staff callcenter.AgentID) (Owed, error) {
	ctx = asProgram(ctx)
	o, err := r.owed(ctx, call)
	if err != nil {
		return o, err
	}
	if o.Party.IsZero() {
		return o, callcenter.Errorf(callcenter.Invalid, "来电人没有显示号码,无法回拨")
	}
	if err := o.Free(staff); err != nil {
		return o, err
	}
	if err := r.Note(ctx, Look{Staff: staff, Action: "dial_callback", Call: call, Party: o.Party}); err != nil {
		return o, err
	}
	o.Number, err = r.NumberOf(ctx, o.Party)
	return o, err
}

// owed reads what it takes to make one that is open, without the number. The worklist is
// everybody's, so it is read as the program.
func (r *Reads) owed(ctx context.Context, call callcenter.ID) (Owed, error) {
	o := Owed{Call: call}
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err := r.db.QueryRow(query, `
		SELECT coalesce(b.party, '00000000-0000-0000-0000-000000000000'), coalesce(c.topic, ''), coalesce(c.language, ''),
			coalesce(b.worker, ''), coalesce(b.taken_at, 'epoch'), b.tries, coalesce(b.tried_at, 'epoch')
		FROM callback b JOIN call c ON c.id = b.call WHERE b.call = $1 AND b.state = 'open' LIMIT 1`,
		call).Scan(&o.Party, &o.Topic, &o.Language, &o.Worker, &o.TakenAt, &o.Tries, &o.TriedAt)
	if err != nil {
		return o, found("read call-back", err, func() *callcenter.Error {
			return callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的待回拨", call)
		})
	}
	return o, nil
}
