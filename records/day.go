package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Day is one agent's day as he may see it himself.
type Day struct {
	From     time.Time      `json:"from" doc:"从"`
	To       time.Time      `json:"to" doc:"到,不含"`
	Segments int            `json:"segments" doc:"通话段数:与多少人次通过话"`
	Talk     int            `json:"talk_seconds" doc:"通话秒数"`
	Held     int            `json:"held_seconds" doc:"其中保持的秒数"`
	Presence map[string]int `json:"presence_seconds" doc:"各状态的秒数,当班至今"`
	Asked    int            `json:"asked" doc:"请了多少人评价"`
	Scores   map[int]int    `json:"scores" doc:"各评分的人数,1 为非常满意"`
	NoAnswer int            `json:"no_answer" doc:"未应答"`
	Rejected int            `json:"rejected" doc:"拒接"`
	Unfilled int            `json:"unfilled" doc:"还没有填话务工单的来电"`
}

// DaySpan is a day of the hotline, from midnight to midnight: the one written as
// 2006-01-02, or that of now if it is empty.
func DaySpan(date string, now time.Time) (from, to time.Time, err error) {
	if date == "" {
		date = now.In(callcenter.Leshan()).Format(time.DateOnly)
	}
	from, err = time.ParseInLocation(time.DateOnly, date, callcenter.Leshan())
	if err != nil {
		return from, from, callcenter.Errorf(callcenter.Invalid, "日期 %q 应写作 2026-11-23", date)
	}
	return from, from.AddDate(0, 0, 1), nil
}

// DayOf reads what an agent did in a span that is not long: a day, or a week. It counts
// his own work alone, in calls that others answered too: so the program asks.
func (r *Reads) DayOf(ctx context.Context, agent callcenter.AgentID, from, to time.Time) (Day, error) {
	d := Day{From: from, To: to, Presence: map[string]int{}, Scores: map[int]int{}}
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT count(*), coalesce(sum(talk_ms), 0) / 1000, coalesce(sum(held_ms), 0) / 1000,
			count(DISTINCT call) FILTER (WHERE NOT EXISTS (SELECT FROM consultation c WHERE c.call = s.call AND c.revision > 0))
		FROM segment s WHERE agent = $1 AND started_at >= $2 AND started_at < $3`, agent, from, to,
	).QueryRow(func(row pgx.Row) error { return row.Scan(&d.Segments, &d.Talk, &d.Held, &d.Unfilled) })
	batch.Queue(`
		SELECT presence, extract(epoch FROM sum(least(coalesce(upper(during), now()), $3) - greatest(lower(during), $2)))::int
		FROM agent_state WHERE agent = $1 AND lower(during) < $3 AND coalesce(upper(during), now()) > $2 GROUP BY presence`, agent, from, to,
	).Query(func(rows pgx.Rows) error {
		var presence string
		var seconds int
		_, err := pgx.ForEachRow(rows, []any{&presence, &seconds}, func() error { d.Presence[presence] = seconds; return nil })
		return err
	})
	batch.Queue(`
		SELECT coalesce(score, 0), count(*) FROM rating
		WHERE agent = $1 AND asked_at >= $2 AND asked_at < $3 GROUP BY score`, agent, from, to,
	).Query(func(rows pgx.Rows) error {
		var score, n int
		_, err := pgx.ForEachRow(rows, []any{&score, &n}, func() error {
			d.Asked += n
			if score > 0 {
				d.Scores[score] = n
			}
			return nil
		})
		return err
	})
	batch.Queue(`
		SELECT count(*) FILTER (WHERE outcome = 'no_answer'), count(*) FILTER (WHERE outcome = 'rejected')
		FROM promise WHERE agent = $1 AND made_at >= $2 AND made_at < $3`, agent, from, to,
	).QueryRow(func(row pgx.Row) error { return row.Scan(&d.NoAnswer, &d.Rejected) })
	err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error { return tx.SendBatch(ctx, batch).Close() })
	if err != nil {
		return d, failed("read day", err)
	}
	return d, nil
}
