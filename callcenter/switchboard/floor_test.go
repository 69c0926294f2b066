package switchboard_test

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
	"hotline/callcenter/switchboard"
)

// stack is what these tests need of run.json.
type stack struct {
	SIP struct {
		Host string
		Port int
	}
	ARI   struct{ URL, User, Password string }
	Seats []struct {
		Extension string
		User      string `json:"sip_user"`
		Password  string `json:"sip_password"`
	}
	Trunk struct {
		User     string `json:"sip_user"`
		Password string `json:"sip_password"`
	}
}

// running is the real Asterisk these tests cannot do without.
func running(t *testing.T) (s stack) {
	t.Helper()
	const how = "run make test, or: hotline stack with -only asterisk -- go test ./callcenter/..."
	file := os.Getenv("HOTLINE_TEST_RUN")
	if file == "" {
		t.Fatal("HOTLINE_TEST_RUN names no run.json of a stack with Asterisk: " + how)
	}
	raw, err := os.ReadFile(file)
	must(t, err)
	must(t, json.Unmarshal(raw, &s))
	if s.ARI.URL == "" || len(s.Seats) == 0 {
		t.Fatalf("%s tells of no Asterisk: %s", file, how)
	}
	return s
}

// ariConfig is how to reach the test's Asterisk, under an application of its own.
func ariConfig(t *testing.T, app string) asterisk.Config {
	s := running(t)
	return asterisk.Config{URL: strings.TrimSuffix(s.ARI.URL, "/"), User: s.ARI.User, Password: s.ARI.Password, App: app}
}

// seats hands each test a seat of its own.
var seats atomic.Int32

func takeSeat(t *testing.T) (ext, user, password string) {
	t.Helper()
	all := running(t).Seats
	n := int(seats.Add(1))
	if n > len(all) {
		t.Fatalf("these tests need %d seats, run.json has %d", n, len(all))
	}
	return all[n-1].Extension, all[n-1].User, all[n-1].Password
}

var apps, callers atomic.Int32

func newApp() string {
	return "hotline-test-" + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(int(apps.Add(1)))
}

func newCaller() string { return "1380013" + strconv.Itoa(1000+os.Getpid()%9*1000+int(callers.Add(1))) }

// floor is a switchboard with everything it tells kept for the test.
type floor struct {
	*switchboard.Switchboard
	t        *testing.T
	caller   string // whose calls are claimed
	arrivals chan callcenter.Arrival
	events   chan callcenter.LineEvent
	codes    chan switchboard.SeatCode
	resyncs  chan struct{}
	requests atomic.Int64

	mu        sync.Mutex
	reachable map[callcenter.SeatID]bool
	backlog   []callcenter.LineEvent
	stop      func() error
	ended     chan error
}

func open(t *testing.T, app, caller string, change ...func(*switchboard.Config)) *floor {
	t.Helper()
	f := &floor{
		t: t, caller: callcenter.ParseNumber(caller, callcenter.LocalAreaCode).E164(),
		arrivals: make(chan callcenter.Arrival, 100), events: make(chan callcenter.LineEvent, 1000),
		codes: make(chan switchboard.SeatCode, 10), resyncs: make(chan struct{}, 100), reachable: map[callcenter.SeatID]bool{},
	}
	wire := ariConfig(t, app)
	wire.Observe = func(asterisk.Request) { f.requests.Add(1) }
	cfg := switchboard.Config{
		Asterisk: wire, AreaCode: callcenter.LocalAreaCode, Sounds: sounds(t), Codec: "alaw", Trunk: "trunk", Allotted: "12348", Recording: "wav",
		Admit:   func(a callcenter.Arrival) bool { return a.Caller.E164() == f.caller },
		Arrive:  func(a callcenter.Arrival) { f.arrivals <- a },
		Deliver: func(e callcenter.LineEvent) { f.events <- e },
		Reachable: func(s callcenter.SeatID, on bool) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.reachable[s] = on
		},
		AdmitSeat: func(callcenter.SeatID) bool { return false },
		SeatCode:  func(c switchboard.SeatCode) { f.codes <- c },
		Resync:    func(context.Context) error { f.resyncs <- struct{}{}; return nil },
		Log:       zaptest.NewLogger(t, zaptest.Level(zap.WarnLevel)),
	}
	for _, c := range change {
		c(&cfg)
	}
	f.Switchboard = switchboard.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	f.ended = make(chan error, 1)
	go func() { f.ended <- f.Run(ctx); close(f.ended) }()
	f.stop = sync.OnceValue(func() error { cancel(); return <-f.ended })
	t.Cleanup(func() { _ = f.stop() })
	receive(t, f.resyncs, "resync")
	eventually(t, "the wire is live", f.Wire().Live)
	return f
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

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %s: %s", patience, what)
}

// expect waits for an event of a kind on a line; other events are kept for later.
func (f *floor) expect(kind callcenter.LineEventKind, line callcenter.LineID) callcenter.LineEvent {
	f.t.Helper()
	for i, e := range f.backlog {
		if e.Kind == kind && e.Line == line {
			f.backlog = append(f.backlog[:i], f.backlog[i+1:]...)
			return e
		}
	}
	limit := time.After(patience)
	for {
		select {
		case e := <-f.events:
			if e.Kind == kind && e.Line == line {
				return e
			}
			f.backlog = append(f.backlog, e)
		case <-limit:
			f.t.Fatalf("no %s on %s within %s; got %v", kind, line, patience, f.backlog)
		}
	}
}

// none fails if an event of the kind came for the line until now.
func (f *floor) none(kind callcenter.LineEventKind, line callcenter.LineID) {
	f.t.Helper()
	for len(f.events) > 0 {
		f.backlog = append(f.backlog, <-f.events)
	}
	for _, e := range f.backlog {
		if e.Kind == kind && e.Line == line {
			f.t.Fatalf("unwanted event %+v", e)
		}
	}
}

func (f *floor) isReachable(seat string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reachable[callcenter.SeatID(seat)]
}

// arrive dials 12348 and returns the caller's phone and his answered line.
func (f *floor) arrive(p *phone) (callcenter.Arrival, *call) {
	f.t.Helper()
	type result struct {
		c   *call
		err error
	}
	up := make(chan result, 1)
	go func() {
		c, err := p.dial(f.t.Context(), "12348")
		up <- result{c, err}
	}()
	a := receive(f.t, f.arrivals, "arrival")
	must(f.t, f.Answer(f.t.Context(), a.Line))
	r := receive(f.t, up, "answer")
	must(f.t, r.err)
	f.t.Cleanup(func() { _ = f.Hangup(context.Background(), a.Line, callcenter.CauseNormal) })
	return a, r.c
}

// promise is one for the seat.
func promise(a callcenter.Arrival, seat string, attempt string) callcenter.Promise {
	return callcenter.Promise{
		Token: callcenter.Token(a.Call.String() + "." + attempt + ".nonce"), Call: a.Call,
		Agent: callcenter.Agent{ID: "1001", Seat: callcenter.SeatID(seat), Shift: callcenter.NewID(time.Now()), WrapUp: 7 * time.Second},
	}
}
