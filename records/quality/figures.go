package quality

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/figures"
)

// Definitions are the figures of quality, in the words printed beside them.
func Definitions() []figures.Definition {
	number := func(name, title, formula string) figures.Definition {
		return figures.Definition{Name: name, Title: title, Formula: formula, Unit: figures.Number}
	}
	share := func(name, title, formula, source string) figures.Definition {
		return figures.Definition{Name: name, Title: title, Formula: formula, Unit: figures.Share, Source: source}
	}
	return []figures.Definition{
		number("talks", "通话", "话务员与来电者的通话,同一来电与同一话务员算一通,按开始的月份"),
		number("drawn", "样本", "抽中的通话:随机、不满意、超长"),
		share("random_rate", "随机抽样率", "随机抽中的通话 ÷ 通话", "安徽合同:质检不低于来电的 5 %"),
		number("scored", "已评", "评过分的通话"),
		share("coverage_rate", "质检覆盖率", "评过分的通话 ÷ 通话", "安徽合同:质检不低于来电的 5 %"),
		number("mean_score", "平均得分", "现行得分之和 ÷ 已评;申诉成立的按裁定后的得分"),
		share("fatal_rate", "否决率", "现行得分为否决的 ÷ 已评", ""),
		number("appeals", "申诉", "话务员提出申诉的通话"),
		share("upheld_rate", "申诉成立率", "裁定成立的 ÷ 已裁定的申诉", ""),
		number("calibrations", "校准", "首评之外、他人再评的次数"),
		number("deviation", "校准偏差", "校准与首评得分之差的绝对值之和 ÷ 校准,单位为分"),
	}
}

// AgentLine is the figures of one agent. Null: there is nothing it could be a mean of.
type AgentLine struct {
	Agent   callcenter.AgentID  `json:"agent,omitempty"`
	Figures map[string]*float64 `json:"figures"`
}

// MonthReport is the figures of a month.
type MonthReport struct {
	Month       string               `json:"month"`
	Definitions []figures.Definition `json:"definitions"`
	Lines       []AgentLine          `json:"lines" doc:"各话务员"`
	Total       AgentLine            `json:"total"`
}

// Report makes the figures of a month, of one agent or of all whom the reader may see.
func (q *Quality) Report(ctx context.Context, of time.Time, agent callcenter.AgentID) (MonthReport, error) {
	r := MonthReport{Month: of.Format("2006-01"), Definitions: Definitions(), Lines: []AgentLine{}}
	var all sums
	err := q.within(ctx, "read quality figures", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `WITH `+talks+`,
			drawn AS (SELECT call, agent, bool_or(reason = 'random') AS random FROM quality_sample WHERE month = $5 GROUP BY call, agent),
			sampled AS (SELECT d.agent, count(*) AS drawn, count(*) FILTER (WHERE d.random) AS random, count(s.call) AS scored,
					coalesce(sum(coalesce(a.total, s.total)), 0) AS total, count(*) FILTER (WHERE coalesce(a.fatal, s.fatal)) AS fatal,
					count(a.call) AS appeals, count(a.upheld) AS ruled, count(*) FILTER (WHERE a.upheld) AS upheld,
					coalesce(sum(y.n), 0)::bigint AS calibrations, coalesce(sum(y.off), 0) AS off
				FROM drawn d
				LEFT JOIN quality_score s ON s.call = d.call AND s.agent = d.agent AND s.counts
				LEFT JOIN quality_appeal a ON a.call = d.call AND a.agent = d.agent
				LEFT JOIN LATERAL (SELECT count(*) AS n, sum(abs(c.total - s.total)) AS off FROM quality_score c
					WHERE c.call = d.call AND c.agent = d.agent AND NOT c.counts) y ON true
				GROUP BY d.agent)
			SELECT t.agent, t.talks, coalesce(drawn, 0), coalesce(random, 0), coalesce(scored, 0), coalesce(total, 0), coalesce(fatal, 0),
				coalesce(appeals, 0), coalesce(ruled, 0), coalesce(upheld, 0), coalesce(calibrations, 0), coalesce(off, 0)
			FROM (SELECT agent, count(*) AS talks FROM talk WHERE $6 IN ('', agent) GROUP BY agent) t LEFT JOIN sampled x USING (agent)
			ORDER BY t.agent`,
			of, of.AddDate(0, 1, 0), q.cfg.Now(), q.cfg.Rule.Unsatisfied, date(of), string(agent))
		if err != nil {
			return err
		}
		var id callcenter.AgentID
		var s sums
		_, err = pgx.ForEachRow(rows, []any{&id, &s.talks, &s.drawn, &s.random, &s.scored, &s.total, &s.fatal, &s.appeals, &s.ruled, &s.upheld, &s.calibrations, &s.off}, func() error {
			r.Lines = append(r.Lines, AgentLine{id, s.figures()})
			all = all.plus(s)
			return nil
		})
		return err
	})
	r.Total = AgentLine{Figures: all.figures()}
	return r, err
}

// sums are what the figures are made of.
type sums struct {
	talks, drawn, random, scored, fatal, appeals, ruled, upheld, calibrations int64
	total, off                                                                float64
}

func (s sums) plus(o sums) sums {
	return sums{
		s.talks + o.talks, s.drawn + o.drawn, s.random + o.random, s.scored + o.scored, s.fatal + o.fatal, s.appeals + o.appeals,
		s.ruled + o.ruled, s.upheld + o.upheld, s.calibrations + o.calibrations, s.total + o.total, s.off + o.off,
	}
}

func (s sums) figures() map[string]*float64 {
	over := func(part float64, whole int64) *float64 {
		if whole == 0 {
			return nil
		}
		return new(part / float64(whole))
	}
	n := func(v int64) *float64 { return new(float64(v)) }
	return map[string]*float64{
		"talks": n(s.talks), "drawn": n(s.drawn), "random_rate": over(float64(s.random), s.talks), "scored": n(s.scored),
		"coverage_rate": over(float64(s.scored), s.talks), "mean_score": over(s.total, s.scored), "fatal_rate": over(float64(s.fatal), s.scored),
		"appeals": n(s.appeals), "upheld_rate": over(float64(s.upheld), s.ruled), "calibrations": n(s.calibrations), "deviation": over(s.off, s.calibrations),
	}
}
