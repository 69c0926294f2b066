package agents

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"hotline/callcenter"
)

// fakeQueue keeps states with the semantics of callcenter.AgentState.
type fakeQueue struct {
	mu   sync.Mutex
	away bool
	of   map[callcenter.AgentID]callcenter.AgentState
}

func newFakeQueue() *fakeQueue { return &fakeQueue{of: map[callcenter.AgentID]callcenter.AgentState{}} }

func (q *fakeQueue) with(id callcenter.AgentID, do func(*callcenter.AgentState)) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	st, in := q.of[id]
	if !in {
		return callcenter.Errorf(callcenter.NotFound, "未签入")
	}
	do(&st)
	q.of[id] = st
	return nil
}

func (q *fakeQueue) SignIn(_ context.Context, st callcenter.AgentState) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	old, in := q.of[st.ID]
	if in {
		old.Agent, old.Intent, old.Reachable, old.NotAnswering, old.Misses = st.Agent, st.Intent, st.Reachable, false, 0
		st = old
	} else {
		st.BreakReason = ""
	}
	q.of[st.ID] = st
	return nil
}

func (q *fakeQueue) SetIntent(_ context.Context, id callcenter.AgentID, intent callcenter.Intent, reason string) error {
	return q.with(id, func(st *callcenter.AgentState) {
		st.Intent, st.BreakReason = intent, reason
		if intent == callcenter.WantsCalls {
			st.NotAnswering, st.Misses = false, 0
		}
	})
}

func (q *fakeQueue) SetReachable(_ context.Context, id callcenter.AgentID, reachable bool) error {
	return q.with(id, func(st *callcenter.AgentState) { st.Reachable = reachable })
}

func (q *fakeQueue) SetWrapUp(_ context.Context, id callcenter.AgentID, until time.Time) error {
	return q.with(id, func(st *callcenter.AgentState) { st.WrapUpUntil = until })
}

func (q *fakeQueue) SignOut(_ context.Context, id callcenter.AgentID) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	if st := q.of[id]; st.Engaged {
		st.Intent = callcenter.WantsOut
		q.of[id] = st
	} else {
		delete(q.of, id)
	}
	return nil
}

func (q *fakeQueue) Agent(_ context.Context, id callcenter.AgentID) (st callcenter.AgentState, err error) {
	err = q.with(id, func(s *callcenter.AgentState) { st = *s })
	return st, err
}

func (q *fakeQueue) Agents(context.Context) ([]callcenter.AgentState, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.away {
		return nil, callcenter.Errorf(callcenter.Unavailable, "重建中")
	}
	return slices.Collect(maps.Values(q.of)), nil
}

func (q *fakeQueue) setAway(away bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.away = away
}

func (q *fakeQueue) flush() {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.of)
}

// fakeJournal keeps what it is given, once per key.
type fakeJournal struct {
	mu    sync.Mutex
	away  bool
	keys  map[string]bool
	facts []callcenter.Fact
}

func newFakeJournal() *fakeJournal { return &fakeJournal{keys: map[string]bool{}} }

func (j *fakeJournal) Tell(f callcenter.Fact) { _ = j.Commit(context.Background(), f) }

func (j *fakeJournal) Commit(_ context.Context, f callcenter.Fact) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.away {
		return errors.New("disk full")
	}
	key := fmt.Sprint(f.Subject, f.Kind(), f.Occurrence)
	if !j.keys[key] {
		j.keys[key] = true
		j.facts = append(j.facts, f)
	}
	return nil
}

func (j *fakeJournal) setAway(away bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.away = away
}

// kinds lists the facts in order: "shift.started shift.intent".
func (j *fakeJournal) count(kind callcenter.FactKind) (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, f := range j.facts {
		if f.Kind() == kind {
			n++
		}
	}
	return n
}

func (j *fakeJournal) last(t *testing.T, kind callcenter.FactKind) callcenter.Fact {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, f := range slices.Backward(j.facts) {
		if f.Kind() == kind {
			return f
		}
	}
	t.Fatalf("no %s was told", kind)
	return callcenter.Fact{}
}

// fakeStore is a shared memory that can be away; nil people means it always was.
type fakeStore struct {
	mu     sync.Mutex
	away   bool
	who    people
	rows   map[callcenter.AgentID]Shift
	out    map[callcenter.ID]time.Time
	change chan string
}

var errAway = errors.New("postgres is away")

func newFakeStore(who people) *fakeStore {
	return &fakeStore{who: who, rows: map[callcenter.AgentID]Shift{}, out: map[callcenter.ID]time.Time{}, change: make(chan string, 1)}
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
	queue   *fakeQueue
	journal *fakeJournal
	store   *fakeStore
	key     []byte
}

func newCentre() *centre {
	return &centre{newFakeQueue(), newFakeJournal(), newFakeStore(demo()), NewKey()}
}

func (c *centre) open(t *testing.T, name, folder string) *Agents {
	t.Helper()
	a, err := open(t.Context(), Config{
		Controller: name, Queue: c.queue, Journal: c.journal, Folder: folder, Key: c.key, Log: zaptest.NewLogger(t),
	}, c.store, cheap)
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
