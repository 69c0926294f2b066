package asterisk

import (
	"context"
	"sync"
	"time"

	"hotline/callcenter"
)

// ErrReplaced ends Run: another websocket took the application name.
var ErrReplaced = callcenter.Errorf(callcenter.Unavailable, "本控制器的呼叫已由另一控制器接管")

var errNotOurs = callcenter.Errorf(callcenter.Unavailable, "与电话交换机的连接已断开,请稍后再试")

// lease is the proof that the application name is ours: the time at which the
// youngest answered ping was sent, by the monotonic clock. A process that slept
// finds its proof too old and must ask again before it may command.
type lease struct {
	ttl time.Duration

	mu    sync.Mutex
	term  int                         // counts streams, so that a late pong of an old one proves nothing
	ping  func(context.Context) error // nil: no stream
	proof time.Time
	over  error // ErrReplaced, for good
}

// take begins a term: the upgrade was asked for at asked and granted.
func (l *lease) take(asked time.Time, ping func(context.Context) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.term++
	l.ping, l.proof = ping, asked
}

// lose ends the term: the stream is gone.
func (l *lease) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ping, l.proof = nil, time.Time{}
}

// end ends all terms: another has the name.
func (l *lease) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ping, l.proof, l.over = nil, time.Time{}, err
}

// fresh reports whether a command may leave now; if not, why not.
func (l *lease) fresh() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.over != nil:
		return l.over
	case l.ping == nil, time.Since(l.proof) > l.ttl:
		return errNotOurs
	}
	return nil
}

// hold waits until a command may leave, asking for a proof if the last is too old.
func (l *lease) hold(ctx context.Context) error {
	if l.fresh() == nil {
		return nil
	}
	if err := l.prove(ctx); err != nil {
		return err
	}
	return l.fresh()
}

// Prove asks Asterisk now whether the application is still ours. For what is not sent
// to Asterisk and must yet be done by its owner alone.
func (c *Client) Prove(ctx context.Context) error {
	if err := c.lease.prove(ctx); err != nil {
		return err
	}
	return c.lease.fresh()
}

// prove pings over the stream and keeps the time it asked.
func (l *lease) prove(ctx context.Context) error {
	l.mu.Lock()
	term, ping, over := l.term, l.ping, l.over
	l.mu.Unlock()
	if over != nil {
		return over
	}
	if ping == nil {
		return errNotOurs
	}
	asked := time.Now()
	if err := ping(ctx); err != nil {
		if over := l.fresh(); over == ErrReplaced {
			return over
		}
		return callcenter.Errorf(callcenter.Unavailable, "电话交换机没有应答: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.term == term && l.ping != nil && asked.After(l.proof) {
		l.proof = asked
	}
	return nil
}
