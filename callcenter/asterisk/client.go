package asterisk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	mathrand "math/rand/v2"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"
)

// Config tells a Client where its Asterisk is and who listens.
type Config struct {
	URL      string // of ARI: http://127.0.0.1:8088/ari
	User     string
	Password string
	App      string // the application name: one per controller, letters, digits, - and _

	// Events are the only types Asterisk sends us, beside ApplicationReplaced: each
	// costs it and us CPU.
	Events []string
	// Handle gets every event in order. It must not block.
	Handle func(ari.Event)
	// Resync runs after every (re)connect, before the events that came meanwhile:
	// Asterisk replays nothing. Its error reopens the stream.
	Resync func(context.Context) error
	// Observe, if set, is told of every request that was sent. It must not block.
	Observe func(Request)
	Log     *zap.Logger

	Parallel int           // requests at a time: 32
	Timeout  time.Duration // of one request: 5s
	Lease    time.Duration // how old a proof may be for a command to leave: 2s
	Stall    time.Duration // how long the socket may be silent to our pings: 4s
	Slow     time.Duration // mean latency from which Congested says so: 300ms
}

func (c Config) withDefaults() Config {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&c.Timeout, 5*time.Second)
	set(&c.Lease, 2*time.Second)
	set(&c.Stall, 4*time.Second)
	set(&c.Slow, 300*time.Millisecond)
	if c.Parallel == 0 {
		c.Parallel = 32
	}
	if c.Observe == nil {
		c.Observe = func(Request) {}
	}
	return c
}

// Client is the wire. It does nothing before Run, except answer GET requests.
type Client struct {
	cfg   Config
	log   *zap.Logger
	lease *lease

	gate          chan struct{}
	base          *url.URL
	authorization string
	conns         *conns
	latency       meter

	life                          string // tells our beats from everybody else's
	live                          atomic.Bool
	unheard                       atomic.Int64 // beats that were answered since the stream last told anything
	opened, unknown, malformed, n atomic.Uint64
}

// New makes a client.
func New(cfg Config) *Client {
	cfg = cfg.withDefaults()
	c := &Client{
		cfg: cfg, log: cfg.Log.Named("asterisk").With(zap.String("app", cfg.App)),
		lease: &lease{ttl: cfg.Lease},
		gate:  make(chan struct{}, cfg.Parallel),
		life:  rand.Text(),
	}
	c.base = new(url.URL) // of an address nobody can read: every request says that it cannot be sent
	if base, err := url.Parse(cfg.URL); err == nil {
		c.base = base
	}
	c.authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(cfg.User+":"+cfg.Password))
	c.conns = newConns(c.base)
	return c
}

const (
	firstPause = 100 * time.Millisecond
	longPause  = 5 * time.Second
	settled    = 10 * time.Second // a stream that lived this long starts the pauses anew
)

// Run keeps the stream open until ctx ends (nil) or another takes the name (ErrReplaced).
func (c *Client) Run(ctx context.Context) error {
	defer c.conns.closeIdle()
	pause := firstPause
	for {
		began := time.Now()
		err := c.session(ctx)
		switch {
		case errors.Is(err, ErrReplaced):
			return ErrReplaced
		case ctx.Err() != nil:
			return nil
		}
		if time.Since(began) > settled {
			pause = firstPause
		}
		wait := pause/2 + mathrand.N(pause) // jitter: controllers must not return in step
		c.log.Warn("event stream lost", zap.Error(err), zap.Duration("retry_in", wait))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		pause = min(2*pause, longPause)
		if c.opened.Load() > 0 && c.usurped(ctx) {
			c.lease.end(ErrReplaced)
			return ErrReplaced
		}
	}
}

// Live reports that the stream is open and resynced.
func (c *Client) Live() bool { return c.live.Load() }

// App is our application name.
func (c *Client) App() string { return c.cfg.App }

// Counts are what happened on the stream since the start.
type Counts struct{ Opened, Events, Unknown, Malformed uint64 }

// Counts reads them.
func (c *Client) Counts() Counts {
	return Counts{Opened: c.opened.Load(), Events: c.n.Load(), Unknown: c.unknown.Load(), Malformed: c.malformed.Load()}
}
