package webphone

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/hub"
)

func TestOneTabOwnsThePhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var owned tabs
		_, cut := context.WithCancel(t.Context())
		defer cut()
		leave, ok := owned.enter("1001", "first", cut)
		if !ok || owned.claim("1001", "second", false) || !owned.claim("1002", "second", false) {
			t.Fatal("another tab of his, or of nobody's business, was answered wrongly")
		}
		if !owned.claim("1001", "first", false) {
			t.Error("the owner is refused")
		}
		leave()
		time.Sleep(lostAfter - time.Millisecond)
		if lost := owned.lost(time.Now()); len(lost) != 0 {
			t.Errorf("a blink of the network: %v", lost)
		}
		time.Sleep(time.Millisecond)
		if lost := owned.lost(time.Now()); len(lost) != 1 || len(owned.lost(time.Now())) != 0 {
			t.Errorf("a desk that is gone is told %v, and again", lost)
		}
		if !owned.claim("1001", "second", false) || len(owned.lost(time.Now())) != 0 {
			t.Error("a tab that is gone still owns the phone, or is lost twice")
		}
		ctx, cut2 := context.WithCancel(t.Context())
		defer cut2()
		leave, _ = owned.enter("1001", "second", cut2)
		if !owned.claim("1001", "third", true) || ctx.Err() == nil || len(owned.lost(time.Now())) != 1 {
			t.Error("taking over does not cut and lose the one before")
		}
		leave()
		if lost := owned.lost(time.Now().Add(time.Hour)); len(lost) != 0 {
			t.Errorf("lost %v", lost)
		}
	})
}

// place is the proxy before something that answers every message with itself.
func place(t *testing.T, signedIn *bool) string {
	t.Helper()
	asterisk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"sip"}})
		if err != nil {
			return
		}
		for {
			kind, message, err := c.Read(r.Context())
			if err != nil || c.Write(r.Context(), kind, message) != nil {
				return
			}
		}
	}))
	t.Cleanup(asterisk.Close)
	p := New(Config{
		Asterisk: strings.Replace(asterisk.URL, "http", "ws", 1), Hub: hub.New("c1"), Log: zap.NewNop(),
		Phone: func(callcenter.AgentID) (callcenter.WebPhone, error) {
			return callcenter.WebPhone{Seat: "web-1001"}, nil
		},
	})
	server := httptest.NewServer(p.Socket(func(context.Context) (agents.Session, error) {
		if !*signedIn {
			return agents.Session{}, callcenter.Errorf(callcenter.Unauthorized, "请先登录")
		}
		return agents.Session{Staff: agents.Staff{ID: "1001"}}, nil
	}, func(w http.ResponseWriter, _ *http.Request, err error) {
		w.WriteHeader(callcenter.Errorf(callcenter.KindOf(err), "").GetStatus())
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestProxyAsksForSessionAndOrigin(t *testing.T) {
	t.Parallel()
	signedIn := true
	url := place(t, &signedIn)
	dial := func(origin string) (*websocket.Conn, int) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		c, answer, err := websocket.Dial(ctx, strings.Replace(url, "http", "ws", 1)+"?tab=tab-one-1", &websocket.DialOptions{
			Subprotocols: []string{"sip"}, HTTPHeader: header,
		})
		if err != nil && answer == nil {
			t.Fatal(err)
		}
		return c, answer.StatusCode
	}
	for origin, status := range map[string]int{"": 403, "https://evil.example": 403} {
		if _, got := dial(origin); got != status {
			t.Errorf("origin %q: %d, want %d", origin, got, status)
		}
	}
	c, status := dial(url)
	if status != http.StatusSwitchingProtocols || c.Subprotocol() != "sip" {
		t.Fatalf("its own page: %d", status)
	}
	defer func() { _ = c.CloseNow() }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := c.Write(ctx, websocket.MessageText, []byte("REGISTER")); err != nil {
		t.Fatal(err)
	}
	if _, back, err := c.Read(ctx); err != nil || string(back) != "REGISTER" {
		t.Fatalf("%s, %v", back, err)
	}
	signedIn = false
	if _, status := dial(url); status != http.StatusUnauthorized {
		t.Errorf("nobody: %d", status)
	}
}
