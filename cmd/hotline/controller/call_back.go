package controller

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	agentsapi "hotline/agents/api"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/records"
)

// RegisterCallBacks adds making a call of the worklist.
func RegisterCallBacks(api huma.API, c *Controller) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/callbacks/{id}/dial", OperationID: "dial-callback",
		Summary:  "回拨:先振响本人的话机,摘机后再拨来电人;本人须处于就绪",
		Security: []map[string][]string{{agentsapi.Bearer: {}}},
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
			http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusInternalServerError,
		},
	}, func(ctx context.Context, in *dialIn) (*dialOut, error) {
		s, err := agents.Authorize(ctx, agents.TakeCalls)
		if err != nil {
			return nil, err
		}
		owed, err := callcenter.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		out := new(dialOut)
		out.Body.Call, err = c.dialOwed(ctx, owed, s.Staff.ID)
		return out, err
	})
}

type dialIn struct {
	ID string `path:"id" maxLength:"36" doc:"待回拨的来电编号"`
}

type dialOut struct {
	Body struct {
		Call callcenter.ID `json:"call" doc:"回拨的来电编号"`
	}
}

// dialOwed makes a call of the worklist for the agent who picked it. Whether it was made
// follows from the talk; until then the entry stays.
func (c *Controller) dialOwed(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (back callcenter.ID, err error) {
	own := c.crew.post(c.parts.cfg.App())
	if own == nil {
		return back, callcenter.Errorf(callcenter.Unavailable, "未连接到电话交换机")
	}
	if err := c.isReady(ctx, agent); err != nil {
		return back, err
	}
	owed, err := c.parts.records.OwedBy(ctx, call, agent)
	if err == nil {
		err = owed.Rested(c.parts.cfg.Back.Tries, c.parts.cfg.Back.Every)
	}
	if err == nil && owed.Worker != agent {
		err = c.parts.records.Take(ctx, call, agent, records.Entry{ID: callcenter.NewID(time.Now()).String(), Author: agent})
	}
	if err != nil {
		return back, err
	}
	if _, known := c.parts.offers.topic(owed.Topic); !known {
		owed.Topic = c.parts.offers.menu().Default
	}
	now := time.Now()
	back = callcenter.NewID(now)
	return back, own.floor.CallBack(ctx, flow.Owed{
		Call: back, Of: call, Caller: owed.Number, Called: c.parts.cfg.Center.Allotted,
		Topic: owed.Topic, Language: owed.Language, Entered: now, For: agent,
	})
}

// isReady: his phone is to be rung at once.
func (c *Controller) isReady(ctx context.Context, agent callcenter.AgentID) error {
	all, err := c.crew.own.Agents(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.ID == agent && a.PresenceAt(time.Now()) == callcenter.Ready {
			return nil
		}
	}
	return callcenter.Errorf(callcenter.Conflict, "请先就绪,再回拨")
}
