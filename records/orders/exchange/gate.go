package exchange

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/orders"
)

// noteEvery bounds what a flood of bad requests writes into the audit: one line for each
// address and reason.
const noteEvery = 10 * time.Second

// Arrived is a request of a peer before it is believed.
type Arrived struct {
	Method, Path string // Path with its query
	Header       http.Header
	Remote       string // host:port
	Body         []byte
}

// Admit finds out whose request it is, or refuses it and notes that in the audit: an
// address that is not on the list, too many requests, no good signature, a time outside the
// window, a request that came before.
func (x *Exchange) Admit(ctx context.Context, a Arrived) (Peer, error) {
	peer, err := x.admit(a)
	if err != nil {
		x.Refused(ctx, a, err)
	}
	return peer, err
}

func (x *Exchange) admit(a Arrived) (Peer, error) {
	peer, err := x.Peer(orders.Source(a.Header.Get(PeerHeader)))
	if err != nil {
		return peer, callcenter.Errorf(callcenter.Unauthorized, "没有登记对接平台 %q,请核对 %s", cut(a.Header.Get(PeerHeader)), PeerHeader)
	}
	if !peer.admits(a.Remote) {
		return peer, callcenter.Errorf(callcenter.Denied, "不接受来自这个地址的请求,请联系我方登记")
	}
	if !x.limits[peer.Name].Allow() {
		return peer, callcenter.Errorf(callcenter.Unavailable, "请求过于频繁,请稍后再发")
	}
	now := x.cfg.Now()
	if err := peer.Keys.verify(a.Header, a.Method, a.Path, now, a.Body); err != nil {
		return peer, err
	}
	return peer, x.nonces.fresh(string(peer.Name), a.Header.Get(NonceHeader), now)
}

// admits reports that the peer may come from there.
func (p Peer) admits(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	if len(p.Addresses) == 0 {
		return true
	}
	for _, prefix := range p.Addresses {
		if err == nil && prefix.Contains(at.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// Sign signs an answer to a request, so that the peer knows it is ours.
func (x *Exchange) Sign(peer Peer, a Arrived, h http.Header, status string, body []byte) {
	peer.Keys.sign(h, status, a.Path, peer.Self, a.Header.Get(NonceHeader), x.cfg.Now(), body)
}

// Refused notes in the audit that a request was refused, and why; nothing else of it is kept.
func (x *Exchange) Refused(ctx context.Context, a Arrived, why error) {
	host, _, _ := net.SplitHostPort(a.Remote) // without one all count as one
	key := host + " " + shown(why)
	now := x.cfg.Now()
	x.mu.Lock()
	if len(x.noted) > 10_000 {
		clear(x.noted)
	}
	again := now.Sub(x.noted[key]) < noteEvery
	if !again {
		x.noted[key] = now
	}
	x.mu.Unlock()
	if again {
		return
	}
	err := x.within(ctx, "note a refusal", func(ctx context.Context, tx pgx.Tx) error {
		return x.cfg.Note(ctx, tx, callcenter.Change{
			Action: "exchange.refused", Object: cut(a.Header.Get(PeerHeader)), After: map[string]string{"from": a.Remote, "path": head(a.Path, 200), "why": shown(why)},
		})
	})
	if err != nil {
		x.cfg.Log.Warn("refusal not noted", zap.Error(err))
	}
}
