package wall

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// Keeper makes and revokes the tokens of screens, as who asks.
type Keeper struct {
	Records *records.Records
	Who     func(context.Context) (callcenter.AgentID, error)
}

// Register adds the operations. Who may keep the screens is asked before they begin; what
// a screen shows is for whoever has its token.
func Register(api huma.API, w *Wall, k Keeper, bearer string) {
	r := requests{w, k}
	operation := func(method, path, id, summary string) huma.Operation {
		return huma.Operation{
			Method: method, Path: path, OperationID: id, Summary: summary,
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
				http.StatusServiceUnavailable, http.StatusInternalServerError,
			},
		}
	}
	kept := func(method, path, id, summary string, status int) huma.Operation {
		op := operation(method, path, id, summary)
		op.Security, op.DefaultStatus = []map[string][]string{{bearer: {}}}, status
		return op
	}
	huma.Register(api, operation(http.MethodGet, "/api/wall", "get-wall", "大屏:排队、各状态人数和今天的指标;凭大屏的凭证"), r.show)
	huma.Register(api, kept(http.MethodGet, "/api/walls", "list-walls", "有哪些大屏", http.StatusOK), r.list)
	huma.Register(api, kept(http.MethodPost, "/api/walls", "make-wall", "加一块大屏;凭证只显示这一次;留痕", http.StatusCreated), r.make)
	huma.Register(api, kept(http.MethodDelete, "/api/walls/{id}", "revoke-wall", "撤销一块大屏的凭证,至多十秒后生效;留痕", http.StatusNoContent), r.revoke)
}

type requests struct {
	wall *Wall
	keep Keeper
}

type wallShowIn struct {
	Token string `header:"Hotline-Wall" maxLength:"64" doc:"大屏的凭证"`
}

type wallShownOut struct{ Body Shown }

func (r requests) show(ctx context.Context, in *wallShowIn) (*wallShownOut, error) {
	shown, err := r.wall.Show(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	return &wallShownOut{shown}, nil
}

type wallsOut struct {
	Body struct {
		Walls []records.Wall `json:"walls" nullable:"false"`
	}
}

func (r requests) list(ctx context.Context, _ *struct{}) (out *wallsOut, err error) {
	out = &wallsOut{}
	out.Body.Walls, err = r.keep.Records.Walls(ctx)
	return out, err
}

type wallIn struct {
	Body struct {
		Title string `json:"title" minLength:"1" maxLength:"60" doc:"在哪里,如 接听大厅"`
	}
}

type wallMadeOut struct {
	Body struct {
		Wall  records.Wall `json:"wall"`
		Token string       `json:"token" doc:"凭证,只显示这一次;页面地址为 /#/wall?token=凭证"`
	}
}

func (r requests) make(ctx context.Context, in *wallIn) (*wallMadeOut, error) {
	by, err := r.keep.Who(ctx)
	if err != nil {
		return nil, err
	}
	out := &wallMadeOut{}
	out.Body.Wall, out.Body.Token, err = r.keep.Records.MakeWall(ctx, by, in.Body.Title)
	return out, err
}

type wallRevokeIn struct {
	ID callcenter.ID `path:"id"`
}

func (r requests) revoke(ctx context.Context, in *wallRevokeIn) (*struct{}, error) {
	by, err := r.keep.Who(ctx)
	if err == nil {
		err = r.keep.Records.RevokeWall(ctx, by, in.ID)
	}
	return nil, err
}
