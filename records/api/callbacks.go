package api

import (
	"context"

	"hotline/records"
	"hotline/records/fold"
)

type callbacksIn struct {
	State string `query:"state" enum:"open,done" doc:"只看待回拨的(open)或已回拨的(done)"`
	After string `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type callbacksOut struct{ Body records.CallbackPage }

// callbacks: who waits for a call is everybody's business; what he said is not in it.
func (c calls) callbacks(ctx context.Context, in *callbacksIn) (*callbacksOut, error) {
	if _, err := c.who(ctx, SeeCalls); err != nil {
		return nil, err
	}
	page, err := c.records.Callbacks(ctx, records.CallbackFilter{State: fold.CallbackState(in.State), After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &callbacksOut{page}, nil
}
