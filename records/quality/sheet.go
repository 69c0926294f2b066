package quality

import (
	"context"
	"encoding/json"
	"math"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// ScoreItem is one line of a sheet. A fatal one has no points: who does that has none at all.
type ScoreItem struct {
	Key    string `json:"key" minLength:"1" maxLength:"32" doc:"代码,不变"`
	Group  string `json:"group" maxLength:"20" doc:"分组"`
	Title  string `json:"title" minLength:"1" maxLength:"100" doc:"评什么"`
	Points int    `json:"points,omitempty" minimum:"0" maximum:"100" doc:"分值,即权重;否决项没有"`
	Fatal  bool   `json:"fatal,omitempty" doc:"否决项:出现即 0 分"`
}

// ScoreSheet is one version of what talks are scored by.
type ScoreSheet struct {
	Version    int                `json:"version"`
	Title      string             `json:"title" minLength:"1" maxLength:"60"`
	Items      []ScoreItem        `json:"items" minItems:"1" maxItems:"60"`
	AppealDays int                `json:"appeal_days" minimum:"1" maximum:"60" doc:"评分后几日内可以申诉"`
	Author     callcenter.AgentID `json:"author,omitempty"`
	At         time.Time          `json:"at,omitzero"`
}

// Marks are what a scorer gave, by item: points, or 1 for a fatal item that occurred. An
// item that is not there did not apply, and counts neither way.
type Marks map[string]int

func (s ScoreSheet) check() error {
	known, sum := map[string]bool{}, 0
	for _, i := range s.Items {
		if known[i.Key] || i.Key == "" || i.Title == "" || i.Fatal != (i.Points == 0) {
			return callcenter.Errorf(callcenter.Invalid, "评分项“%s”有误:代码不能空或重复,普通项要有分值,否决项没有分值", i.Title)
		}
		known[i.Key] = true
		sum += i.Points
	}
	if sum != 100 || s.Title == "" || utf8.RuneCountInString(s.Title) > 60 || s.AppealDays < 1 || s.AppealDays > 60 {
		return callcenter.Errorf(callcenter.Invalid, "请填写名称和 1 至 60 日的申诉期限;各项分值之和须为 100,现为 %d", sum)
	}
	return nil
}

// Total is the score in a hundred, to two places: what was given of what applied.
func (s ScoreSheet) Total(m Marks) (total float64, fatal bool, err error) {
	given, most := 0, 0
	left := len(m)
	for _, i := range s.Items {
		points, marked := m[i.Key]
		if !marked {
			continue
		}
		left--
		if points < 0 || i.Fatal && points > 1 || !i.Fatal && points > i.Points {
			return 0, false, callcenter.Errorf(callcenter.Invalid, "“%s”的分数须在 0 到 %d 之间", i.Title, max(1, i.Points))
		}
		if i.Fatal {
			fatal = fatal || points == 1
			continue
		}
		given, most = given+points, most+i.Points
	}
	switch {
	case left > 0:
		return 0, false, callcenter.Errorf(callcenter.Invalid, "有评分项不在第 %d 版评分表里,请刷新", s.Version)
	case most == 0:
		return 0, false, callcenter.Errorf(callcenter.Invalid, "请至少给一项打分")
	case fatal:
		return 0, true, nil
	}
	return math.Round(float64(given)*10_000/float64(most)) / 100, false, nil
}

// Sheets lists all versions, the newest first.
func (q *Quality) Sheets(ctx context.Context) (list []ScoreSheet, err error) {
	err = q.within(ctx, "read score sheets", func(ctx context.Context, tx pgx.Tx) error {
		list, err = sheets(ctx, tx, 0)
		return err
	})
	return list, err
}

func sheets(ctx context.Context, tx pgx.Tx, version int) ([]ScoreSheet, error) {
	rows, err := tx.Query(ctx, `SELECT version, title, items, appeal_days, author, at FROM score_sheet WHERE $1 IN (0, version) ORDER BY version DESC`, version)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s ScoreSheet, err error) {
		var items json.RawMessage
		if err = row.Scan(&s.Version, &s.Title, &items, &s.AppealDays, &s.Author, &s.At); err == nil {
			err = json.Unmarshal(items, &s.Items)
		}
		return s, err
	})
}

// SaveSheet adds the version after the one it was made from.
func (q *Quality) SaveSheet(ctx context.Context, base int, s ScoreSheet) (ScoreSheet, error) {
	if err := s.check(); err != nil {
		return s, err
	}
	err := q.within(ctx, "save score sheet", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		all, err := sheets(ctx, tx, 0)
		if err != nil {
			return err
		}
		if all[0].Version != base {
			return callcenter.Errorf(callcenter.Conflict, "评分表刚被他人修改,请刷新后再改")
		}
		s.Version = base + 1
		if err := tx.QueryRow(ctx, `INSERT INTO score_sheet (version, title, items, appeal_days, author) VALUES ($1, $2, $3, $4, $5) RETURNING at`,
			s.Version, s.Title, s.Items, s.AppealDays, string(s.Author)).Scan(&s.At); err != nil {
			return err
		}
		return q.cfg.Note(ctx, tx, callcenter.Change{By: s.Author, Action: "score_sheet.saved", Object: s.Title, Before: all[0], After: s})
	})
	return s, err
}
