package agents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
)

// Every wait of this package.
const (
	openTimeout    = 5 * time.Second // of the first read from Postgres
	commitTimeout  = 5 * time.Second // of a fact, whoever asked has gone or not
	queueTimeout   = 2 * time.Second // of one verb of the queue
	storeTimeout   = 5 * time.Second // of one read or write of Postgres
	retryInterval  = time.Second     // of what the queue or Postgres could not take
	lookInterval   = time.Second     // between two looks at the queue's index
	doubtFor       = 5 * time.Second // after a ring that failed at a reachable phone
	pollInterval   = 10 * time.Second
	defaultSession = 12 * time.Hour
	defaultIdle    = 30 * time.Minute
)

// Config is what Open needs.
type Config struct {
	Controller  string        // this controller's name, in facts and revisions
	Queue       Queue         // the index of who is free
	Journal     Journal       // where facts go
	Postgres    *pgxpool.Pool // may be away
	Folder      string        // of the local files; made if need be
	Key         []byte        // KeyLen bytes, the same on every controller of the centre
	Log         *zap.Logger
	SessionLife time.Duration // 0: 12 h
	Idle        time.Duration // a session without requests ends; 0: 30 min
	Factor      bool          // who sees more than his own calls needs a second factor
	Cost        Cost          // of a password check; zero: the default
	Changed     func()        // somebody's shift is another now; it returns at once. Nil: nobody asks

	// Undone says what an agent must do before he takes another call: what was left since
	// then; empty: nothing. Nil: nothing ever is.
	Undone func(ctx context.Context, agent callcenter.AgentID, since time.Time) string
}

// Agents is the people of one centre as this controller knows them.
type Agents struct {
	controller  string
	queue       Queue
	journal     Journal
	store       store
	log         *zap.Logger
	sealer      sealer
	sessionLife time.Duration
	passwords   *passwords
	lockout     *lockout
	seen        lastSeen
	idleLimit   time.Duration
	codes       codes

	demandFactor bool
	disk         disk
	turns        turns
	changed      func()
	undone       func(context.Context, callcenter.AgentID, time.Time) string
	phoneKey     []byte

	mu         sync.Mutex
	people     people
	shifts     map[callcenter.AgentID]Shift
	claims     map[callcenter.SeatID]callcenter.AgentID // seats being taken
	phones     map[callcenter.SeatID]bool               // what Asterisk last said of each
	doubted    map[callcenter.SeatID]time.Time          // since when its shift calls it unreachable although Asterisk does not
	revoked    map[callcenter.ID]time.Time
	index      index
	withheld   map[callcenter.AgentID]string // whose wrap-up goes on, and why
	touched    map[callcenter.AgentID]uint64 // generation of his last change here
	generation uint64                        // of the diary
	unsaved    map[callcenter.AgentID]bool
	unrevoked  map[callcenter.ID]time.Time // revoked here, not yet in Postgres

	owing chan struct{} // wakes the writer to Postgres
}

// Open reads who works here, from Postgres or else from the local files.
func Open(ctx context.Context, cfg Config) (*Agents, error) {
	return open(ctx, cfg, postgres{cfg.Postgres})
}

func open(ctx context.Context, cfg Config, st store) (*Agents, error) {
	sealer, err := newSealer(cfg.Key)
	if err != nil {
		return nil, fmt.Errorf("open agents: %w", err)
	}
	if err := os.MkdirAll(cfg.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("open agents: %w", err)
	}
	a := &Agents{
		controller: cfg.Controller, queue: cfg.Queue, journal: cfg.Journal, store: st, log: cfg.Log,
		sealer: sealer, passwords: newPasswords(cmp.Or(cfg.Cost, defaultCost)), lockout: newLockout(),
		disk:    disk{folder: cfg.Folder},
		changed: cfg.Changed, undone: cfg.Undone, withheld: map[callcenter.AgentID]string{}, phoneKey: phoneKeyOf(cfg.Key),
		seen:    lastSeen{at: map[callcenter.ID]time.Time{}},
		codes:   codes{last: map[callcenter.AgentID]int64{}},
		shifts:  map[callcenter.AgentID]Shift{},
		claims:  map[callcenter.SeatID]callcenter.AgentID{},
		phones:  map[callcenter.SeatID]bool{},
		doubted: map[callcenter.SeatID]time.Time{},
		revoked: map[callcenter.ID]time.Time{}, unrevoked: map[callcenter.ID]time.Time{},
		unsaved: map[callcenter.AgentID]bool{}, touched: map[callcenter.AgentID]uint64{},
		index: index{word: map[callcenter.AgentID]callcenter.AgentState{}, absent: map[callcenter.AgentID]int{}},
		owing: make(chan struct{}, 1),
	}
	if a.changed == nil {
		a.changed = func() {}
	}
	a.sessionLife = cmp.Or(cfg.SessionLife, defaultSession)
	a.idleLimit, a.demandFactor = cmp.Or(cfg.Idle, defaultIdle), cfg.Factor
	if err := a.recall(ctx); err != nil {
		return nil, fmt.Errorf("open agents: %w", err)
	}
	return a, nil
}

// recall merges what the local files and Postgres know.
func (a *Agents) recall(ctx context.Context) error {
	var d diary
	if _, err := a.disk.read(shiftsFile, &d); err != nil {
		return err
	}
	for id, s := range d.Shifts {
		a.shifts[id] = s
		a.unsaved[id] = true // Postgres may have been away when it was written
	}
	for id, expires := range d.Revoked {
		a.revoked[id], a.unrevoked[id] = expires, expires
	}
	found, err := a.disk.read(peopleFile, &a.people)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, openTimeout, errors.New("postgres did not answer at start"))
	defer cancel()
	if err := a.refresh(ctx, ""); err != nil {
		a.log.Warn("start without postgres", zap.Bool("local_copy", found), zap.Error(err))
	}
	a.wakeWriter()
	return nil
}

// Run keeps memory, the queue's index and Postgres in step until ctx ends.
func (a *Agents) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.runQueue(ctx) })
	g.Go(func() error { return a.runWriter(ctx) })
	g.Go(func() error { return a.runReader(ctx) })
	return g.Wait()
}

// turns lets changes of one agent happen one after the other.
type turns struct {
	mu sync.Mutex
	of map[callcenter.AgentID]*turn
}

type turn struct {
	sync.Mutex
	wanted int
}

// take waits for the agent's turn and returns how to give it back.
func (t *turns) take(id callcenter.AgentID) (done func()) {
	t.mu.Lock()
	if t.of == nil {
		t.of = map[callcenter.AgentID]*turn{}
	}
	mine := t.of[id]
	if mine == nil {
		mine = &turn{}
		t.of[id] = mine
	}
	mine.wanted++
	t.mu.Unlock()
	mine.Lock()
	return func() {
		mine.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.wanted--; mine.wanted == 0 {
			delete(t.of, id)
		}
	}
}
