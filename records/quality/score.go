package quality

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Scoring is what somebody gives a talk.
type Scoring struct {
	Talk
	By      callcenter.AgentID
	Sheet   int // the version it was made by
	Marks   Marks
	Comment string
}

// Score scores a talk of the sample: the first score counts, every other calibrates. The
// same again by the same scorer has no effect.
func (q *Quality) Score(ctx context.Context, s Scoring) error {
	if err := fits(s.Comment); err != nil {
		return err
	}
	if s.By == s.Agent {
		return callcenter.Errorf(callcenter.Denied, "不能给自己的通话评分")
	}
	return q.within(ctx, "score "+s.Talk.String(), func(ctx context.Context, tx pgx.Tx) error {
		if err := q.isDrawn(ctx, tx, s.Talk); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		total, fatal, err := totalBy(ctx, tx, s.Sheet, s.Marks)
		if err != nil {
			return err
		}
		// Two who score one talk at one moment come one after the other.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, "quality "+s.Talk.String()); err != nil {
			return err
		}
		w, err := q.words(ctx, tx, s.Talk)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO quality_score (call, agent, scorer, counts, sheet, marks, total, fatal, comment)
			SELECT $1, $2, $3, NOT EXISTS (SELECT FROM quality_score WHERE call = $1 AND agent = $2), $4, $5, $6, $7, $8
			ON CONFLICT (call, agent, scorer) DO NOTHING`,
			s.Call, string(s.Agent), string(s.By), s.Sheet, s.Marks, total, fatal, w.seal("score "+string(s.By), s.Comment))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return q.sameScore(ctx, tx, s)
		}
		return q.note(ctx, tx, "quality.scored", s.By, s.Talk, map[string]any{"sheet": s.Sheet, "marks": s.Marks, "total": total})
	})
}

func (q *Quality) sameScore(ctx context.Context, tx pgx.Tx, s Scoring) error {
	var same bool
	err := tx.QueryRow(ctx, `SELECT marks = $4 AND sheet = $5 FROM quality_score WHERE call = $1 AND agent = $2 AND scorer = $3`,
		s.Call, string(s.Agent), string(s.By), s.Marks, s.Sheet).Scan(&same)
	if err == nil && !same {
		err = callcenter.Errorf(callcenter.Conflict, "您已给这通通话评过分;评分不能改,有误请由话务员申诉后裁定")
	}
	return err
}

func (q *Quality) note(ctx context.Context, tx pgx.Tx, action string, by callcenter.AgentID, t Talk, after any) error {
	return q.cfg.Note(ctx, tx, callcenter.Change{By: by, Action: action, Call: t.Call, Object: string(t.Agent), After: after})
}

// isDrawn refuses a talk that is not in the sample, or not to be seen by who asks.
func (q *Quality) isDrawn(ctx context.Context, tx pgx.Tx, t Talk) error {
	var is bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM quality_sample WHERE call = $1 AND agent = $2)`, t.Call, string(t.Agent)).Scan(&is)
	if err == nil && !is {
		err = callcenter.Errorf(callcenter.NotFound, "质检样本里没有这通通话")
	}
	return err
}

func totalBy(ctx context.Context, tx pgx.Tx, version int, m Marks) (total float64, fatal bool, err error) {
	list, err := sheets(ctx, tx, max(version, 1))
	if err != nil {
		return 0, false, err
	}
	if len(list) == 0 {
		return 0, false, callcenter.Errorf(callcenter.Invalid, "没有第 %d 版评分表", version)
	}
	return list[0].Total(m)
}

// Appeal is an agent's word against his score, within the days of the sheet. Said again:
// no effect.
func (q *Quality) Appeal(ctx context.Context, t Talk, reason string) error {
	if err := fits(reason); err != nil || reason == "" {
		return callcenter.Errorf(callcenter.Invalid, "请写明申诉理由,不超过 %d 字", mostWords)
	}
	return q.within(ctx, "appeal "+t.String(), func(ctx context.Context, tx pgx.Tx) error {
		if err := q.isDrawn(ctx, tx, t); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		until, err := appealUntil(ctx, tx, t)
		switch {
		case err != nil:
			return err
		case until.IsZero():
			return callcenter.Errorf(callcenter.Conflict, "这通通话还没有评分")
		case q.cfg.Now().After(until):
			return callcenter.Errorf(callcenter.Conflict, "申诉期限到 %s,已过", until.In(callcenter.Leshan()).Format("1月2日 15:04"))
		}
		w, err := q.words(ctx, tx, t)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO quality_appeal (call, agent, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			t.Call, string(t.Agent), w.seal("appeal", reason))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return q.note(ctx, tx, "quality.appealed", t.Agent, t, nil)
	})
}

// appealUntil is when the time to appeal against the score that counts ends; zero: there is none.
func appealUntil(ctx context.Context, tx pgx.Tx, t Talk) (until time.Time, err error) {
	rows, err := tx.Query(ctx, `SELECT s.at + make_interval(days => h.appeal_days) FROM quality_score s JOIN score_sheet h ON h.version = s.sheet
		WHERE s.call = $1 AND s.agent = $2 AND s.counts`, t.Call, string(t.Agent))
	if err != nil {
		return until, err
	}
	_, err = pgx.ForEachRow(rows, []any{&until}, func() error { return nil })
	return until, err
}

// Ruling is the answer to an appeal.
type Ruling struct {
	Talk
	By     callcenter.AgentID
	Upheld bool
	Marks  Marks // of an appeal that was upheld: what counts from now on, by the same sheet
	Reason string
}

// Rule rules on an appeal, once: whoever neither scored the talk nor had it.
func (q *Quality) Rule(ctx context.Context, r Ruling) error {
	if err := fits(r.Reason); err != nil || r.Reason == "" {
		return callcenter.Errorf(callcenter.Invalid, "请写明裁定理由,不超过 %d 字", mostWords)
	}
	return q.within(ctx, "rule on "+r.Talk.String(), func(ctx context.Context, tx pgx.Tx) error {
		if err := q.isDrawn(ctx, tx, r.Talk); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		var sheet int
		var mine bool
		err := tx.QueryRow(ctx, `SELECT coalesce(max(sheet) FILTER (WHERE counts), 0), coalesce(bool_or(scorer = $3), false)
			FROM quality_score WHERE call = $1 AND agent = $2`, r.Call, string(r.Agent), string(r.By)).Scan(&sheet, &mine)
		if err != nil {
			return err
		}
		if mine || r.By == r.Agent {
			return callcenter.Errorf(callcenter.Denied, "申诉须由没有评过这通通话的另一人裁定")
		}
		var total *float64
		var fatal *bool
		if r.Upheld {
			points, is, err := totalBy(ctx, tx, sheet, r.Marks)
			if err != nil {
				return err
			}
			total, fatal = &points, &is
		}
		w, err := q.words(ctx, tx, r.Talk)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE quality_appeal SET ruled_at = now(), ruled_by = $3, upheld = $4, total = $5, fatal = $6, ruling = $7
			WHERE call = $1 AND agent = $2 AND ruled_at IS NULL`,
			r.Call, string(r.Agent), string(r.By), r.Upheld, total, fatal, w.seal("ruling", r.Reason))
		if err == nil && tag.RowsAffected() == 0 {
			err = callcenter.Errorf(callcenter.Conflict, "没有待裁定的申诉,或已有人裁定")
		}
		if err != nil {
			return err
		}
		return q.note(ctx, tx, "quality.ruled", r.By, r.Talk, map[string]any{"upheld": r.Upheld, "marks": r.Marks, "total": total})
	})
}
