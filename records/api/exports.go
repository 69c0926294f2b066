package api

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterExports adds taking lists away, and the way of whole numbers past two people.
func RegisterExports(api huma.API, r *records.Reads, who Who) {
	x := exports{r, who, newCSVs()}
	for _, list := range []struct {
		list          records.ExportList
		path, id, doc string
	}{
		{records.ExportedCalls, "/api/exports/calls", "export-calls", "导出来电清单(CSV,号码打码,不含严格保密):留痕"},
		{records.ExportedConsultations, "/api/exports/consultations", "export-consultations", "导出话务工单(CSV,号码打码,不含严格保密):留痕"},
	} {
		huma.Register(api, csvOperation(list.path, list.id, list.doc), func(ctx context.Context, in *exportIn) (*huma.StreamResponse, error) {
			return x.masked(ctx, in.export(list.list))
		})
	}
	huma.Register(api, operation("/api/exports/numbers", "list-number-exports", "完整号码的导出申请,新的在前,按游标翻页"), x.list)
	ask := operation("/api/exports/numbers", "ask-number-export", "申请导出完整号码:须有原因,由另一人审批")
	ask.Method, ask.DefaultStatus = http.MethodPost, http.StatusCreated
	huma.Register(api, ask, x.ask)
	decide := operation("/api/exports/numbers/{id}/decision", "decide-number-export", "批准或不批准他人的导出申请", http.StatusNotFound, http.StatusConflict)
	decide.Method = http.MethodPut
	huma.Register(api, decide, x.decide)
	take := csvOperation("/api/exports/numbers/{id}/file", "take-number-export", "取走获准的导出(CSV,完整号码):本人、一次、一天之内", http.StatusNotFound, http.StatusConflict)
	take.Method = http.MethodPost
	huma.Register(api, take, x.take)
}

func csvOperation(path, id, summary string, refusals ...int) huma.Operation {
	op := operation(path, id, summary, refusals...)
	op.Responses = map[string]*huma.Response{"200": {Description: "清单", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
	return op
}

type exports struct {
	records *records.Reads
	who     Who
	files   csvs
}

type exportIn struct {
	From    time.Time `query:"from" doc:"到达时间不早于(RFC 3339)"`
	To      time.Time `query:"to" doc:"到达时间早于(RFC 3339)"`
	Agent   string    `query:"agent" maxLength:"32" doc:"通过话的话务员工号"`
	Topic   string    `query:"topic" maxLength:"64" doc:"业务主题"`
	Outcome string    `query:"outcome" maxLength:"32" doc:"结果"`
	Region  string    `query:"region" maxLength:"32" doc:"地区"`
	Matter1 string    `query:"matter_1" maxLength:"32" doc:"一级事项"`
	Result  string    `query:"result" maxLength:"32" doc:"办理结果"`
}

func (in *exportIn) export(list records.ExportList) records.Export {
	return records.Export{
		List: list, From: in.From, To: in.To, Agent: callcenter.AgentID(in.Agent), Topic: callcenter.TopicName(in.Topic),
		Outcome: callcenter.Outcome(in.Outcome), Region: in.Region, Matter1: in.Matter1, Result: in.Result,
	}
}

// masked sends a list as the reader's role may see it.
func (x exports) masked(ctx context.Context, e records.Export) (*huma.StreamResponse, error) {
	reader, err := x.who(ctx, ExportRecords)
	if err != nil {
		return nil, err
	}
	mask, err := x.maskOf(ctx)
	if err != nil {
		return nil, err
	}
	return x.send(ctx, reader, "export_"+string(e.List), callcenter.NewID(time.Now()).String(), e, mask)
}

// maskOf: what was told in confidence is for those who may read secrets too.
func (x exports) maskOf(ctx context.Context) (records.Mask, error) {
	secrets, err := x.who(ctx, ReadSecrets)
	if err != nil && !callcenter.Is(err, callcenter.Denied) {
		return records.Mask{}, err
	}
	return records.Mask{Confidential: err == nil && secrets.All}, nil
}

// send notes what was asked for before anything is read, and afterwards how much it was.
func (x exports) send(ctx context.Context, reader Reader, action, object string, e records.Export, mask records.Mask) (*huma.StreamResponse, error) {
	if err := x.records.NoteExport(ctx, callcenter.Change{By: reader.Staff, Action: action, Object: object, After: e}); err != nil {
		return nil, err
	}
	return x.files.send(ctx, csvFile{
		name: string(e.List), titles: e.List.Titles(),
		rows: func(ctx context.Context) iter.Seq2[[][]string, error] { return x.records.ExportRows(ctx, e, mask) },
		done: exported(x.records, reader, action, object),
	})
}

// exported notes the end of an export.
func exported(r *records.Reads, reader Reader, action, object string) func(context.Context, int, bool) {
	return func(ctx context.Context, rows int, whole bool) {
		r.NoteExported(ctx, callcenter.Change{By: reader.Staff, Action: action + ".done", Object: object, After: map[string]any{"rows": rows, "whole": whole}})
	}
}

type numberExportsIn struct {
	After string `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type numberExportsOut struct{ Body records.NumberExportPage }

func (x exports) list(ctx context.Context, in *numberExportsIn) (*numberExportsOut, error) {
	if _, err := x.who(ctx, ExportRecords); err != nil {
		return nil, err
	}
	page, err := x.records.NumberExports(ctx, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return &numberExportsOut{page}, nil
}

type askExportIn struct {
	Body struct {
		List    records.ExportList `json:"list" enum:"calls,consultations" doc:"导出什么"`
		From    time.Time          `json:"from" doc:"到达时间不早于(RFC 3339)"`
		To      time.Time          `json:"to" doc:"到达时间早于(RFC 3339)"`
		Agent   string             `json:"agent,omitempty" maxLength:"32" doc:"通过话的话务员工号"`
		Topic   string             `json:"topic,omitempty" maxLength:"64" doc:"业务主题"`
		Outcome string             `json:"outcome,omitempty" maxLength:"32" doc:"结果"`
		Region  string             `json:"region,omitempty" maxLength:"32" doc:"地区"`
		Reason  string             `json:"reason" minLength:"4" maxLength:"200" doc:"为何需要完整号码"`
	}
}

type numberExportOut struct{ Body records.NumberExport }

func (x exports) ask(ctx context.Context, in *askExportIn) (*numberExportOut, error) {
	reader, err := x.who(ctx, ExportRecords)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, err := x.records.AskNumberExport(ctx, records.Export{
		List: b.List, From: b.From, To: b.To, Agent: callcenter.AgentID(b.Agent), Topic: callcenter.TopicName(b.Topic),
		Outcome: callcenter.Outcome(b.Outcome), Region: b.Region,
	}, b.Reason, reader.Staff)
	if err != nil {
		return nil, err
	}
	return &numberExportOut{made}, nil
}

type decideExportIn struct {
	ID   string `path:"id" maxLength:"36" doc:"申请编号"`
	Body struct {
		Approved bool `json:"approved" doc:"批准与否"`
	}
}

func (x exports) decide(ctx context.Context, in *decideExportIn) (*numberExportOut, error) {
	reader, err := x.who(ctx, ApproveExports)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	decided, err := x.records.DecideNumberExport(ctx, id, in.Body.Approved, reader.Staff)
	if err != nil {
		return nil, err
	}
	return &numberExportOut{decided}, nil
}

type takeExportIn struct {
	ID string `path:"id" maxLength:"36" doc:"申请编号"`
}

func (x exports) take(ctx context.Context, in *takeExportIn) (*huma.StreamResponse, error) {
	reader, err := x.who(ctx, ExportRecords)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	mask, err := x.maskOf(ctx)
	if err != nil {
		return nil, err
	}
	taken, err := x.records.TakeNumberExport(ctx, id, reader.Staff)
	if err != nil {
		return nil, err
	}
	mask.Numbers = true
	return x.send(ctx, reader, "export_numbers", taken.ID.String(), taken.Export, mask)
}
