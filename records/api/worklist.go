package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

// Worklist takes what is done about the calls we owe.
type Worklist interface {
	Take(ctx context.Context, call callcenter.ID, worker callcenter.AgentID, e records.Entry) error
	SettleCallback(ctx context.Context, call callcenter.ID, of fold.CallbackReason, result string, e records.Entry) error
}

// RegisterWorklist adds the operations on the calls we owe; the list itself stands with
// the calls, and dialling with the verbs on them.
func RegisterWorklist(api huma.API, of Worklist, who Who) {
	w := worklist{of, who}
	put := func(path, id, summary string) huma.Operation {
		op := operation(path, id, summary, http.StatusNotFound, http.StatusConflict)
		op.Method, op.DefaultStatus = http.MethodPut, http.StatusNoContent
		return op
	}
	huma.Register(api, put("/api/callbacks/{call}/worker", "take-callback", "认领一条待回拨,或放回"), w.take)
	huma.Register(api, put("/api/callbacks/{call}/result", "settle-callback", "登记待回拨的结果:已办结、无需回拨、多次未接通等"), w.settle)
}

type worklist struct {
	of  Worklist
	who Who
}

type takeIn struct {
	Call string `path:"call" maxLength:"36" doc:"待回拨的来电编号"`
	Body struct {
		WishID
		Mine bool `json:"mine" doc:"由我办;否则放回清单"`
	}
}

func (w worklist) take(ctx context.Context, in *takeIn) (*struct{}, error) {
	reader, err := w.who(ctx, RunMatters)
	if err != nil {
		return nil, err
	}
	call, err := callcenter.ParseID(in.Call)
	if err != nil {
		return nil, err
	}
	worker := reader.Staff
	if !in.Body.Mine {
		worker = ""
	}
	return nil, w.of.Take(ctx, call, worker, records.Entry{ID: in.Body.ID, Author: reader.Staff})
}

type settleIn struct {
	Call string `path:"call" maxLength:"36" doc:"待回拨的来电编号"`
	Body struct {
		WishID
		Reason fold.CallbackReason `json:"reason" enum:"message,unreached,dissatisfied,abuse" doc:"清单里的哪一条"`
		Result string              `json:"result" minLength:"1" maxLength:"32" doc:"结果:字典 callback_result 的代码"`
	}
}

func (w worklist) settle(ctx context.Context, in *settleIn) (*struct{}, error) {
	reader, err := w.who(ctx, RunMatters)
	if err != nil {
		return nil, err
	}
	call, err := callcenter.ParseID(in.Call)
	if err != nil {
		return nil, err
	}
	return nil, w.of.SettleCallback(ctx, call, in.Body.Reason, in.Body.Result, records.Entry{ID: in.Body.ID, Author: reader.Staff})
}
