package staffing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Ask is for what, measured when, and to which target.
type Ask struct {
	From, To time.Time // whole days in Leshan, half-open
	Topic    callcenter.TopicName
	Share    float64       // to be answered, of those who wait: 0.8
	Within   time.Duration // of waiting: 15 s
}

// longestAsk bounds what is gone through.
const longestAsk = 370 * 24 * time.Hour

// Advice is for each half hour of a week in which somebody called.
type Advice struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Share    float64   `json:"share" doc:"目标:在 within 秒内接通的比例"`
	Within   int       `json:"within" doc:"秒"`
	Calls    int64     `json:"calls" doc:"进入排队的来电"`
	Handling *float64  `json:"handling_ms" doc:"平均通话与话后之和;没有通话为空"`
	Patience *float64  `json:"patience_ms" doc:"平均耐心:全部等待时间 ÷ 放弃的来电;无人放弃为空"`
	Halves   []Half    `json:"halves" doc:"按星期与半小时;没有来电的不列"`
}

// Half is one half hour of the week.
type Half struct {
	Weekday  int     `json:"weekday" minimum:"1" maximum:"7" doc:"1 为星期一"`
	Start    string  `json:"start" doc:"如 08:30"`
	Calls    float64 `json:"calls" doc:"平均每次的来电"`
	Most     int64   `json:"most" doc:"最忙的一天"`
	Erlangs  float64 `json:"erlangs" doc:"话务量"`
	Staying  int     `json:"staying" doc:"无人放弃时(爱尔兰 C)需要的话务员"`
	Leaving  int     `json:"leaving" doc:"计入放弃时(爱尔兰 A)需要的话务员"`
	Expected Service `json:"expected" doc:"按 leaving 安排时的预期"`
}

// A day without a call counts as a day on which nobody called.
const selectHalves = `
SELECT weekday, half, sum(n)::bigint, max(n)::bigint FROM (
    SELECT extract(isodow FROM at)::int AS weekday, (extract(hour FROM at) * 2 + floor(extract(minute FROM at) / 30))::int AS half, at::date AS day, count(*) AS n
    FROM (SELECT queued_at AT TIME ZONE 'Asia/Shanghai' AS at FROM call
        WHERE arrived_at >= $1 AND arrived_at < $2 AND queued_at IS NOT NULL AND back IS NULL AND ($3 = '' OR topic = $3)) AS c
    GROUP BY 1, 2, 3) AS d
GROUP BY 1, 2 ORDER BY 1, 2`

// Read measures and advises.
func Read(ctx context.Context, conn tally.Conn, ask Ask) (Advice, error) {
	advice := Advice{From: ask.From, To: ask.To, Share: ask.Share, Within: int(ask.Within / time.Second), Halves: []Half{}}
	if err := ask.check(); err != nil {
		return advice, err
	}
	load, err := measured(ctx, conn, ask)
	if err != nil {
		return advice, err
	}
	if load.Handling > 0 {
		advice.Handling = new(float64(load.Handling.Milliseconds()))
	}
	if load.Patience > 0 {
		advice.Patience = new(float64(load.Patience.Milliseconds()))
	}
	rows, err := conn.Query(ctx, selectHalves, ask.From, ask.To, string(ask.Topic))
	if err != nil {
		return advice, fmt.Errorf("read half hours: %w", err)
	}
	days := weekdays(ask.From, ask.To)
	var weekday, half int
	var n, most int64
	_, err = pgx.ForEachRow(rows, []any{&weekday, &half, &n, &most}, func() error {
		advice.Calls += n
		h := Half{Weekday: weekday, Start: fmt.Sprintf("%02d:%02d", half/2, half%2*30), Calls: float64(n) / float64(max(1, days[weekday%7])), Most: most}
		advice.Halves = append(advice.Halves, h.staffed(load, ask))
		return nil
	})
	if err != nil {
		return advice, fmt.Errorf("read half hours: %w", err)
	}
	return advice, nil
}

// staffed fills in who is needed.
func (h Half) staffed(load Load, ask Ask) Half {
	load.Calls = 2 * h.Calls
	staying := load
	staying.Patience = 0
	h.Erlangs = load.Erlangs()
	h.Staying, h.Leaving = staying.Agents(ask.Share, ask.Within), load.Agents(ask.Share, ask.Within)
	h.Expected = load.Expect(h.Leaving, ask.Within)
	return h
}

func (a Ask) check() error {
	local := a.From.In(callcenter.Leshan())
	switch {
	case !a.From.Before(a.To) || a.To.Sub(a.From) > longestAsk:
		return callcenter.Errorf(callcenter.Invalid, "时段须是一年以内的若干天")
	case local.Hour() != 0 || local.Minute() != 0 || local.Second() != 0 || a.To.Sub(a.From)%(24*time.Hour) != 0:
		return callcenter.Errorf(callcenter.Invalid, "时段须从零点开始、到零点结束")
	case a.Share <= 0 || a.Share >= 1:
		return callcenter.Errorf(callcenter.Invalid, "接通比例须大于 0、小于 100 %%")
	case a.Within < 0 || a.Within > time.Hour:
		return callcenter.Errorf(callcenter.Invalid, "等待时间须在一小时以内")
	}
	return nil
}

// weekdays is how many of each are in the interval.
func weekdays(from, to time.Time) (n [7]int) {
	for at := from.In(callcenter.Leshan()); at.Before(to); at = at.AddDate(0, 0, 1) {
		n[at.Weekday()]++
	}
	return n
}
