package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Background is what is known of a party before anybody answers its call.
type Background struct {
	Party   callcenter.ID
	Calls   int           // before this one
	Recent  []PastCall    // the newest first
	Matters []fold.Matter // open ones, the newest first
}

// PastCall is a call as a line of such a background.
type PastCall struct {
	Call       callcenter.ID      `json:"call" doc:"来电编号"`
	ArrivedAt  time.Time          `json:"at" doc:"来电时间"`
	Topic      string             `json:"topic,omitempty" doc:"业务主题"`
	Outcome    callcenter.Outcome `json:"outcome,omitempty" doc:"结果"`
	AnsweredBy callcenter.AgentID `json:"agent,omitempty" doc:"接听人工号"`
}

const (
	backgroundCalls   = 5
	backgroundMatters = 5
)

// Background reads what is known of the party behind a number, but for the call it makes
// now. NotFound: it never called, or has been forgotten.
func (r *Reads) Background(ctx context.Context, number callcenter.Number, now callcenter.ID) (Background, error) {
	b := Background{Recent: []PastCall{}}
	var err error
	if b.Party, err = r.PartyOf(ctx, number); err != nil {
		return b, err
	}
	if b.Matters, err = r.openMatters(ctx, b.Party); err != nil {
		return b, err
	}
	b.Matters = b.Matters[:min(len(b.Matters), backgroundMatters)]
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `
		SELECT id, arrived_at, coalesce(topic, ''), coalesce(outcome, ''), coalesce(answered_by, ''), count(*) OVER ()
		FROM call WHERE party = $1 AND id <> $2 ORDER BY arrived_at DESC, id DESC LIMIT $3`, b.Party, now, backgroundCalls)
	if err != nil {
		return b, failed("read background", err)
	}
	var c PastCall
	_, err = pgx.ForEachRow(rows, []any{&c.Call, &c.ArrivedAt, &c.Topic, &c.Outcome, &c.AnsweredBy, &b.Calls}, func() error {
		b.Recent = append(b.Recent, c)
		return nil
	})
	if err != nil {
		return b, failed("read background", err)
	}
	return b, nil
}

// Owed is how many call-backs are open, and how many of them past their time.
func (r *Reads) Owed(ctx context.Context) (open, overdue int, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = r.db.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE due_at < now()) FROM callback WHERE state = 'open'`).Scan(&open, &overdue)
	if err != nil {
		return 0, 0, failed("count call-backs", err)
	}
	return open, overdue, nil
}
