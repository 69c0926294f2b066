package phone_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"

	"hotline/cmd/callsim/phone"
)

// registrar is the least a PBX does with REGISTER: it asks for a digest, grants
// two seconds, and tells what came.
type registrar struct{ seen chan *sip.Request }

func newRegistrar(t *testing.T) (*registrar, string) {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	socket, err := net.ListenPacket("udp4", "127.0.0.1:0")
	must(t, err)
	ua, err := sipgo.NewUA(sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)),
		sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet)))
	must(t, err)
	server, err := sipgo.NewServer(ua, sipgo.WithServerLogger(quiet))
	must(t, err)
	r := &registrar{seen: make(chan *sip.Request, 16)}
	server.OnRegister(r.register)
	served := make(chan struct{})
	go func() { defer close(served); _ = server.ServeUDP(socket) }()
	t.Cleanup(func() { _ = socket.Close(); <-served; _ = ua.Close() })
	return r, socket.LocalAddr().String()
}

func (r *registrar) register(req *sip.Request, tx sip.ServerTransaction) {
	if req.GetHeader("Authorization") == nil {
		res := sip.NewResponseFromRequest(req, sip.StatusUnauthorized, "Unauthorized", nil)
		res.AppendHeader(sip.NewHeader("WWW-Authenticate", `Digest realm="asterisk",nonce="n1",algorithm=MD5,qop="auth"`))
		_ = tx.Respond(res)
		return
	}
	res := sip.NewResponseFromRequest(req, sip.StatusOK, "OK", nil)
	res.AppendHeader(sip.NewHeader("Expires", "2"))
	_ = tx.Respond(res)
	r.seen <- req
}

func (r *registrar) next(ctx context.Context, t *testing.T) *sip.Request {
	t.Helper()
	select {
	case req := <-r.seen:
		return req
	case <-ctx.Done():
		t.Fatal("no REGISTER came")
		return nil
	}
}

func TestRegisterWithDigestRefreshAndUnregister(t *testing.T) {
	t.Parallel()
	r, address := newRegistrar(t)
	ex := exchange(t, phone.Config{PBX: address})
	p := ex.Phone(phone.Profile{User: "8001", Password: "secret"})
	must(t, p.Register(within(t)))
	first := r.next(within(t), t)
	auth := first.GetHeader("Authorization").Value()
	if !strings.Contains(auth, `username="8001"`) || strings.Contains(auth, "secret") {
		t.Errorf("Authorization: %s", auth)
	}
	if host := first.Contact().Address; host.User != "8001" || host.HostPort() != ex.Address() {
		t.Errorf("Contact: %s", host.String())
	}
	again := r.next(within(t), t) // half of the two seconds granted
	if again.CallID().Value() != first.CallID().Value() || again.CSeq().SeqNo <= first.CSeq().SeqNo {
		t.Errorf("the refresh is another registration: %s", again.String())
	}
	must(t, p.Unregister(within(t)))
	for {
		if req := r.next(within(t), t); req.GetHeader("Expires").Value() == "0" {
			break
		}
	}
	must(t, p.Unregister(within(t))) // nothing to take back
}

func TestRegisterRefused(t *testing.T) {
	t.Parallel()
	ex := exchange(t, phone.Config{PBX: exchange(t, phone.Config{}).Address()}) // a phone is no registrar
	if err := ex.Phone(phone.Profile{User: "8001"}).Register(within(t)); err == nil {
		t.Error("registered with something that is no registrar")
	}
}
