package e2e

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// wire is a TCP connection that can be cut or frozen: between the controller and a
// server of its.
type wire struct {
	listener net.Listener
	target   string

	mu     sync.Mutex
	cut    bool
	slow   time.Duration // for whatever is asked
	frozen chan struct{} // closed: it flows
	open   map[net.Conn]bool
}

func newWire(t testing.TB, target string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, target: target, open: map[net.Conn]bool{}, frozen: make(chan struct{})}
	close(w.frozen)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			work.Go(func() { w.carry(near) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		w.Thaw()
		w.Cut()
		work.Wait()
	})
	return w
}

func (w *wire) Address() string { return w.listener.Addr().String() }

func (w *wire) carry(near net.Conn) {
	defer func() { _ = near.Close() }()
	far, err := net.Dial("tcp", w.target)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	if !w.enter(near, far) {
		return
	}
	defer w.leave(near, far)
	var both sync.WaitGroup
	pipe := func(to, from net.Conn) {
		_, _ = io.Copy(to, &pausing{from, w, from == near})
		_ = to.Close()
		_ = from.Close()
	}
	both.Go(func() { pipe(near, far) })
	both.Go(func() { pipe(far, near) })
	both.Wait()
}

func (w *wire) enter(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		w.open[c] = true
	}
	return !w.cut
}

func (w *wire) leave(conns ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		delete(w.open, c)
	}
}

// Cut breaks what is connected and lets nobody connect.
func (w *wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	for c := range w.open {
		_ = c.Close()
	}
}

// Mend lets them connect again.
func (w *wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = false
}

// Freeze holds back what is sent, in both directions and on connections to come, and
// breaks nothing: like a network that lost its way.
func (w *wire) Freeze() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frozen = make(chan struct{})
}

// Thaw lets everything through that was held back.
func (w *wire) Thaw() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.frozen:
	default:
		close(w.frozen)
	}
}

// Slow makes whatever is asked arrive so much later.
func (w *wire) Slow(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slow = by
}

// pausing is a reader that keeps what it read while the wire is frozen.
type pausing struct {
	net.Conn
	wire *wire
	asks bool
}

func (p *pausing) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	p.wire.mu.Lock()
	frozen, slow := p.wire.frozen, p.wire.slow
	p.wire.mu.Unlock()
	<-frozen
	if p.asks && n > 0 {
		time.Sleep(slow)
	}
	return n, err
}
