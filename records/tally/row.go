package tally

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Row is one call, or one leg of it, that a figure counts.
type Row struct {
	Call     callcenter.ID        `json:"call"`
	Part     string               `json:"part,omitempty" doc:"通话段;空为整个来电"`
	At       time.Time            `json:"at" doc:"到达;通话段为开始振铃"`
	Channel  string               `json:"channel,omitempty"`
	Topic    callcenter.TopicName `json:"topic,omitempty"`
	Language callcenter.Language  `json:"language,omitempty"`
	Agent    callcenter.AgentID   `json:"agent,omitempty"`
	Region   string               `json:"region,omitempty"`
	Matter2  string               `json:"matter_2,omitempty"`
	Outcome  callcenter.Outcome   `json:"outcome,omitempty"`
	Wait     *int                 `json:"wait,omitempty" doc:"等待,秒"`
	TalkMS   *int64               `json:"talk_ms,omitempty"`
	Score    *int                 `json:"score,omitempty" doc:"评价"`
	Recorded bool                 `json:"recorded" doc:"有录音可听"`
}

// Place is where a page of rows ended.
type Place struct {
	At   time.Time
	Call callcenter.ID
	Part string
}

const selectRows = `
SELECT call, part, at, coalesce(channel, ''), coalesce(topic, ''), coalesce(language, ''), coalesce(agent, ''), coalesce(region, ''), coalesce(matter_2, ''),
	coalesce(outcome, ''), wait, talk_ms, CASE WHEN score_1 = 1 THEN 1 WHEN score_2 = 1 THEN 2 WHEN score_3 = 1 THEN 3 WHEN score_4 = 1 THEN 4 WHEN score_5 = 1 THEN 5 END,
	EXISTS (SELECT FROM recording_file r WHERE r.call = t.call AND r.deleted_at IS NULL)
FROM tally t WHERE at >= $1 AND at < $2 AND (at, call, part) < ($3, $4, $5) AND %s ORDER BY at DESC, call DESC, part DESC LIMIT %d`

// Rows lists tallies that a query's sums are made of, the newest first, from a place on;
// the steps and dimensions to divide by mean nothing here. A value of nil: of any of them.
func Rows(ctx context.Context, conn Conn, q Query, agents []callcenter.AgentID, w Which, after *Place, limit int) ([]Row, error) {
	q.By = nil
	if err := q.check(); err != nil {
		return nil, err
	}
	if after == nil {
		after = &Place{At: q.To}
	}
	args := []any{q.From, q.To, after.At, [16]byte(after.Call), after.Part}
	where := []string{w.sql()}
	for d, value := range q.Only {
		list, err := named([]Dimension{d})
		if err != nil {
			return nil, err
		}
		args = append(args, value)
		where = append(where, list[0].is(len(args)))
	}
	if agents != nil {
		args = append(args, agents)
		where = append(where, fmt.Sprintf("agent = ANY ($%d)", len(args)))
	}
	rows, err := conn.Query(ctx, fmt.Sprintf(selectRows, strings.Join(where, " AND "), limit), args...)
	if err != nil {
		return nil, fmt.Errorf("read rows of a figure: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
	if err != nil {
		return nil, fmt.Errorf("read rows of a figure: %w", err)
	}
	return list, nil
}
