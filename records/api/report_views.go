package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterReportViews adds the reports people look at again.
func RegisterReportViews(api huma.API, r *records.Records, who Who) {
	v := reportViews{r, who}
	huma.Register(api, operation("/api/reports/views", "list-report-views", "保存的报表视图:自己的和共享的"), v.list)
	save := operation("/api/reports/views/{id}", "save-report-view", "保存一个报表视图;编号由请求者给,重复无妨", 404, 409)
	save.Method, save.DefaultStatus = http.MethodPut, http.StatusNoContent
	huma.Register(api, save, v.save)
	drop := operation("/api/reports/views/{id}", "drop-report-view", "删除自己的一个报表视图", 404)
	drop.Method, drop.DefaultStatus = http.MethodDelete, http.StatusNoContent
	huma.Register(api, drop, v.drop)
}

type reportViews struct {
	records *records.Records
	who     Who
}

type reportViewsOut struct {
	Body struct {
		Views []records.ReportView `json:"views" nullable:"false"`
	}
}

func (v reportViews) list(ctx context.Context, _ *struct{}) (*reportViewsOut, error) {
	reader, err := v.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	out := new(reportViewsOut)
	out.Body.Views, err = v.records.ReportViews(ctx, reader.Staff)
	return out, err
}

type saveReportViewIn struct {
	ID   callcenter.ID `path:"id"`
	Body struct {
		Title   string `json:"title" minLength:"1" maxLength:"60"`
		Choices string `json:"choices" maxLength:"2000" doc:"报表页网址里 ? 之后的部分"`
		Shared  bool   `json:"shared,omitempty" doc:"给所有能看报表的人;须能看全部来电"`
	}
}

// save: what all are shown is for who may see all calls.
func (v reportViews) save(ctx context.Context, in *saveReportViewIn) (*struct{}, error) {
	reader, err := v.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	if in.Body.Shared && !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "共享视图须有查看全部来电的权限")
	}
	return nil, v.records.SaveReportView(ctx, records.ReportView{
		ID: in.ID, Owner: reader.Staff, Title: in.Body.Title, Choices: in.Body.Choices, Shared: in.Body.Shared,
	})
}

type dropReportViewIn struct {
	ID callcenter.ID `path:"id"`
}

func (v reportViews) drop(ctx context.Context, in *dropReportViewIn) (*struct{}, error) {
	reader, err := v.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	return nil, v.records.DropReportView(ctx, reader.Staff, in.ID)
}
