package webphone

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
)

type claimIn struct {
	Body struct {
		Tab  string `json:"tab" minLength:"8" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"本标签页自己生成的编号"`
		Take bool   `json:"take,omitempty" doc:"从另一个标签页接过电话"`
	}
}

type grantOut struct{ Body Grant }

// Register adds the operation by which a tab becomes the phone.
func (p *Phones) Register(api huma.API, bearer string, authorize func(context.Context) (agents.Session, error)) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/phone", OperationID: "claim-phone", Summary: "把本标签页作为浏览器电话,取得注册信息",
		Security: []map[string][]string{{bearer: {}}},
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusInternalServerError,
		},
	}, func(ctx context.Context, in *claimIn) (*grantOut, error) {
		s, err := authorize(ctx)
		if err != nil {
			return nil, err
		}
		grant, err := p.Claim(s, in.Body.Tab, in.Body.Take)
		return &grantOut{grant}, err
	})
}
