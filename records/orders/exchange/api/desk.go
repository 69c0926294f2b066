package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records/orders"
	"hotline/records/orders/api"
	"hotline/records/orders/exchange"
)

// The actions of these operations.
const (
	SeeExchange api.Action = "see_exchange"
	RunExchange api.Action = "run_exchange"
)

type deskHandlers struct {
	x   *exchange.Exchange
	who api.Who
}

// RegisterDesk adds what staff see of the exchange and do about it.
func RegisterDesk(a huma.API, x *exchange.Exchange, who api.Who) {
	h := deskHandlers{x, who}
	operation := func(method, path, id, summary string) huma.Operation {
		return huma.Operation{
			Method: method, Path: path, OperationID: id, Summary: summary, Security: []map[string][]string{{api.Bearer: {}}},
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
				http.StatusInternalServerError, http.StatusServiceUnavailable,
			},
		}
	}
	huma.Register(a, operation(http.MethodGet, "/api/exchange", "list-peers", "对接平台,各有多少待发、失败、差异"), h.peers)
	huma.Register(a, operation(http.MethodGet, "/api/exchange/{peer}/entries", "list-exchange", "一个平台的清单:待发、办不了的、等前一条的、异议、差异、工单"), h.entries)
	huma.Register(a, operation(http.MethodPost, "/api/exchange/{peer}/send", "send-again", "立即重发一张工单的消息,可以从较早的一条重新发起"), h.send)
	huma.Register(a, operation(http.MethodPost, "/api/exchange/{peer}/reconcile", "reconcile", "立即对账"), h.reconcile)
	huma.Register(a, operation(http.MethodGet, "/api/exchange/{peer}/words", "list-exchange-words", "对方的值各对应我方什么;没有对应的在前"), h.words)
	huma.Register(a, operation(http.MethodPut, "/api/exchange/{peer}/words", "put-exchange-word", "指定对方的一个值对应我方什么,用于以后的工单"), h.putWord)
	huma.Register(a, operation(http.MethodPost, "/api/exchange/rulings", "rule-objection", "裁定对方的异议"), h.rule)
}

type none struct{}

type exchangePeersOut struct {
	Body struct {
		Peers []exchange.ExchangePeer `json:"peers"`
	}
}

func (h deskHandlers) peers(ctx context.Context, _ *none) (*exchangePeersOut, error) {
	if _, err := h.who(ctx, SeeExchange); err != nil {
		return nil, err
	}
	out, err := new(exchangePeersOut), error(nil)
	out.Body.Peers, err = h.x.Peers(ctx)
	return out, err
}

type exchangeEntriesIn struct {
	Peer string `path:"peer" maxLength:"32" doc:"对接平台"`
	List string `query:"list" required:"true" enum:"outbox,kept,parked,objections,differences,orders" doc:"哪个清单"`
}

type exchangeEntriesOut struct {
	Body struct {
		Entries []exchange.ExchangeEntry `json:"entries"`
	}
}

func (h deskHandlers) entries(ctx context.Context, in *exchangeEntriesIn) (*exchangeEntriesOut, error) {
	if _, err := h.who(ctx, SeeExchange); err != nil {
		return nil, err
	}
	out, err := new(exchangeEntriesOut), error(nil)
	out.Body.Entries, err = h.x.Entries(ctx, orders.Source(in.Peer), in.List)
	return out, err
}

type exchangeSendIn struct {
	Peer string `path:"peer" maxLength:"32" doc:"对接平台"`
	Body struct {
		Reference string `json:"reference" minLength:"1" maxLength:"64" doc:"派单方的编号"`
		Ours      bool   `json:"ours" doc:"我方派单"`
		From      int    `json:"from,omitempty" minimum:"0" doc:"从第几条发起;0 为对方还没有的第一条"`
	}
}

type exchangeDoneOut struct {
	Body struct {
		Done bool `json:"done"`
	}
}

func done(err error) (*exchangeDoneOut, error) {
	out := new(exchangeDoneOut)
	out.Body.Done = err == nil
	return out, err
}

func (h deskHandlers) send(ctx context.Context, in *exchangeSendIn) (*exchangeDoneOut, error) {
	person, err := h.who(ctx, RunExchange)
	if err != nil {
		return nil, err
	}
	return done(h.x.SendAgain(ctx, orders.Source(in.Peer), in.Body.Ours, in.Body.Reference, in.Body.From, person.Staff))
}

type exchangePeerIn struct {
	Peer string `path:"peer" maxLength:"32" doc:"对接平台"`
}

type exchangeReconciledOut struct {
	Body struct {
		Compared    int `json:"compared" doc:"比了几张工单"`
		Differences int `json:"differences" doc:"几处差异"`
	}
}

func (h deskHandlers) reconcile(ctx context.Context, in *exchangePeerIn) (*exchangeReconciledOut, error) {
	if _, err := h.who(ctx, RunExchange); err != nil {
		return nil, err
	}
	peer, err := h.x.Peer(orders.Source(in.Peer))
	if err != nil {
		return nil, err
	}
	out := new(exchangeReconciledOut)
	out.Body.Compared, out.Body.Differences, err = h.x.Reconcile(ctx, peer)
	return out, err
}

type exchangeWordsOut struct {
	Body struct {
		Words []exchange.ExchangeWord `json:"words"`
	}
}

func (h deskHandlers) words(ctx context.Context, in *exchangePeerIn) (*exchangeWordsOut, error) {
	if _, err := h.who(ctx, SeeExchange); err != nil {
		return nil, err
	}
	out, err := new(exchangeWordsOut), error(nil)
	out.Body.Words, err = h.x.Words(ctx, orders.Source(in.Peer))
	return out, err
}

type exchangeWordIn struct {
	Peer string `path:"peer" maxLength:"32" doc:"对接平台"`
	Body struct {
		Field  string `json:"field" enum:"type,region,matter" doc:"诉求类型、地区、事项"`
		Theirs string `json:"theirs" minLength:"1" maxLength:"64" doc:"对方的值"`
		Ours   string `json:"ours" minLength:"1" maxLength:"64" doc:"我方的值"`
	}
}

func (h deskHandlers) putWord(ctx context.Context, in *exchangeWordIn) (*exchangeDoneOut, error) {
	person, err := h.who(ctx, RunExchange)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return done(h.x.PutWord(ctx, exchange.ExchangeWord{Peer: orders.Source(in.Peer), Field: b.Field, Theirs: b.Theirs, Ours: b.Ours}, person.Staff))
}

type exchangeRuleIn struct {
	Body struct {
		Order  string       `json:"order" minLength:"36" maxLength:"36" doc:"我方工单编号"`
		About  orders.About `json:"about" enum:"return,objection" doc:"裁定的是什么"`
		Upheld bool         `json:"upheld" doc:"成立"`
		Text   string       `json:"text" minLength:"1" maxLength:"2000" doc:"理由"`
	}
}

func (h deskHandlers) rule(ctx context.Context, in *exchangeRuleIn) (*exchangeDoneOut, error) {
	person, err := h.who(ctx, RunExchange)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.Body.Order)
	if err != nil {
		return nil, err
	}
	return done(h.x.Rule(ctx, id, in.Body.About, in.Body.Upheld, in.Body.Text, orders.Actor{Staff: person.Staff, Roles: person.Roles}))
}
