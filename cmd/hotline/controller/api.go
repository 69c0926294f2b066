package controller

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	agentsapi "hotline/agents/api"
	"hotline/callcenter"
	"hotline/callcenter/flow"
)

type oneCall struct {
	ID string `path:"id" maxLength:"36" doc:"来电编号"`
}

// RegisterCommands adds the verbs on a call. An agent commands his own talk; who may
// command calls commands any.
func RegisterCommands(api huma.API, owner *Owner) {
	for _, verb := range []struct {
		verb          flow.Verb
		path, summary string
	}{
		{flow.Hold, "hold", "保持:来电者听音乐"},
		{flow.Resume, "resume", "取回:继续通话"},
		{flow.HangUp, "hang-up", "挂断坐席的线路:振铃时为拒接,通话中为结束"},
	} {
		huma.Register(api, huma.Operation{
			Method: http.MethodPost, Path: "/api/calls/{id}/" + verb.path, OperationID: verb.path + "-call",
			Summary: verb.summary, DefaultStatus: http.StatusNoContent,
			Security: []map[string][]string{{agentsapi.Bearer: {}}},
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
				http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusInternalServerError,
			},
		}, func(ctx context.Context, in *oneCall) (*struct{}, error) {
			call, err := callcenter.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			command, err := commandOf(ctx, verb.verb)
			if err != nil {
				return nil, err
			}
			return nil, owner.Command(ctx, call, command)
		})
	}
}

func commandOf(ctx context.Context, verb flow.Verb) (flow.Command, error) {
	s, reach, err := agents.AuthorizeReach(ctx, agents.CommandCalls)
	return flow.Command{Verb: verb, Agent: s.Staff.ID, Supervisor: reach == agents.Everybodys}, err
}
