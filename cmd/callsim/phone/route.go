package phone

import (
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// route says who handles which request. A handler that answers nothing leaves
// the sender with silence, which is what a phone that vanished is.
func (ex *Exchange) route(server *sipgo.Server) {
	server.OnInvite(func(req *sip.Request, tx sip.ServerTransaction) {
		if _, inDialog := req.To().Params.Get("tag"); inDialog {
			ex.inDialog(req, tx, (*Call).onReinvite)
			return
		}
		ex.onInvite(req, tx)
	})
	server.OnAck(func(req *sip.Request, tx sip.ServerTransaction) {
		ex.inDialog(req, nil, func(c *Call, _ *sip.Request, _ sip.ServerTransaction) { c.onAck() })
	})
	server.OnBye(func(req *sip.Request, tx sip.ServerTransaction) { ex.inDialog(req, tx, (*Call).onBye) })
	server.OnUpdate(func(req *sip.Request, tx sip.ServerTransaction) { ex.inDialog(req, tx, (*Call).onReinvite) })
	server.OnInfo(func(req *sip.Request, tx sip.ServerTransaction) {
		ex.inDialog(req, tx, func(_ *Call, req *sip.Request, tx sip.ServerTransaction) { respond(req, tx, sip.StatusOK, "OK") })
	})
	server.OnOptions(ex.onOptions)
	server.OnNotify(func(req *sip.Request, tx sip.ServerTransaction) {
		if _, inDialog := req.To().Params.Get("tag"); inDialog {
			ex.inDialog(req, tx, (*Call).onNotify)
			return
		}
		respond(req, tx, sip.StatusOK, "OK")
	})
	server.OnCancel(func(req *sip.Request, tx sip.ServerTransaction) {
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "Transaction Does Not Exist")
	})
}

func respond(req *sip.Request, tx sip.ServerTransaction, code int, reason string) {
	_ = tx.Respond(sip.NewResponseFromRequest(req, code, reason, nil))
}

// inDialog finds the call a request belongs to; without one it is refused. An
// ACK (no transaction) is never answered.
func (ex *Exchange) inDialog(req *sip.Request, tx sip.ServerTransaction, handle func(*Call, *sip.Request, sip.ServerTransaction)) {
	tag, _ := req.To().Params.Get("tag")
	c := ex.find(req.CallID().Value(), tag)
	switch {
	case c != nil && c.silent():
	case c != nil:
		handle(c, req, tx)
	case tx != nil:
		if p := ex.phone(req.Recipient.User); p != nil && p.offline.Load() {
			return
		}
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "Call/Transaction Does Not Exist")
	}
}

// onOptions is how a PBX asks whether a phone is there ("qualify").
func (ex *Exchange) onOptions(req *sip.Request, tx sip.ServerTransaction) {
	if tag, inDialog := req.To().Params.Get("tag"); inDialog {
		if c := ex.find(req.CallID().Value(), tag); c != nil && c.silent() {
			return
		}
	}
	p := ex.phone(req.Recipient.User)
	switch {
	case p == nil:
		respond(req, tx, sip.StatusNotFound, "Not Found")
	case !p.offline.Load():
		respond(req, tx, sip.StatusOK, "OK")
	}
}

// onInvite offers a new call to the phone that was rung. It returns when the
// call has its final answer: the transaction ends with it.
func (ex *Exchange) onInvite(req *sip.Request, tx sip.ServerTransaction) {
	p := ex.phone(req.Recipient.User)
	switch {
	case p == nil:
		respond(req, tx, sip.StatusNotFound, "Not Found")
	case !p.offline.Load():
		p.receive(req, tx)
	}
}
