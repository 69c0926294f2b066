package queue

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// Config is what a Queue needs. Zero durations and counts take the default.
type Config struct {
	Redis  redis.UniversalClient
	Center string // hash tag of all keys
	Owner  string // application name that owns the calls
	URL    string // where other controllers reach this one
	Topics []callcenter.Topic

	Reserve []callcenter.Reserve // agents kept for callers who need a skill

	PromiseFor   time.Duration // how long a promise holds without an answer; longer than a ring (30 s)
	CoolDown     time.Duration // how long a pair that failed is kept apart (60 s)
	MissLimit    int           // misses in a row that switch an agent off (2)
	Patience     time.Duration // of one Redis request (1 s)
	RebuildGrace time.Duration // how long the leader waits for the other controllers, who find out within a second that Redis is back (1.3 s)
	Thin         int           // works of who can serve a caller, below which his wait is not foretold (10)
	KeepPlace    time.Duration // how long the place of who hung up is kept for his next call (5 min; below 0: not at all)

	// Worth is what a standing makes the arrival count earlier.
	Worth map[callcenter.Standing]time.Duration

	// Contribute tells what this controller knows when the index must be rebuilt:
	// its calls from Asterisk and its memory, agents from presence and journal. Nothing
	// is matched for this owner until it answers, and an error is asked again: with
	// Postgres away it tells what it has.
	Contribute func(context.Context) (Contribution, error)
	Log        *zap.Logger
}

func (c *Config) setDefaults() error {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&c.PromiseFor, 30 * time.Second}, {&c.CoolDown, time.Minute}, {&c.Patience, time.Second}, {&c.RebuildGrace, 1300 * time.Millisecond}, {&c.KeepPlace, 5 * time.Minute}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if c.MissLimit == 0 {
		c.MissLimit = 2
	}
	if c.Thin == 0 {
		c.Thin = 10
	}
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	if c.Redis == nil || c.Center == "" || c.Owner == "" || strings.ContainsAny(c.Center+c.Owner, "{}'\\\n") {
		return callcenter.Errorf(callcenter.Invalid, "排队需要 Redis、中心名和应用名(不含花括号、引号、反斜杠)")
	}
	return nil
}

// Queue is one owner's hold on the centre's queue. It satisfies flow.Queue.
type Queue struct {
	cfg     Config
	keys    keys
	rules   atomic.Pointer[rules]
	scripts *scripts
	seq     atomic.Int64           // order of this owner's requests
	wake    chan struct{}          // something is due earlier than Run thinks
	due     atomic.Int64           // the earliest due time told since Run looked, unix ms of our clock
	joined  atomic.Pointer[string] // the generation this owner takes part in
	round   string                 // the round it last contributed to; only Run's goroutine
	led     time.Time              // since when it leads that round; only Run's goroutine
	owners  atomic.Pointer[[]Owner]
	beat    atomic.Int64 // our last, ms of the server's clock
	awaited atomic.Pointer[awaited]
	events  atomic.Pointer[Events]
	told    told
	cards   cards
	memory  *memory

	// now replaces the server's clock in tests; empty otherwise.
	now func() string
}

// New makes a queue; it asks Redis for nothing until Run or a verb does.
func New(cfg Config) (*Queue, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	q := &Queue{cfg: cfg, keys: newKeys(cfg.Center), wake: make(chan struct{}, 1), memory: newMemory(), now: func() string { return "" }}
	q.scripts = newScripts(cfg.Redis, q.keys.generation())
	q.joined.Store(new(string))
	q.told.tokens = map[callcenter.Token]bool{}
	err := q.follow(Rules{
		Topics: cfg.Topics, Reserve: cfg.Reserve, CoolDown: cfg.CoolDown, MissLimit: cfg.MissLimit, KeepPlace: cfg.KeepPlace, Worth: cfg.Worth,
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

var (
	errRebuilding = errors.New("the queue is being rebuilt")
	errNoAnswer   = errors.New("redis did not answer in time")
)

func isRebuilding(err error) bool { return errors.Is(err, errRebuilding) }

// leaveGeneration is what a refused verb means: Run joins again, at once.
func (q *Queue) leaveGeneration() {
	q.joined.Store(new(string))
	q.arm(time.Now().UnixMilli())
}
