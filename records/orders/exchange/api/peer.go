// Package api is the REST of the exchange: what peers call (Gate, RegisterPeer: the contract
// of deploy/12345), and what staff see and do about it (RegisterDesk).
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
)

// MostMessage is the largest request of a peer: an attachment of the largest size in base64.
const MostMessage = orders.MostAttachment/3*4 + 64<<10

type peerKey struct{}

// Gate lets a peer's request through when it is signed, and signs the answer. What is
// refused is noted in the audit.
func Gate(x *exchange.Exchange, next http.Handler, refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := exchange.Arrived{Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header, Remote: r.RemoteAddr}
		var err error
		if a.Body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, MostMessage)); err != nil {
			failure := callcenter.Errorf(callcenter.Invalid, "请求没有读完,请重发")
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				failure = callcenter.Errorf(callcenter.Invalid, "请求超过 %d MB:附件不能超过 %d MB", MostMessage>>20, orders.MostAttachment>>20)
			}
			x.Refused(r.Context(), a, failure)
			refuse(w, r, failure)
			return
		}
		peer, err := x.Admit(r.Context(), a)
		if err != nil {
			refuse(w, r, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(a.Body))
		out := &answer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), peerKey{}, peer)))
		if out.status >= http.StatusBadRequest && out.status < http.StatusInternalServerError {
			x.Refused(r.Context(), a, out.why())
		}
		x.Sign(peer, a, w.Header(), strconv.Itoa(out.status), out.body.Bytes())
		w.WriteHeader(out.status)
		_, _ = w.Write(out.body.Bytes()) // the peer has gone: it asks again
	})
}

// answer is kept until it can be signed.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// why is what the answer says is wrong, for the audit.
func (a *answer) why() error {
	var problem struct {
		Detail string
		Errors []struct{ Location, Message string }
	}
	_ = json.Unmarshal(a.body.Bytes(), &problem) // ours: it can be read
	for _, fault := range problem.Errors {
		problem.Detail += ";" + fault.Location + ":" + fault.Message
	}
	return callcenter.Errorf(callcenter.Invalid, "%s", problem.Detail)
}

type messageIn struct {
	Body exchange.Message
}

type receiptOut struct{ Body exchange.Receipt }

type comparedIn struct {
	Since time.Time `query:"since" required:"true" doc:"此刻之后有变化的(RFC 3339) / changed since"`
	After string    `query:"after" maxLength:"256" doc:"上一页给出的 next / cursor"`
}

type comparedOut struct{ Body exchange.ComparedPage }

type peerHandlers struct{ x *exchange.Exchange }

// RegisterPeer adds the operations of the contract. They are reached through Gate alone.
func RegisterPeer(api huma.API, x *exchange.Exchange) {
	h := peerHandlers{x}
	operation := func(method, path, id, summary string) huma.Operation {
		return huma.Operation{
			Method: method, Path: path, OperationID: id, Summary: summary,
			Security: []map[string][]string{{"signature": {}}}, MaxBodyBytes: MostMessage,
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
				http.StatusInternalServerError, http.StatusServiceUnavailable,
			},
		}
	}
	huma.Register(api, operation(http.MethodPost, exchange.MessagePath, "send-message", "发来一条消息:同一条重发多少次、先后如何,结果都一样 / send one message"), h.receive)
	huma.Register(api, operation(http.MethodGet, exchange.OrdersPath, "list-shared-orders", "对账:双方共享的工单各到第几条 / reconciliation: the shared orders"), h.shared)
}

func (h peerHandlers) receive(ctx context.Context, in *messageIn) (*receiptOut, error) {
	peer, err := peerOf(ctx)
	if err != nil {
		return nil, err
	}
	receipt, err := h.x.Receive(ctx, peer, in.Body)
	return &receiptOut{receipt}, err
}

func (h peerHandlers) shared(ctx context.Context, in *comparedIn) (*comparedOut, error) {
	peer, err := peerOf(ctx)
	if err != nil {
		return nil, err
	}
	page, err := h.x.Shared(ctx, peer, in.Since, in.After)
	return &comparedOut{page}, err
}

func peerOf(ctx context.Context) (exchange.Peer, error) {
	peer, known := ctx.Value(peerKey{}).(exchange.Peer)
	if !known {
		return peer, callcenter.Errorf(callcenter.Unauthorized, "请求没有签名")
	}
	return peer, nil
}
