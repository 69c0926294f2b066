package webphone

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/agents"
	"hotline/callcenter"
)

// SocketPath is where browser phones connect.
const SocketPath = "/ws"

const (
	subprotocol = "sip" // RFC 7118
	dialTimeout = 3 * time.Second
	sendTimeout = 5 * time.Second
	pingEvery   = 2 * time.Second
	pingTimeout = 3 * time.Second // a laptop that was closed is noticed within five seconds
	mostMessage = 64 << 10        // of SIP, with the longest session description
)

var (
	errBrowserGone  = errors.New("the browser does not answer")
	errAsteriskGone = errors.New("asterisk closed the socket")
)

// Socket is the proxy. authorize refuses who has no session for taking calls; the
// upgrade itself refuses pages of another origin.
func (p *Phones) Socket(authorize func(context.Context) (agents.Session, error), refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := authorize(r.Context())
		if err == nil {
			_, err = p.cfg.Phone(s.Staff.ID)
		}
		if err == nil && r.Header.Get("Origin") == "" {
			err = callcenter.Errorf(callcenter.Denied, "浏览器电话只接受浏览器的连接")
		}
		if err != nil {
			refuse(w, r, err)
			return
		}
		ctx, cut := context.WithCancel(r.Context())
		defer cut()
		leave, ok := p.tabs.enter(s.Staff.ID, r.URL.Query().Get("tab"), cut)
		if !ok {
			refuse(w, r, callcenter.Errorf(callcenter.Conflict, "另一个标签页正在使用浏览器电话"))
			return
		}
		defer leave()
		p.carry(ctx, w, r, s.Staff.ID)
	})
}

// carry joins the two sockets until one of them ends.
func (p *Phones) carry(ctx context.Context, w http.ResponseWriter, r *http.Request, agent callcenter.AgentID) {
	log := p.cfg.Log.With(zap.String("agent", string(agent)))
	browser, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}})
	if err != nil {
		log.Info("browser phone refused", zap.Error(err))
		return
	}
	defer func() { _ = browser.CloseNow() }()
	dialling, cancel := context.WithTimeoutCause(ctx, dialTimeout, errors.New("asterisk did not take the socket"))
	asterisk, _, err := websocket.Dial(dialling, p.cfg.Asterisk, &websocket.DialOptions{Subprotocols: []string{subprotocol}})
	cancel()
	if err != nil {
		log.Warn("browser phone: asterisk cannot be reached", zap.Error(err))
		_ = browser.Close(websocket.StatusTryAgainLater, "asterisk")
		return
	}
	defer func() { _ = asterisk.CloseNow() }()
	browser.SetReadLimit(mostMessage)
	asterisk.SetReadLimit(mostMessage)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return pump(ctx, browser, asterisk, errBrowserGone) })
	g.Go(func() error { return pump(ctx, asterisk, browser, errAsteriskGone) })
	g.Go(func() error { return watch(ctx, browser) })
	log.Debug("browser phone gone", zap.Error(g.Wait()))
}

// pump carries messages one way. It never returns nil: an end of one way ends both.
func pump(ctx context.Context, from, to *websocket.Conn, gone error) error {
	for {
		kind, message, err := from.Read(ctx)
		if err != nil {
			return errors.Join(gone, err)
		}
		bound, cancel := context.WithTimeoutCause(ctx, sendTimeout, errors.New("the other side takes nothing"))
		err = to.Write(bound, kind, message)
		cancel()
		if err != nil {
			return err
		}
	}
}

// watch notices a browser that is gone without a word.
func watch(ctx context.Context, browser *websocket.Conn) error {
	for {
		timer := time.NewTimer(pingEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		bound, cancel := context.WithTimeoutCause(ctx, pingTimeout, errBrowserGone)
		err := browser.Ping(bound)
		cancel()
		if err != nil {
			return errors.Join(errBrowserGone, err)
		}
	}
}
