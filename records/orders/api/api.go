// Package api is the REST of work orders. Who may do what is decided elsewhere, in one
// table of roles and actions; here it arrives as the Person behind an Action. Which rows
// there are for him Postgres decides.
package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/orders"
)

// Bearer is the security scheme of every operation, declared by who signs people in.
const Bearer = "bearer"

// Action is what a request wants to do.
type Action string

// The actions of these operations.
const (
	SeeOrders     Action = "see_orders"
	CreateOrders  Action = "create_orders"
	MoveOrders    Action = "move_orders"
	SeeUnits      Action = "see_units"
	KeepUnits     Action = "keep_units"
	OfferSlots    Action = "offer_slots"
	SeeFigures    Action = "see_order_figures"
	ImportFigures Action = "import_figures"
)

// Person is who makes a request.
type Person struct {
	Staff callcenter.AgentID
	Roles []orders.Role
	All   bool // false: his own orders, or his unit's
}

func (p Person) actor() orders.Actor { return orders.Actor{Staff: p.Staff, Roles: p.Roles} }

// ofUnit is who sees orders as one of a unit's people and in no other way.
func (p Person) ofUnit() callcenter.AgentID {
	if len(p.Roles) == 1 && p.Roles[0] == orders.Unit {
		return p.Staff
	}
	return ""
}

// Who tells the person behind a request, or refuses: Unauthorized, Denied.
type Who func(ctx context.Context, action Action) (Person, error)

// Records is what is known of the calls that orders come of.
type Records interface {
	Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error)
	PartyBehind(ctx context.Context, call callcenter.ID) (callcenter.ID, error)
	Note(ctx context.Context, look records.Look) error
	RefusedOwn(ctx context.Context, c callcenter.Change, refusal error) error
}

// Config is what Register needs.
type Config struct {
	Orders  *orders.Orders
	Records Records
	Who     Who
	Change  func(ctx context.Context, tx pgx.Tx, c callcenter.Change) error // notes it in the audit
}

type handlers struct {
	Config
}

// Register adds the operations.
func Register(api huma.API, cfg Config) {
	h := handlers{cfg}
	get := func(path, id, summary string, refusals ...int) huma.Operation {
		return operation(http.MethodGet, path, id, summary, refusals...)
	}
	huma.Register(api, get("/api/orders", "list-orders", "工单列表:在办的按到期先后,办结的新的在前,按游标翻页"), h.list)
	huma.Register(api, get("/api/orders/board", "get-order-board", "在办工单的数目:按状态、预警、超期"), h.board)
	huma.Register(api, get("/api/orders/words", "get-order-words", "工单的种类、栏目、状态、动作和原因"), h.words)
	huma.Register(api, get("/api/orders/figures", "get-order-figures", "一段时间办结工单的指标,另列其他系统导入的"), h.figures)
	huma.Register(api, get("/api/orders/{id}", "get-order", "一张工单的全部经过,以及将发生什么", http.StatusNotFound), h.get)
	create := operation(http.MethodPut, "/api/orders/{id}", "create-order", "新建工单;同一编号重复提交只算一次", http.StatusNotFound)
	huma.Register(api, create, h.create)
	huma.Register(api, operation(http.MethodPost, "/api/orders/{id}/moves", "move-order", "工单的一个动作:转办、签收、答复……带上看到的 version", http.StatusNotFound, http.StatusConflict), h.move)
	huma.Register(api, operation(http.MethodPost, "/api/orders/hand-over", "hand-over-orders", "成批转办给一个承办单位;办不了的逐张说明"), h.handOver)
	huma.Register(api, operation(http.MethodPost, "/api/orders/{id}/number", "open-order-number", "查看工单的联系电话:须有原因,每次留痕", http.StatusNotFound), h.number)
	h.registerFiles(api)
	h.registerUnits(api)
}

func operation(method, path, id, summary string, refusals ...int) huma.Operation {
	return huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary,
		Security: []map[string][]string{{Bearer: {}}},
		Errors: append(refusals, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
			http.StatusServiceUnavailable, http.StatusInternalServerError),
	}
}

type none struct{}
