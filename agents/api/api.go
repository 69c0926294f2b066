// Package api is the REST of agents: sessions, presence, staff and seats. Every
// operation names the action it needs; who may do it stands in agents' one table
// of roles and actions.
package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

// Bearer is the security scheme of every operation but signing in.
const Bearer = "bearer"

// Register adds the operations.
func Register(api huma.API, a *agents.Agents, register *agents.Register) {
	doc := api.OpenAPI()
	if doc.Components.SecuritySchemes == nil {
		doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{}
	}
	doc.Components.SecuritySchemes[Bearer] = &huma.SecurityScheme{
		Type: "http", Scheme: "bearer", Description: "POST " + agents.SessionPath + " 返回的登录凭证",
	}
	sessions{a, register}.add(api)
	presence{a}.add(api)
	staff{register}.add(api)
	duty{register}.add(api)
}

// operation completes what all operations have in common and guards it.
func operation(api huma.API, method, path, id, summary string, action agents.Action, refusals ...callcenter.ErrorKind) huma.Operation {
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary,
		Errors: []int{http.StatusUnprocessableEntity, http.StatusInternalServerError},
	}
	for _, kind := range refusals {
		op.Errors = append(op.Errors, callcenter.Errorf(kind, "").GetStatus())
	}
	if action == "" {
		return op
	}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	op.Security = []map[string][]string{{Bearer: {}}}
	op.Metadata = map[string]any{"action": action}
	op.Middlewares = huma.Middlewares{Guard(api, action)}
	return op
}

// Guard lets through who may do the action, be it for his own calls alone. It runs before the request is
// validated, so that nobody learns the shape of what he may not use.
func Guard(api huma.API, action agents.Action) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if _, _, err := agents.AuthorizeReach(ctx.Context(), action); err != nil {
			write(api, ctx, err)
			return
		}
		next(ctx)
	}
}

// write answers with a refusal the way huma answers with a handler's.
func write(api huma.API, ctx huma.Context, err error) {
	refusal := callcenter.Errorf(callcenter.KindOf(err), "%w", err)
	status := refusal.GetStatus()
	body, failed := api.Transform(ctx, strconv.Itoa(status), refusal)
	if failed != nil {
		body = refusal
	}
	ctx.SetHeader("Content-Type", refusal.ContentType(""))
	if status == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", `Bearer realm="hotline"`)
	}
	ctx.SetStatus(status)
	_ = api.Marshal(ctx.BodyWriter(), "application/json", body) // the client has gone: nobody to tell
}

// me is who makes the request; the guard has let him through.
func me(ctx context.Context) (agents.Session, error) {
	s, ok := agents.Who(ctx)
	if !ok {
		return s, fmt.Errorf("an operation without a guard asks who it is")
	}
	return s, nil
}

type none struct{}
