// Package api is the REST of the live queue: what waits, and what an operator may do
// about it. Who may do what is decided elsewhere; here it arrives as two checks.
package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/queue"
)

// Rights refuse who may not: Unauthorized, Denied. Note writes down what somebody did, as
// whoever asks: the caller fills in By.
type Rights struct {
	See     func(ctx context.Context) error
	Command func(ctx context.Context) error
	Note    func(ctx context.Context, change callcenter.Change) error
}

// Bearer is the security scheme of every operation, declared by who signs people in.
const Bearer = "bearer"

// Register adds the operations.
func Register(api huma.API, q *queue.Queue, rights Rights) {
	s := see{q, rights.See}
	huma.Register(api, operation(http.MethodGet, "/api/queue", "get-queue", "此刻的排队:各主题人数和话务员状态"), s.overview)
	huma.Register(api, operation(http.MethodGet, "/api/queue/topics/{topic}/calls", "list-waiting", "一个主题里排队的来电,按先后"), s.waiting)
	c := command{q, rights}
	huma.Register(api, operation(http.MethodPut, "/api/queue/topics/{topic}/admission", "set-admission", "开放、只出不进或关闭一个主题"), c.admission)
	huma.Register(api, operation(http.MethodPost, "/api/queue/calls/{id}/to-head", "move-to-head", "把排队的来电移到最前"), c.toHead)
	huma.Register(api, operation(http.MethodPost, "/api/queue/calls/{id}/transfer", "transfer-waiting", "把排队的来电转到另一个主题,到达时间不变"), c.transfer)
	huma.Register(api, operation(http.MethodPost, "/api/queue/calls/{id}/pull", "pull-waiting", "把这一通来电交给指定的话务员"), c.pull)
	huma.Register(api, operation(http.MethodPost, "/api/queue/promises/{token}/put-back", "put-back", "把正在振铃的来电放回主题的最前"), c.putBack)
}

func operation(method, path, id, summary string) huma.Operation {
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary,
		Security: []map[string][]string{{Bearer: {}}},
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
			http.StatusServiceUnavailable, http.StatusInternalServerError,
		},
	}
	if method != http.MethodGet {
		op.DefaultStatus = http.StatusNoContent
		op.Errors = append(op.Errors, http.StatusConflict)
	}
	return op
}

type see struct {
	queue *queue.Queue
	may   func(context.Context) error
}

type none struct{}

type overviewOut struct{ Body queue.Overview }

func (s see) overview(ctx context.Context, _ *none) (*overviewOut, error) {
	if err := s.may(ctx); err != nil {
		return nil, err
	}
	o, err := s.queue.Overview(ctx)
	return &overviewOut{o}, err
}

type waitingIn struct {
	Topic string `path:"topic" maxLength:"64" doc:"业务主题"`
	From  int    `query:"from" minimum:"0" doc:"从第几位开始,0 是第一位"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type waitingOut struct {
	Body struct {
		Calls []queue.Waiting `json:"calls" doc:"按先后"`
		Total int             `json:"total" doc:"排队人数"`
	}
}

func (s see) waiting(ctx context.Context, in *waitingIn) (*waitingOut, error) {
	if err := s.may(ctx); err != nil {
		return nil, err
	}
	page, total, err := s.queue.Waiting(ctx, callcenter.TopicName(in.Topic), in.From, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &waitingOut{}
	out.Body.Calls, out.Body.Total = append([]queue.Waiting{}, page...), total
	return out, nil
}
