package agents

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"hotline/agents/agentstest"
	"hotline/callcenter"
)

// fakeStore is a shared memory that can be away; nil people means it always was.
type fakeStore struct {
	mu     sync.Mutex
	away   bool
	who    people
	rows   map[callcenter.AgentID]Shift
	out    map[callcenter.ID]time.Time
	wrong  map[callcenter.AgentID]failures
	change chan string
}

var errAway = errors.New("postgres is away")

func newFakeStore(who people) *fakeStore {
	return &fakeStore{who: who, rows: map[callcenter.AgentID]Shift{}, out: map[callcenter.ID]time.Time{}, wrong: map[callcenter.AgentID]failures{}, change: make(chan string, 1)}
}

func (s *fakeStore) do(what func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errAway
	}
	what()
	return nil
}

func (s *fakeStore) setAway(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *fakeStore) people(context.Context) (p people, err error) {
	err = s.do(func() { p = people{Staff: maps.Clone(s.who.Staff), Seats: maps.Clone(s.who.Seats)} })
	return p, err
}

func (s *fakeStore) shifts(context.Context) (all []Shift, err error) {
	err = s.do(func() { all = slices.Collect(maps.Values(s.rows)) })
	return all, err
}

func (s *fakeStore) saveShifts(_ context.Context, shifts []Shift) error {
	return s.do(func() {
		for _, sh := range shifts {
			sh.Pending = false
			if old, there := s.rows[sh.Agent]; !there || sh.newer(old) {
				s.rows[sh.Agent] = sh
			}
		}
	})
}

func (s *fakeStore) revoked(context.Context) (got map[callcenter.ID]time.Time, err error) {
	err = s.do(func() { got = maps.Clone(s.out) })
	return got, err
}

func (s *fakeStore) saveRevoked(_ context.Context, sessions map[callcenter.ID]time.Time) error {
	return s.do(func() { maps.Copy(s.out, sessions) })
}

func (s *fakeStore) failures(context.Context) (got map[callcenter.AgentID]failures, err error) {
	err = s.do(func() { got = maps.Clone(s.wrong) })
	return got, err
}

func (s *fakeStore) addFailure(_ context.Context, id callcenter.AgentID) (count int, err error) {
	err = s.do(func() {
		f := s.wrong[id]
		f.count, f.last = f.count+1, time.Now()
		s.wrong[id], count = f, f.count
	})
	return count, err
}

func (s *fakeStore) clearFailures(_ context.Context, id callcenter.AgentID) error {
	return s.do(func() { delete(s.wrong, id) })
}

func (s *fakeStore) listen(ctx context.Context, changed func(string)) error {
	<-ctx.Done()
	return ctx.Err()
}

// cheap keeps password checks fast where their cost is not the point.
var cheap = Cost{Memory: 64, Passes: 1, Threads: 1}

const password = "correct horse"

func demo() people {
	hash := HashPassword(password, cheap)
	p := people{Staff: map[callcenter.AgentID]Staff{}, Seats: map[callcenter.SeatID]Seat{}}
	for _, seat := range []callcenter.SeatID{"8001", "8002", "8003"} {
		p.Seats[seat] = Seat{ID: seat, Active: true}
	}
	add := func(id callcenter.AgentID, name string, seat callcenter.SeatID, roles ...Role) {
		p.Staff[id] = Staff{
			ID: id, Name: name, Roles: roles, DefaultSeat: seat, Active: true, Hash: hash, Version: 1,
			Skills: map[callcenter.Skill]int{"mandarin": 90},
		}
	}
	add("1001", "王芳", "8001", Duty)
	add("1002", "阿果", "8002", Duty, Manager)
	add("1003", "李强", "", Duty)
	add("2001", "赵敏", "", Manager)
	add("9001", "系统", "", Admin)
	return p
}

// centre is what several controllers share.
type centre struct {
	queue   *agentstest.Queue
	journal *agentstest.Journal
	store   *fakeStore
	key     []byte
}

func newCentre() *centre {
	return &centre{agentstest.NewQueue(), agentstest.NewJournal(), newFakeStore(demo()), NewKey()}
}

func (c *centre) open(t *testing.T, name, folder string) *Agents {
	t.Helper()
	a, err := open(t.Context(), Config{
		Controller: name, Queue: c.queue, Journal: c.journal, Folder: folder, Key: c.key, Log: zaptest.NewLogger(t), Cost: cheap,
	}, c.store)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// run keeps the controller running until the returned stop, which waits for it.
func run(t *testing.T, a *Agents) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := a.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return func() { cancel(); running.Wait() }
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refusedAs(t *testing.T, err error, kind callcenter.ErrorKind) {
	t.Helper()
	if !callcenter.Is(err, kind) {
		t.Fatalf("got %v (kind %v), want kind %v", err, callcenter.KindOf(err), kind)
	}
}
