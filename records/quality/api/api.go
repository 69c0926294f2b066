// Package api is the REST of quality. Who may do what is decided elsewhere, in one table
// of roles and actions; which rows there are for somebody, Postgres decides.
package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	recordsapi "hotline/records/api"
	"hotline/records/quality"
)

// The actions of these operations.
const (
	See        recordsapi.Action = "see_quality"
	Give       recordsapi.Action = "score_quality"
	Appeal     recordsapi.Action = "appeal_scores"
	Rule       recordsapi.Action = "rule_appeals"
	KeepSheets recordsapi.Action = "keep_score_sheets"
)

// Register adds the operations. Rules says who may rule on appeals.
func Register(api huma.API, q *quality.Quality, who recordsapi.Who, rules func(ctx context.Context) bool) {
	h := handlers{q, who, rules}
	huma.Register(api, operation(http.MethodGet, "/api/quality", "get-quality", "一个月的质检:指标和抽中的通话,未评的在前"), h.get)
	huma.Register(api, operation(http.MethodGet, "/api/quality/draws", "list-quality-draws", "一个月的抽样:种子、规则,以及按其重抽的结果"), h.draws)
	huma.Register(api, operation(http.MethodPost, "/api/quality/draws", "draw-quality", "现在补抽一次;每天也会自动抽"), h.draw)
	huma.Register(api, operation(http.MethodGet, "/api/quality/sheets", "list-score-sheets", "评分表的各版,新的在前"), h.sheets)
	huma.Register(api, operation(http.MethodPut, "/api/quality/sheets", "save-score-sheet", "评分表的下一版:旧版保留", http.StatusConflict), h.saveSheet)
	huma.Register(api, operation(http.MethodGet, talkPath, "get-quality-talk", "一通抽中的通话:评分表、评分、申诉", http.StatusNotFound), h.talk)
	huma.Register(api, operation(http.MethodPut, talkPath+"/score", "score-talk", "评分:首评计入得分,他人再评为校准", http.StatusNotFound, http.StatusConflict), h.score)
	huma.Register(api, operation(http.MethodPut, talkPath+"/appeal", "appeal-score", "话务员在期限内申诉", http.StatusNotFound, http.StatusConflict), h.appeal)
	huma.Register(api, operation(http.MethodPut, talkPath+"/ruling", "rule-appeal", "裁定申诉:须是没有评过的另一人", http.StatusNotFound, http.StatusConflict), h.rule)
}

const talkPath = "/api/quality/talks/{call}/{staff}"

func operation(method, path, id, summary string, refusals ...int) huma.Operation {
	return huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary,
		Security: []map[string][]string{{recordsapi.Bearer: {}}},
		Errors: append(refusals, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
			http.StatusServiceUnavailable, http.StatusInternalServerError),
	}
}

type handlers struct {
	quality *quality.Quality
	who     recordsapi.Who
	rules   func(ctx context.Context) bool
}

// OfMonth names a month.
type OfMonth struct {
	Month string `query:"month" maxLength:"7" doc:"月份,如 2026-11;不填为本月"`
}

type agentIn struct {
	OfMonth
	Agent string `query:"agent" maxLength:"32" doc:"只看哪位话务员"`
}

type monthOut struct {
	Body struct {
		Report quality.MonthReport `json:"report"`
		Sample []quality.Sampled   `json:"sample"`
	}
}

// get: who sees only his own sees his figures and his talks.
func (h handlers) get(ctx context.Context, in *agentIn) (*monthOut, error) {
	reader, err := h.who(ctx, See)
	if err != nil {
		return nil, err
	}
	of, err := quality.ParseMonth(in.Month, time.Now())
	if err != nil {
		return nil, err
	}
	agent := callcenter.AgentID(in.Agent)
	if !reader.All {
		agent = reader.Staff
	}
	out := new(monthOut)
	if out.Body.Report, err = h.quality.Report(ctx, of, agent); err != nil {
		return nil, err
	}
	list, err := h.quality.Sample(ctx, quality.Filter{Month: of, Agent: agent, Viewer: reader.Staff})
	out.Body.Sample = append([]quality.Sampled{}, list...)
	return out, err
}

type drawsOut struct {
	Body struct {
		Seed  string         `json:"seed" doc:"本月的随机种子"`
		Draws []quality.Draw `json:"draws" doc:"先抽的在前"`
	}
}

func (h handlers) draws(ctx context.Context, in *OfMonth) (*drawsOut, error) {
	if _, err := h.who(ctx, Give); err != nil {
		return nil, err
	}
	of, err := quality.ParseMonth(in.Month, time.Now())
	if err != nil {
		return nil, err
	}
	out := new(drawsOut)
	out.Body.Seed, out.Body.Draws, err = h.quality.Recount(ctx, of)
	return out, err
}

type drawnOut struct {
	Body struct {
		Added int `json:"added" doc:"新抽到的(通话与缘由)"`
	}
}

func (h handlers) draw(ctx context.Context, in *OfMonth) (*drawnOut, error) {
	reader, err := h.who(ctx, Give)
	if err != nil {
		return nil, err
	}
	of, err := quality.ParseMonth(in.Month, time.Now())
	if err != nil {
		return nil, err
	}
	out := new(drawnOut)
	out.Body.Added, err = h.quality.Draw(ctx, of, reader.Staff)
	return out, err
}

type sheetsOut struct {
	Body struct {
		Sheets []quality.ScoreSheet `json:"sheets"`
	}
}

func (h handlers) sheets(ctx context.Context, _ *struct{}) (*sheetsOut, error) {
	if _, err := h.who(ctx, See); err != nil {
		return nil, err
	}
	list, err := h.quality.Sheets(ctx)
	out := new(sheetsOut)
	out.Body.Sheets = list
	return out, err
}

type sheetIn struct {
	Body struct {
		Base       int                 `json:"base" minimum:"1" doc:"由第几版改起"`
		Title      string              `json:"title" minLength:"1" maxLength:"60"`
		Items      []quality.ScoreItem `json:"items" minItems:"1" maxItems:"60"`
		AppealDays int                 `json:"appeal_days" minimum:"1" maximum:"60"`
	}
}

type sheetOut struct{ Body quality.ScoreSheet }

func (h handlers) saveSheet(ctx context.Context, in *sheetIn) (*sheetOut, error) {
	reader, err := h.who(ctx, KeepSheets)
	if err != nil {
		return nil, err
	}
	b := in.Body
	saved, err := h.quality.SaveSheet(ctx, b.Base, quality.ScoreSheet{Title: b.Title, Items: b.Items, AppealDays: b.AppealDays, Author: reader.Staff})
	return &sheetOut{saved}, err
}
