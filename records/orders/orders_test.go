package orders

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/deadline"
	"hotline/records/journal"
	"hotline/records/pgtest"
	"hotline/records/recordings"
	"hotline/records/seal"
)

// house is orders on a database of the test's own, at a time of the test's own.
type house struct {
	*Orders
	t     testing.TB
	reads *records.Reads
	owner *pgxpool.Pool // the tables' owner, to look behind

	mu     sync.Mutex
	now    time.Time
	raised []callcenter.Alarm
}

func (h *house) Raise(a callcenter.Alarm) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.raised = append(h.raised, a)
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) at(text string) {
	h.t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", text, callcenter.Leshan())
	if err != nil {
		h.t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = now
}

func pool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func newHouse(t testing.TB) *house {
	t.Helper()
	url := pgtest.Database(t)
	h := &house{t: t, owner: pool(t, url), now: time.Now()}
	h.Orders = h.open(t, url, "a")
	return h
}

// open is one controller's orders on the house's database.
func (h *house) open(t testing.TB, url, name string) *Orders {
	t.Helper()
	key, index := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "index")
	if h.reads == nil {
		for _, file := range []string{key, index} {
			if err := seal.Create(file); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if h.reads, err = records.OpenReads(records.Config{Postgres: pool(t, pgtest.Login(url)), KeyFile: key, IndexKeyFile: index, Log: zap.NewNop()}); err != nil {
			t.Fatal(err)
		}
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
	o, err := Open(Config{
		Store: h.reads, Postgres: pool(t, pgtest.Login(url)), Keys: h.reads.Keys(), Calendar: calendar, Terms: DefaultTerms(),
		Files: files, Name: name, Alarms: h, Log: zap.NewNop(), Now: h.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var (
	agent   = Actor{"1001", []Role{Duty}}
	affairs = Actor{"2001", []Role{Affairs}}
	manager = Actor{"2002", []Role{Manager}}
	centre  = Actor{"3001", []Role{Unit}} // of the first unit
	other   = Actor{"3002", []Role{Unit}} // of the second
)

// as is the context of a person's request, as cmd/hotline makes it.
func (h *house) as(who Actor) context.Context {
	ctx, asker := records.Asking(h.t.Context())
	asker.Staff = who.Staff
	switch who.Roles[0] {
	case Duty:
		asker.Reach, asker.Secrets = records.Own, records.Own
	case Unit:
		asker.Reach = records.OfUnit
	case Manager:
		asker.Reach, asker.Secrets = records.All, records.All
	default:
		asker.Reach = records.All
	}
	return ctx
}

// units are two, each with its person.
func (h *house) units() (first, second callcenter.ID) {
	h.t.Helper()
	first, second = callcenter.NewID(time.Now()), callcenter.NewID(time.Now())
	for _, u := range []UnitInfo{
		{ID: first, Name: "沙湾区公共法律服务中心", Kind: "centre", Region: "511111", Active: true, People: []callcenter.AgentID{"3001"}},
		{ID: second, Name: "市法律援助中心", Kind: "legal_aid", Region: "511102", Active: true, People: []callcenter.AgentID{"3002"}},
	} {
		if err := h.PutUnit(h.as(manager), u, "2002", records.NoteChange); err != nil {
			h.t.Fatal(err)
		}
	}
	return first, second
}

func birth(kind Kind) Birth {
	b := Birth{Kind: kind, Source: FromDesk, Agent: "1001", Region: "511111", Secrecy: "ordinary", Fields: Values{}}
	info, _ := kindOf(kind)
	b.Fields = filled(info.Fields)
	return b
}

// filled fills what must be filled.
func filled(fields []OrderField) Values {
	v := Values{}
	for _, f := range fields {
		switch {
		case !f.Needed:
		case f.Type == YesNo:
			v[f.Name] = "yes"
		case f.Type == Choice:
			v[f.Name] = f.Choices[0].Key
		default:
			v[f.Name] = "3"
		}
	}
	return v
}

func (h *house) create(b Birth) Order {
	h.t.Helper()
	order, err := h.Create(h.as(agent), Draft{By: agent, Birth: b, Writing: OrderWriting{Title: "工地欠薪", Text: "三个月工资未付", Phone: "13800001234"}})
	if err != nil {
		h.t.Fatal(err)
	}
	return order
}

// must makes a move that has to succeed.
func (h *house) must(order Order, move MoveName, by Actor, reason string, p Payload) Order {
	h.t.Helper()
	moved, err := h.Do(h.as(by), Request{Order: order.ID, Version: order.Version, Move: move, By: by, Reason: reason, Payload: p, Writing: OrderWriting{Text: string(move)}})
	if err != nil {
		h.t.Fatalf("%s from %s: %v", move, order.State, err)
	}
	return moved
}

// refused makes a move that has to be refused.
func (h *house) refused(kind callcenter.ErrorKind, order Order, move MoveName, by Actor, reason string, p Payload) {
	h.t.Helper()
	_, err := h.Do(h.as(by), Request{Order: order.ID, Move: move, By: by, Reason: reason, Payload: p})
	if !callcenter.Is(err, kind) {
		h.t.Errorf("%s from %s as %s: %v", move, order.State, by.Staff, err)
	}
}

// sound checks that every order is what its moves make of it.
func (h *house) sound() {
	h.t.Helper()
	if differing, err := h.Recount(h.t.Context(), time.Time{}); err != nil || len(differing) > 0 {
		h.t.Errorf("recounted otherwise: %v, %v", differing, err)
	}
}

func illegal(err error) bool {
	pg, is := errors.AsType[*pgconn.PgError](err)
	return is && (pg.Code == "23514" || pg.Code == "42501" || pg.Code == "23503" || pg.Code == "23505")
}

// behind runs statements as the program, in one transaction, past everything in Go.
func (h *house) behind(statements ...string) error {
	return pgx.BeginFunc(h.t.Context(), h.owner, func(tx pgx.Tx) error {
		if _, err := tx.Exec(h.t.Context(), asProgram); err != nil {
			return err
		}
		for _, sql := range statements {
			if _, err := tx.Exec(h.t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
}

// party is somebody behind a number.
func (h *house) party(id callcenter.ID, number string) {
	h.t.Helper()
	keys, key := h.reads.Keys(), seal.NewKey()
	n := callcenter.ParseNumber(number, callcenter.LocalAreaCode)
	if _, err := h.owner.Exec(h.t.Context(), `INSERT INTO party (id, number_hash, number_sealed, key_wrapped) VALUES ($1, $2, $3, $4)`,
		id, keys.Index.Hash(n), key.Seal([]byte(n.E164()), journal.NumberLabel(id)), keys.Ring.Wrap(key, journal.KeyLabel(id))); err != nil {
		h.t.Fatal(err)
	}
}
