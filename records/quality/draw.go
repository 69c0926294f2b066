package quality

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Rule says which talks are drawn.
type Rule struct {
	Percent     int           // of each agent's talks of a month, at random: 5
	Unsatisfied []int         // ratings after which a talk is drawn in any case: 4, 5
	Longer      time.Duration // a longer talk is drawn in any case: 15 min
}

func (r Rule) withDefaults() Rule {
	if r.Percent == 0 {
		r.Percent = 5
	}
	if r.Unsatisfied == nil {
		r.Unsatisfied = []int{4, 5}
	}
	if r.Longer == 0 {
		r.Longer = 15 * time.Minute
	}
	return r
}

// Draw is one draw and its rule, and what repeating it gave.
type Draw struct {
	Until       time.Time          `json:"until" doc:"截至:此前结束的通话"`
	Percent     int                `json:"percent" doc:"每人随机抽取的百分比,至少一通"`
	Unsatisfied []int              `json:"unsatisfied" doc:"全部抽取的评价等级"`
	LongerMS    int64              `json:"longer_ms" doc:"超过这么长的全部抽取,毫秒"`
	By          callcenter.AgentID `json:"by,omitempty" doc:"谁抽的;空为每日自动"`
	Drawn       int                `json:"drawn" doc:"新抽到的(通话与缘由)"`
	Missing     int                `json:"missing" doc:"重抽会抽到而样本里没有的:事后才到的评价或记录"`
	Extra       int                `json:"extra" doc:"样本里有而重抽抽不到的"`
}

// month is the first day of the month a time lies in.
func month(at time.Time) time.Time {
	at = at.In(callcenter.Leshan())
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, callcenter.Leshan())
}

// ParseMonth reads 2026-11; empty is the month of now.
func ParseMonth(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return month(now), nil
	}
	at, err := time.ParseInLocation("2006-01", text, callcenter.Leshan())
	if err != nil {
		return at, callcenter.Errorf(callcenter.Invalid, "月份 %q 应写作 2026-11", text)
	}
	return at, nil
}

// talks are the talks of a month that were over before a time. $1 and $2 are the month,
// $3 the time, $4 the ratings.
const talks = `
talk AS (
	SELECT s.call, s.agent, sum(s.talk_ms) AS talk_ms, EXISTS (SELECT FROM rating r
		WHERE r.call = s.call AND r.agent = s.agent AND r.score = ANY ($4) AND r.answered_at < $3) AS unsatisfied
	FROM segment s WHERE s.started_at >= $1 AND s.started_at < $2 AND s.ended_at < $3
	GROUP BY s.call, s.agent)`

// chosen adds what a rule chooses of them: $5 is the seed, $6 the percentage, $7 the length.
const chosen = `WITH ` + talks + `,
placed AS (
	SELECT call, agent, count(*) OVER (PARTITION BY agent) AS talks,
		row_number() OVER (PARTITION BY agent ORDER BY sha256(convert_to($5 || ' ' || agent || ' ' || call, 'UTF8'))) AS place
	FROM talk),
chosen (call, agent, reason) AS (
	SELECT call, agent, 'random' FROM placed WHERE place <= ceil(talks * $6 / 100.0)
	UNION ALL SELECT call, agent, 'unsatisfied' FROM talk WHERE unsatisfied
	UNION ALL SELECT call, agent, 'long' FROM talk WHERE talk_ms > $7)`

// Draw draws from a month what was over before now, for somebody who asked for it.
func (q *Quality) Draw(ctx context.Context, of time.Time, by callcenter.AgentID) (added int, err error) {
	err = q.within(ctx, "draw quality sample", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		if added, err = q.draw(ctx, tx, of, by); err != nil || by == "" {
			return err
		}
		return q.cfg.Note(ctx, tx, callcenter.Change{By: by, Action: "quality.drawn", Object: of.Format("2006-01"), After: map[string]int{"added": added}})
	})
	return added, err
}

// drawDue draws once a day from the month that runs and from the one that has just ended.
// Several controllers come here: one draws.
func (q *Quality) drawDue(ctx context.Context) error {
	now := q.cfg.Now()
	due := []time.Time{month(now)}
	if last := month(now.AddDate(0, 0, -settles)); !last.Equal(due[0]) {
		due = append(due, last)
	}
	y, m, d := now.In(callcenter.Leshan()).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, callcenter.Leshan())
	return q.within(ctx, "draw quality sample", func(ctx context.Context, tx pgx.Tx) error {
		for _, of := range due {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('quality_draw'))`); err != nil {
				return err
			}
			var made bool
			err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM quality_draw WHERE month = $1 AND until >= $2 AND drawn_by = '')`, date(of), today).Scan(&made)
			if err != nil || made {
				return err
			}
			if _, err := q.draw(ctx, tx, of, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func (q *Quality) draw(ctx context.Context, tx pgx.Tx, of time.Time, by callcenter.AgentID) (added int, err error) {
	r, until := q.cfg.Rule, q.cfg.Now().Truncate(time.Microsecond)
	if !of.Before(until) {
		return 0, callcenter.Errorf(callcenter.Invalid, "%s 还没有开始", of.Format("2006年1月"))
	}
	if _, err := tx.Exec(ctx, `INSERT INTO quality_month (month, seed) VALUES ($1, $2) ON CONFLICT DO NOTHING`, date(of), rand.Text()); err != nil {
		return 0, err
	}
	var seed string
	if err := tx.QueryRow(ctx, `SELECT seed FROM quality_month WHERE month = $1`, date(of)).Scan(&seed); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO quality_draw (month, until, percent, unsatisfied, longer_ms, drawn_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		date(of), until, r.Percent, r.Unsatisfied, r.Longer.Milliseconds(), string(by)); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, chosen+` INSERT INTO quality_sample (call, agent, reason, month, until)
		SELECT call, agent, reason, $8::date, $3 FROM chosen ON CONFLICT DO NOTHING`,
		of, of.AddDate(0, 1, 0), until, r.Unsatisfied, seed, r.Percent, r.Longer.Milliseconds(), date(of))
	return int(tag.RowsAffected()), err
}

// Recount repeats every draw of a month by its own rule and compares.
func (q *Quality) Recount(ctx context.Context, of time.Time) (seed string, draws []Draw, err error) {
	draws = []Draw{}
	err = q.within(ctx, "recount quality sample", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT m.seed, d.until, d.percent, d.unsatisfied, d.longer_ms, d.drawn_by
			FROM quality_draw d JOIN quality_month m ON m.month = d.month WHERE d.month = $1 ORDER BY d.until`, date(of))
		if err != nil {
			return err
		}
		draws, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Draw, err error) {
			err = row.Scan(&seed, &d.Until, &d.Percent, &d.Unsatisfied, &d.LongerMS, &d.By)
			return d, err
		})
		for i := range draws {
			if err == nil {
				err = recount(ctx, tx, of, seed, &draws[i])
			}
		}
		return err
	})
	return seed, draws, err
}

func recount(ctx context.Context, tx pgx.Tx, of time.Time, seed string, d *Draw) error {
	return tx.QueryRow(ctx, chosen+` SELECT (SELECT count(*) FROM quality_sample s WHERE s.month = $8 AND s.until = $3),
		(SELECT count(*) FROM chosen c WHERE NOT EXISTS (SELECT FROM quality_sample s
			WHERE s.call = c.call AND s.agent = c.agent AND s.reason = c.reason AND s.until <= $3)),
		(SELECT count(*) FROM quality_sample s WHERE s.month = $8 AND s.until = $3 AND NOT EXISTS (SELECT FROM chosen c
			WHERE s.call = c.call AND s.agent = c.agent AND s.reason = c.reason))`,
		of, of.AddDate(0, 1, 0), d.Until, d.Unsatisfied, seed, d.Percent, d.LongerMS, date(of)).Scan(&d.Drawn, &d.Missing, &d.Extra)
}

// date is a month as Postgres keeps it: a day has no zone.
func date(of time.Time) time.Time { return time.Date(of.Year(), of.Month(), 1, 0, 0, 0, 0, time.UTC) }
