package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

type presence struct{ agents *agents.Agents }

type setPresence struct {
	Body struct {
		Intent callcenter.Intent `json:"intent" enum:"ready,break,signed_out" doc:"本人意愿:就绪、小休、签出"`
		Reason string            `json:"reason,omitempty" maxLength:"32" doc:"小休原因代码,见 /api/break-reasons"`
		Seat   callcenter.SeatID `json:"seat,omitempty" maxLength:"8" doc:"签入哪部话机;不填则用登录时选的,再不然用默认话机"`
	}
}

type wrapUp struct {
	Body struct {
		Extend string `json:"extend,omitempty" maxLength:"8" example:"30s" doc:"延长多久,如 30s"`
		Finish bool   `json:"finish,omitempty" doc:"立即结束"`
	}
}

type standingOut struct{ Body agents.Standing }

type standingsOut struct {
	Body struct {
		Agents []agents.Standing `json:"agents" doc:"当班人员,按工号排列"`
	}
}

type reasonsOut struct {
	Body struct {
		Reasons []agents.BreakReason `json:"reasons" doc:"小休原因"`
	}
}

func (p presence) add(api huma.API) {
	huma.Register(api, operation(api, http.MethodGet, "/api/presence", "get-presence", "我的状态,以及为什么不能接听", agents.TakeCalls), p.get)
	huma.Register(api, operation(api, http.MethodPut, "/api/presence", "set-presence", "就绪、小休或签出", agents.TakeCalls,
		callcenter.Conflict, callcenter.Unavailable), p.set)
	huma.Register(api, operation(api, http.MethodPost, "/api/presence/wrap-up", "move-wrap-up", "延长或结束话后整理", agents.TakeCalls,
		callcenter.Conflict, callcenter.Unavailable), p.wrapUp)
	huma.Register(api, operation(api, http.MethodGet, "/api/break-reasons", "list-break-reasons", "小休原因字典", agents.HaveSession), p.reasons)
	huma.Register(api, operation(api, http.MethodGet, "/api/agents", "list-agents", "全部当班人员的状态", agents.SeeAgents), p.list)
}

func (p presence) get(ctx context.Context, _ *none) (*standingOut, error) {
	s, err := me(ctx)
	if err != nil {
		return nil, err
	}
	return &standingOut{p.agents.Standing(ctx, s.Staff.ID)}, nil
}

func (p presence) set(ctx context.Context, in *setPresence) (*standingOut, error) {
	s, err := me(ctx)
	if err != nil {
		return nil, err
	}
	seat := cmp.Or(in.Body.Seat, s.Seat, s.Staff.DefaultSeat)
	if err := p.agents.SetIntent(ctx, s.Staff.ID, seat, in.Body.Intent, in.Body.Reason); err != nil {
		return nil, err
	}
	return &standingOut{p.agents.Standing(ctx, s.Staff.ID)}, nil
}

func (p presence) wrapUp(ctx context.Context, in *wrapUp) (*standingOut, error) {
	s, err := me(ctx)
	if err != nil {
		return nil, err
	}
	extend, unreadable := time.ParseDuration(cmp.Or(in.Body.Extend, "0s"))
	switch {
	case unreadable != nil:
		return nil, callcenter.Errorf(callcenter.Invalid, "extend %q 应写作 30s 或 2m", in.Body.Extend)
	case in.Body.Finish == (in.Body.Extend != ""):
		return nil, callcenter.Errorf(callcenter.Invalid, "extend 与 finish 应填且只填一个")
	case in.Body.Finish:
		err = p.agents.FinishWrapUp(ctx, s.Staff.ID)
	default:
		err = p.agents.ExtendWrapUp(ctx, s.Staff.ID, extend)
	}
	if err != nil {
		return nil, err
	}
	return &standingOut{p.agents.Standing(ctx, s.Staff.ID)}, nil
}

func (p presence) reasons(context.Context, *none) (*reasonsOut, error) {
	out := &reasonsOut{}
	out.Body.Reasons = agents.BreakReasons()
	return out, nil
}

func (p presence) list(ctx context.Context, _ *none) (*standingsOut, error) {
	out := &standingsOut{}
	out.Body.Agents = p.agents.Standings(ctx)
	return out, nil
}
