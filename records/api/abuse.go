package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// Abuse is what takes mandatory reports.
type Abuse interface {
	Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error)
	ReportAbuse(ctx context.Context, call callcenter.ID, kind string, e records.Entry) error
}

// RegisterAbuse adds the mandatory report (强制报告).
func RegisterAbuse(api huma.API, reports Abuse, who Who) {
	op := operation("/api/calls/{id}/abuse-report", "report-abuse", "强制报告:立即生成加急任务并告警;数据库不在也能提交", http.StatusNotFound)
	op.Method, op.DefaultStatus = http.MethodPut, http.StatusNoContent
	huma.Register(api, op, func(ctx context.Context, in *abuseIn) (*struct{}, error) {
		reader, call, err := touched(ctx, who, ReportAbuse, in.ID, reports.Talked)
		if err != nil {
			return nil, err
		}
		return nil, reports.ReportAbuse(ctx, call, in.Body.Kind, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	})
}

type abuseIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		ID   string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
		Kind string `json:"kind" minLength:"1" maxLength:"32" doc:"种类:字典 report 的代码"`
	}
}
