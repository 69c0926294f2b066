package quality

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Sampled is a talk of the sample in a list.
type Sampled struct {
	Talk
	At      time.Time  `json:"at,omitzero" doc:"通话开始"`
	TalkMS  int64      `json:"talk_ms" doc:"通话时长,毫秒"`
	Reasons []string   `json:"reasons" doc:"缘由:random 随机,unsatisfied 评价不满意,long 超长"`
	Scores  int        `json:"scores" doc:"几人评过"`
	Mine    bool       `json:"mine,omitempty" doc:"我评过"`
	Total   *float64   `json:"total,omitempty" doc:"现行得分"`
	Fatal   bool       `json:"fatal,omitempty" doc:"否决"`
	Appeal  string     `json:"appeal,omitempty" enum:"open,upheld,rejected" doc:"申诉:待裁定、成立、不成立"`
	Until   *time.Time `json:"appeal_until,omitempty" doc:"可以申诉到"`
}

// Filter chooses talks of the sample.
type Filter struct {
	Month  time.Time
	Agent  callcenter.AgentID // empty: everybody's
	Talk   *Talk              // only this one
	Viewer callcenter.AgentID
}

const mostTalks = 2000

// Sample lists the talks drawn from a month: those not scored first.
func (q *Quality) Sample(ctx context.Context, f Filter) (list []Sampled, err error) {
	err = q.within(ctx, "read quality sample", func(ctx context.Context, tx pgx.Tx) error {
		list, err = sample(ctx, tx, f)
		return err
	})
	return list, err
}

func sample(ctx context.Context, tx pgx.Tx, f Filter) ([]Sampled, error) {
	var call *callcenter.ID
	var of *time.Time
	if f.Talk != nil {
		call, f.Agent = &f.Talk.Call, f.Talk.Agent
	} else {
		of = new(date(f.Month))
	}
	rows, err := tx.Query(ctx, `
		SELECT x.call, x.agent, x.reasons, t.at, coalesce(t.talk_ms, 0), n.scores, n.mine, coalesce(a.total, s.total), coalesce(a.fatal, s.fatal, false),
			CASE WHEN a.call IS NULL THEN '' WHEN a.upheld IS NULL THEN 'open' WHEN a.upheld THEN 'upheld' ELSE 'rejected' END,
			s.at + make_interval(days => h.appeal_days)
		FROM (SELECT call, agent, array_agg(reason ORDER BY reason) AS reasons FROM quality_sample
			WHERE ($1::date IS NULL OR month = $1) AND ($2 = '' OR agent = $2) AND ($3::uuid IS NULL OR call = $3) GROUP BY call, agent) x
		LEFT JOIN LATERAL (SELECT min(g.started_at) AS at, sum(g.talk_ms) AS talk_ms FROM segment g WHERE g.call = x.call AND g.agent = x.agent) t ON true
		LEFT JOIN LATERAL (SELECT count(*) AS scores, coalesce(bool_or(scorer = $4), false) AS mine FROM quality_score y
			WHERE y.call = x.call AND y.agent = x.agent) n ON true
		LEFT JOIN quality_score s ON s.call = x.call AND s.agent = x.agent AND s.counts
		LEFT JOIN score_sheet h ON h.version = s.sheet
		LEFT JOIN quality_appeal a ON a.call = x.call AND a.agent = x.agent
		ORDER BY s.call IS NOT NULL, t.at, x.call LIMIT $5`, of, string(f.Agent), call, string(f.Viewer), mostTalks)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e Sampled, err error) {
		var at *time.Time
		err = row.Scan(&e.Call, &e.Agent, &e.Reasons, &at, &e.TalkMS, &e.Scores, &e.Mine, &e.Total, &e.Fatal, &e.Appeal, &e.Until)
		if at != nil {
			e.At = *at
		}
		return e, err
	})
}

// Given is a score as it was given.
type Given struct {
	By      callcenter.AgentID `json:"by"`
	At      time.Time          `json:"at"`
	Counts  bool               `json:"counts" doc:"首评,计入得分;其余为校准"`
	Sheet   int                `json:"sheet"`
	Marks   Marks              `json:"marks"`
	Total   float64            `json:"total"`
	Fatal   bool               `json:"fatal,omitempty"`
	Comment string             `json:"comment,omitempty"`
}

// Appealed is an appeal and its ruling.
type Appealed struct {
	At      time.Time          `json:"at"`
	Reason  string             `json:"reason"`
	RuledAt *time.Time         `json:"ruled_at,omitempty"`
	RuledBy callcenter.AgentID `json:"ruled_by,omitempty"`
	Upheld  bool               `json:"upheld,omitempty"`
	Ruling  string             `json:"ruling,omitempty"`
}

// Heard is all there is of one talk.
type Heard struct {
	Sampled
	Sheet    ScoreSheet `json:"sheet" doc:"评分所用的版本;未评则为现行版本"`
	Given    []Given    `json:"given" doc:"先评的在前"`
	Withheld bool       `json:"withheld,omitempty" doc:"他人的评分在您评过之后才显示"`
	Appealed *Appealed  `json:"appealed,omitempty"`
}

// Talk reads one talk of the sample. Who might still score it learns no other's score
// before his own, unless he is to rule on it.
func (q *Quality) Talk(ctx context.Context, t Talk, viewer callcenter.AgentID, rules bool) (h Heard, err error) {
	err = q.within(ctx, "read "+t.String(), func(ctx context.Context, tx pgx.Tx) error {
		list, err := sample(ctx, tx, Filter{Talk: &t, Viewer: viewer})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return callcenter.Errorf(callcenter.NotFound, "质检样本里没有这通通话")
		}
		h.Sampled = list[0]
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		w, err := q.words(ctx, tx, t)
		if err != nil {
			return err
		}
		if h.Given, err = given(ctx, tx, t, w); err != nil {
			return err
		}
		version := 0
		if len(h.Given) > 0 {
			version = h.Given[0].Sheet
		}
		all, err := sheets(ctx, tx, version)
		if err != nil {
			return err
		}
		h.Sheet = all[0]
		if h.Appealed, err = appealed(ctx, tx, t, w); err != nil {
			return err
		}
		if viewer != t.Agent && !h.Mine && !(rules && h.Appealed != nil) && len(h.Given) > 0 {
			h.Withheld, h.Given, h.Total, h.Fatal, h.Appealed = true, []Given{}, nil, false, nil
		}
		return nil
	})
	return h, err
}

func given(ctx context.Context, tx pgx.Tx, t Talk, w words) ([]Given, error) {
	rows, err := tx.Query(ctx, `SELECT scorer, at, counts, sheet, marks, total, fatal, comment FROM quality_score
		WHERE call = $1 AND agent = $2 ORDER BY counts DESC, at`, t.Call, string(t.Agent))
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g Given, err error) {
		var marks json.RawMessage
		var comment []byte
		if err = row.Scan(&g.By, &g.At, &g.Counts, &g.Sheet, &marks, &g.Total, &g.Fatal, &comment); err == nil {
			err = json.Unmarshal(marks, &g.Marks)
		}
		g.Comment = w.open("score "+string(g.By), comment)
		return g, err
	})
	return slices.Clip(append([]Given{}, list...)), err
}

func appealed(ctx context.Context, tx pgx.Tx, t Talk, w words) (*Appealed, error) {
	rows, err := tx.Query(ctx, `SELECT at, reason, ruled_at, coalesce(ruled_by, ''), coalesce(upheld, false), ruling FROM quality_appeal
		WHERE call = $1 AND agent = $2`, t.Call, string(t.Agent))
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Appealed, err error) {
		var reason, ruling []byte
		err = row.Scan(&a.At, &reason, &a.RuledAt, &a.RuledBy, &a.Upheld, &ruling)
		a.Reason, a.Ruling = w.open("appeal", reason), w.open("ruling", ruling)
		return a, err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
