package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// Forgetter forgets parties.
type Forgetter interface {
	ForgetParty(ctx context.Context, party callcenter.ID, by callcenter.AgentID, reason string) error
}

// RegisterForget adds the forgetting of a party.
func RegisterForget(api huma.API, r *records.Reads, forgetter Forgetter, who Who) {
	op := operation("/api/calls/{id}/party", "forget-party", "遗忘来电人:销毁其密钥,号码和文字不可恢复,统计不变", http.StatusNotFound)
	op.Method, op.DefaultStatus = http.MethodDelete, http.StatusNoContent
	huma.Register(api, op, func(ctx context.Context, in *forgetIn) (*struct{}, error) {
		reader, err := who(ctx, ForgetParties)
		if err != nil {
			return nil, err
		}
		call, err := callcenter.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		party, err := r.PartyBehind(ctx, call)
		if err != nil {
			return nil, err
		}
		return nil, forgetter.ForgetParty(ctx, party, reader.Staff, in.Reason)
	})
}

type forgetIn struct {
	ID     string `path:"id" maxLength:"36" doc:"来电编号"`
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"原因"`
}
