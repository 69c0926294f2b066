package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

// Nuisances takes what is done about callers who harass.
type Nuisances interface {
	Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error)
	Nuisance(ctx context.Context, call callcenter.ID) (records.Nuisance, error)
	Explain(ctx context.Context, call callcenter.ID, e records.Entry) (records.Nuisance, error)
	ProposeBlock(ctx context.Context, call callcenter.ID, reason string, days int, e records.Entry) (fold.Block, error)
	DecideBlock(ctx context.Context, call callcenter.ID, approve bool, e records.Entry) (fold.Block, error)
	Blocks(ctx context.Context, state records.BlockState, limit int) ([]records.BlockEntry, error)
}

// RegisterNuisances adds the operations on callers who harass. Ending the talk is a verb
// on the call and is registered with those.
func RegisterNuisances(api huma.API, of Nuisances, who Who) {
	n := nuisance{of, who}
	put := func(path, id, summary string) huma.Operation {
		op := operation(path, id, summary, http.StatusNotFound, http.StatusConflict)
		op.Method = http.MethodPut
		return op
	}
	huma.Register(api, operation("/api/calls/{id}/nuisance", "get-nuisance", "对骚扰来电说明了几次、是否提请限制", http.StatusNotFound), n.get)
	huma.Register(api, put("/api/calls/{id}/nuisance", "explain-nuisance", "向骚扰的来电者说明一次:说明两次后才可以终止通话"), n.explain)
	huma.Register(api, put("/api/calls/{id}/block", "propose-block", "提请限制这个号码来电,最多 30 天;匿名来电不能限制"), n.propose)
	huma.Register(api, operation("/api/blocks", "list-blocks", "限制来电的号码,新提请的在前"), n.list)
	huma.Register(api, put("/api/blocks/{call}", "decide-block", "批准、不批准或解除来电限制:审批人不能是提请人"), n.decide)
}

type nuisance struct {
	of  Nuisances
	who Who
}

type nuisanceOut struct{ Body records.Nuisance }

func (n nuisance) get(ctx context.Context, in *oneCall) (*nuisanceOut, error) {
	_, call, err := touched(ctx, n.who, SeeCalls, in.ID, n.of.Talked)
	if err != nil {
		return nil, err
	}
	got, err := n.of.Nuisance(ctx, call)
	return &nuisanceOut{got}, err
}

// WishID is the id a desk gives what it asks for, so that asking twice does it once.
type WishID struct {
	ID string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
}

type explainIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body WishID
}

func (n nuisance) explain(ctx context.Context, in *explainIn) (*nuisanceOut, error) {
	reader, call, err := touched(ctx, n.who, ProposeBlocks, in.ID, n.of.Talked)
	if err != nil {
		return nil, err
	}
	got, err := n.of.Explain(ctx, call, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	return &nuisanceOut{got}, err
}

type proposeIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		WishID
		Reason string `json:"reason" minLength:"1" maxLength:"32" doc:"原因:字典 block 的代码"`
		Days   int    `json:"days" minimum:"1" maximum:"30" doc:"限制几天"`
	}
}

type blockOut struct{ Body fold.Block }

func (n nuisance) propose(ctx context.Context, in *proposeIn) (*blockOut, error) {
	reader, call, err := touched(ctx, n.who, ProposeBlocks, in.ID, n.of.Talked)
	if err != nil {
		return nil, err
	}
	block, err := n.of.ProposeBlock(ctx, call, in.Body.Reason, in.Body.Days, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	return &blockOut{block}, err
}

type blocksIn struct {
	State string `query:"state" enum:"proposed,in_force,over" default:"proposed" doc:"待审批、限制中、已结束"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"最多几条"`
}

type blocksOut struct {
	Body struct {
		Blocks []records.BlockEntry `json:"blocks" doc:"新提请的在前"`
	}
}

func (n nuisance) list(ctx context.Context, in *blocksIn) (*blocksOut, error) {
	if _, err := n.who(ctx, DecideBlocks); err != nil {
		return nil, err
	}
	list, err := n.of.Blocks(ctx, records.BlockState(in.State), in.Limit)
	if err != nil {
		return nil, err
	}
	out := new(blocksOut)
	out.Body.Blocks = list
	return out, nil
}

type decideIn struct {
	Call string `path:"call" maxLength:"36" doc:"提请时的来电编号"`
	Body struct {
		WishID
		Approve bool `json:"approve" doc:"批准;否则为不批准或解除"`
	}
}

func (n nuisance) decide(ctx context.Context, in *decideIn) (*blockOut, error) {
	reader, err := n.who(ctx, DecideBlocks)
	if err != nil {
		return nil, err
	}
	call, err := callcenter.ParseID(in.Call)
	if err != nil {
		return nil, err
	}
	block, err := n.of.DecideBlock(ctx, call, in.Body.Approve, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	return &blockOut{block}, err
}
