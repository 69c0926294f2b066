package controller

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	agentsapi "hotline/agents/api"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/records"
)

// registerDismiss adds ending the talk of a caller who harasses: the records say whether it
// was explained to him twice.
func registerDismiss(api huma.API, owner *Owner) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/calls/{id}/dismiss", OperationID: "dismiss-call",
		Summary: "终止骚扰来电:须先说明两次;来电者不再被请评价", DefaultStatus: http.StatusNoContent,
		Security: []map[string][]string{{agentsapi.Bearer: {}}},
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
			http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusInternalServerError,
		},
	}, func(ctx context.Context, in *dismissIn) (*struct{}, error) {
		call, err := callcenter.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		command := flow.Command{Verb: flow.Dismiss, Request: in.Request}
		if err := sign(ctx, &command); err != nil {
			return nil, err
		}
		kept := owner.crew.parts.records
		if err := kept.MayDismiss(ctx, call); err != nil {
			return nil, err
		}
		if err := owner.Command(ctx, call, command); err != nil {
			return nil, err
		}
		return nil, kept.Dismissed(ctx, call, records.Entry{ID: in.Request, Author: command.Agent})
	})
}

type dismissIn struct {
	ID      string `path:"id" maxLength:"36" doc:"来电编号"`
	Request string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"64" doc:"请求方自定的编号:同一编号重发多少次都只执行一次"`
}
