package asterisk_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/coder/websocket"
	"go.uber.org/zap"

	"hotline/callcenter/asterisk"
)

// fake is an ARI server that does on demand what a real one will not.
type fake struct {
	*httptest.Server
	streams chan *stream // opened, in order

	mu       sync.Mutex
	serves   *stream  // the newest; nil: beats go nowhere
	commands []string // every request but GETs, as they came
	answer   func(w http.ResponseWriter, r *http.Request) bool
}

// stream is the server's end of one event websocket.
type stream struct {
	*websocket.Conn
	raw *stallConn
}

// stallConn is a connection whose server can stop reading: no pong is sent then.
type stallConn struct {
	net.Conn
	gate chan struct{} // empty while stalled
	once sync.Once
	gone chan struct{}
}

func (c *stallConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	select {
	case token := <-c.gate:
		c.gate <- token
	case <-c.gone:
	}
	return n, err
}

func (c *stallConn) Close() error {
	c.once.Do(func() { close(c.gone) })
	return c.Conn.Close()
}

func (c *stallConn) stall() { <-c.gate }

type stallListener struct{ net.Listener }

func (l stallListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	gate := make(chan struct{}, 1)
	gate <- struct{}{}
	return &stallConn{Conn: c, gate: gate, gone: make(chan struct{})}, nil
}

func newFake(t testing.TB) *fake {
	f := &fake{streams: make(chan *stream, 100)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ari/events", f.events)
	mux.HandleFunc("/ari/", f.rest)
	f.Server = httptest.NewUnstartedServer(mux)
	f.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, rawConn{}, c)
	}
	f.Listener = stallListener{f.Listener}
	f.Start()
	t.Cleanup(f.CloseClientConnections)
	return f
}

type rawConn struct{}

func (f *fake) events(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	s := &stream{Conn: conn, raw: r.Context().Value(rawConn{}).(*stallConn)}
	f.mu.Lock()
	f.serves = s
	f.mu.Unlock()
	f.streams <- s
	go func() {
		for {
			if _, _, err := conn.Read(context.Background()); err != nil { // answers pings
				return
			}
		}
	}()
}

func (f *fake) rest(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	if r.Method != http.MethodGet {
		f.commands = append(f.commands, r.Method+" "+r.URL.RequestURI())
	}
	answer, serves := f.answer, f.serves
	f.mu.Unlock()
	if answer != nil && answer(w, r) {
		return
	}
	if name, user := strings.CutPrefix(r.URL.Path, "/ari/events/user/"); user && serves != nil {
		round := fmt.Sprintf(`{"type":"ChannelUserevent","timestamp":"2026-01-01T00:00:00.000+0000","eventname":%q,"userevent":{}}`, name)
		_ = serves.Write(r.Context(), websocket.MessageText, []byte(round)) // it may be closed
	}
	if r.Method == http.MethodGet {
		http.Error(w, `{"message":"Provided variable was not found"}`, http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// deafen lets no beat come round on the stream there is.
func (f *fake) deafen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.serves = nil
}

func (f *fake) answers(answer func(w http.ResponseWriter, r *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

// count is how many commands came whose line contains part.
func (f *fake) count(part string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.commands {
		if strings.Contains(c, part) {
			n++
		}
	}
	return n
}

func (s *stream) send(t *testing.T, message string) {
	t.Helper()
	if err := s.Write(context.Background(), websocket.MessageText, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

const replaced = `{"type":"ApplicationReplaced","application":"test","timestamp":"2026-01-01T00:00:00.000+0000"}`

// client is a Client under test with what it was told.
type client struct {
	*asterisk.Client
	digits  chan string
	resyncs atomic.Int32
	ended   chan error
	stop    context.CancelFunc
}

func start(t testing.TB, f *fake, change ...func(*asterisk.Config)) *client {
	t.Helper()
	c := &client{digits: make(chan string, 100000), ended: make(chan error, 1)}
	cfg := asterisk.Config{
		URL: f.URL + "/ari", App: "test", Log: zap.NewNop(), Stall: time.Second, Timeout: time.Second, Lease: 700 * time.Millisecond,
		Handle: func(e ari.Event) {
			if d, ok := e.(*ari.ChannelDtmfReceived); ok {
				c.digits <- d.Digit
			}
		},
		Resync: func(context.Context) error { c.resyncs.Add(1); return nil },
	}
	for _, change := range change {
		change(&cfg)
	}
	c.Client = asterisk.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	go func() { c.ended <- c.Run(ctx); close(c.ended) }()
	t.Cleanup(func() {
		cancel()
		for range c.ended {
		}
	})
	return c
}

const patience = 30 * time.Second

func receive[T any](t *testing.T, ch <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-ch:
	case <-time.After(patience):
		t.Fatalf("%s: nothing within %s", what, patience)
	}
	return v
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %s: %s", patience, what)
}
