package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/callsim/platform/ledger"
	"hotline/records"
	"hotline/records/deadline"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
	"hotline/records/pgtest"
	"hotline/records/recordings"
	"hotline/records/seal"
)

var (
	affairs = orders.Actor{Staff: "2001", Roles: []orders.Role{orders.Affairs}}
	manager = orders.Actor{Staff: "2002", Roles: []orders.Role{orders.Manager}}
	centre  = orders.Actor{Staff: "3001", Roles: []orders.Role{orders.Unit}}
)

const (
	ourSecret   = "ours-0123456789abcdef0123456789"
	theirSecret = "theirs-0123456789abcdef01234567"
)

// house is a hotline's orders and their exchange, and the city's platform beside it, each
// at an address that outlives its restarts.
type house struct {
	t             testing.TB
	owner         *pgxpool.Pool
	reads         *records.Reads
	orders        *orders.Orders
	outbox        *exchange.Outbox
	peer          exchange.Peer
	url           string // of the database
	x             *exchange.Exchange
	city          *ledger.Ledger
	cityFile      string
	faults        ledger.Faults
	gate, office  atomic.Pointer[http.Handler]
	ourURL        string
	unit, outside callcenter.ID
	stopUs        func()
	stopCity      func()
}

type raised struct{}

func (raised) Raise(callcenter.Alarm) {}

func pool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func behind(t testing.TB, at *atomic.Pointer[http.Handler]) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := at.Load(); h != nil {
			(*h).ServeHTTP(w, r)
			return
		}
		panic(http.ErrAbortHandler) // it is down
	}))
	s.Config.ErrorLog = zap.NewStdLog(zap.NewNop())
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

func newHouse(t testing.TB, faults ledger.Faults) *house {
	t.Helper()
	h := &house{t: t, url: pgtest.Database(t), faults: faults, cityFile: filepath.Join(t.TempDir(), "city")}
	h.owner = pool(t, h.url)
	h.ourURL = behind(t, &h.gate)
	profile, err := exchange.ProfileOf("sichuan-12345")
	if err != nil {
		t.Fatal(err)
	}
	h.peer = exchange.Peer{
		Name: orders.From12345, Title: "乐山市 12345", Self: "12348", URL: behind(t, &h.office), Client: &http.Client{}, Profile: profile, PerSecond: 1e6, Burst: 1e6,
		Keys: exchange.Keys{ID: "12348-1", Own: exchange.HMAC(ourSecret), Theirs: map[string]exchange.Signer{"12345-1": exchange.HMAC(theirSecret)}},
	}
	h.open()
	h.units()
	h.startUs()
	h.startCity()
	t.Cleanup(func() { h.stopUs(); h.stopCity() })
	return h
}

func (h *house) open() {
	t := h.t
	key, index := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "index")
	for _, file := range []string{key, index} {
		if err := seal.Create(file); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	login := pool(t, pgtest.Login(h.url))
	if h.reads, err = records.OpenReads(records.Config{Postgres: login, KeyFile: key, IndexKeyFile: index, Log: zap.NewNop()}); err != nil {
		t.Fatal(err)
	}
	files, err := recordings.Open(t.TempDir(), h.reads.Keys().Ring)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	calendar, err := deadline.New()
	if err != nil {
		t.Fatal(err)
	}
	if h.outbox, err = exchange.NewOutbox([]exchange.Peer{h.peer}); err != nil {
		t.Fatal(err)
	}
	if h.orders, err = orders.Open(orders.Config{
		Store: h.reads, Postgres: login, Keys: h.reads.Keys(), Calendar: calendar, Terms: orders.DefaultTerms(),
		Files: files, Name: "a", Outward: h.outbox, Alarms: raised{}, Log: zap.NewNop(),
	}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) units() {
	h.unit, h.outside = callcenter.NewID(time.Now()), callcenter.NewID(time.Now())
	for _, u := range []orders.UnitInfo{
		{ID: h.unit, Name: "沙湾区公共法律服务中心", Kind: "centre", Region: "511111", Active: true, People: []callcenter.AgentID{"3001"}},
		{ID: h.outside, Name: "乐山市 12345", Kind: "other", Region: "511100", Active: true, Peer: orders.From12345},
	} {
		if err := h.orders.PutUnit(h.as(manager), u, "2002", records.NoteChange); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *house) as(who orders.Actor) context.Context {
	ctx, asker := records.Asking(context.WithoutCancel(h.t.Context()))
	asker.Staff, asker.Reach, asker.Secrets = who.Staff, records.All, records.All
	if who.Roles[0] == orders.Unit {
		asker.Reach = records.OfUnit
	}
	return ctx
}

// startUs begins one controller's exchange.
func (h *house) startUs() {
	calendar, err := deadline.New()
	if err != nil {
		h.t.Fatal(err)
	}
	login := pool(h.t, pgtest.Login(h.url))
	x := exchange.Open(exchange.Config{
		Peers: []exchange.Peer{h.peer}, Store: h.reads, Postgres: login, Orders: h.orders, Outbox: h.outbox, Keys: h.reads.Keys(),
		Calendar: calendar, Note: records.NoteChange, First: 20 * time.Millisecond, Log: zap.NewNop(),
	})
	mux := http.NewServeMux()
	RegisterPeer(humago.New(mux, huma.DefaultConfig("exchange", "1")), x)
	handler := Gate(x, mux, func(w http.ResponseWriter, _ *http.Request, err error) {
		refusal := callcenter.Errorf(callcenter.KindOf(err), "%w", err)
		w.WriteHeader(refusal.GetStatus())
		_ = json.NewEncoder(w).Encode(refusal)
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	h.x = x
	h.gate.Store(&handler)
	h.stopUs = func() {
		h.gate.Store(nil)
		stop()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	}
}

// startCity begins the platform, with what it has on its disk.
func (h *house) startCity() {
	city, err := ledger.Open(ledger.Config{
		File: h.cityFile, Self: "12345", Hotline: h.ourURL, Own: ledger.Key{ID: "12345-1", Secret: theirSecret},
		Theirs: ledger.Key{ID: "12348-1", Secret: ourSecret}, Faults: h.faults, Every: 50 * time.Millisecond,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	var handler http.Handler = city
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- city.Run(ctx) }()
	h.city = city
	h.office.Store(&handler)
	h.stopCity = func() {
		h.office.Store(nil)
		stop()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
		if err := city.Close(); err != nil {
			h.t.Error(err)
		}
	}
}

func (h *house) order(id callcenter.ID) orders.Order {
	h.t.Helper()
	s, err := h.orders.Story(h.as(manager), id, manager)
	if err != nil {
		h.t.Fatal(err)
	}
	return s.Order
}

// byReference finds our order of a city's.
func (h *house) byReference(reference string) (id callcenter.ID) {
	h.t.Helper()
	err := h.owner.QueryRow(h.t.Context(), `SELECT id FROM work_order WHERE outside_ref = $1`, reference).Scan(&id)
	if err != nil {
		h.t.Fatalf("order %s: %v", reference, err)
	}
	return id
}

func (h *house) count(sql string, args ...any) (n int) {
	h.t.Helper()
	if err := h.owner.QueryRow(h.t.Context(), sql, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

const patience = 90 * time.Second

func (h *house) eventually(what string, is func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// quiet: both sides have all the other said.
func (h *house) quiet() {
	h.t.Helper()
	h.eventually("both have heard all", func() bool {
		return h.city.Quiet() && h.count(`SELECT count(*) FROM exchange_order WHERE acked < told`) == 0
	})
}
