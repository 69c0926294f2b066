package asterisk

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	connectWithin = 3 * time.Second
	keepAlive     = 15 * time.Second
	// idleFor is shorter than Asterisk's session_keep_alive (15s unless configured),
	// which would end a connection under a request.
	idleFor = 8 * time.Second
)

// conns are the kept-alive connections requests travel on, one request at a time on
// each. Whoever asks writes and reads by himself: net/http gives a connection two
// goroutines, and the hand-overs between them cost more than the request.
type conns struct {
	address string
	tls     *tls.Config // nil: not encrypted
	dialer  net.Dialer

	mu   sync.Mutex
	idle []*conn // the last used last
}

type conn struct {
	net.Conn
	raw  syscall.RawConn // of the socket itself
	in   *bufio.Reader
	used time.Time
}

// errStale is a kept-alive connection that Asterisk had ended: nothing was answered.
var errStale = errors.New("the connection had been closed")

func newConns(to *url.URL) *conns {
	p := &conns{address: to.Host, dialer: net.Dialer{Timeout: connectWithin, KeepAlive: keepAlive}}
	port := "80"
	if to.Scheme == "https" {
		p.tls, port = &tls.Config{ServerName: to.Hostname()}, "443"
	}
	if to.Port() == "" {
		p.address = net.JoinHostPort(to.Hostname(), port)
	}
	return p
}

// exchange sends a request and reads its answer. fence is asked at the moment bytes
// leave: a process may be stopped between deciding and writing. A request that changes
// nothing is sent again if its connection turns out to be stale.
func (p *conns) exchange(ctx context.Context, request []byte, fence func() error, changes bool) (answer, error) {
	for {
		c, kept, err := p.get(ctx)
		if err != nil {
			return answer{}, err
		}
		a, err := c.exchange(ctx, request, fence)
		if err != nil || a.last {
			_ = c.Close()
		} else {
			p.put(c)
		}
		if kept && !changes && errors.Is(err, errStale) {
			continue
		}
		return a, err
	}
}

// get takes the youngest idle connection that still lives, or makes one.
func (p *conns) get(ctx context.Context) (c *conn, kept bool, err error) {
	for {
		p.mu.Lock()
		n := len(p.idle)
		if n == 0 {
			p.mu.Unlock()
			break
		}
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		if time.Since(c.used) < idleFor && c.alive() {
			return c, true, nil
		}
		_ = c.Close()
	}
	c, err = p.dial(ctx)
	return c, false, err
}

func (p *conns) put(c *conn) {
	c.used = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
	if oldest := p.idle[0]; time.Since(oldest.used) > idleFor {
		p.idle = p.idle[1:]
		_ = oldest.Close()
	}
}

func (p *conns) dial(ctx context.Context) (*conn, error) {
	socket, err := p.dialer.DialContext(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	raw, err := socket.(syscall.Conn).SyscallConn()
	if err != nil {
		_ = socket.Close()
		return nil, err
	}
	if p.tls != nil {
		socket = tls.Client(socket, p.tls)
	}
	return &conn{Conn: socket, raw: raw, in: bufio.NewReader(socket)}, nil
}

func (p *conns) closeIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		_ = c.Close()
	}
	p.idle = nil
}

// alive looks, without waiting, whether the other side has closed.
func (c *conn) alive() bool {
	_ = c.SetDeadline(time.Time{})
	waits := false
	err := c.raw.Read(func(fd uintptr) bool {
		var peek [1]byte
		_, _, err := syscall.Recvfrom(int(fd), peek[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		waits = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return err == nil && waits
}

// answer is what came back.
type answer struct {
	status int
	body   []byte
	last   bool // the connection takes no more requests
}

func (c *conn) exchange(ctx context.Context, request []byte, fence func() error) (a answer, err error) {
	deadline, _ := ctx.Deadline()
	_ = c.SetDeadline(deadline)
	watch := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer func() { a.last = !watch() || a.last }()
	if err := fence(); err != nil {
		return a, err
	}
	if _, err := c.Write(request); err != nil {
		return a, errors.Join(errStale, err)
	}
	if _, err := c.in.Peek(1); errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
		return a, errors.Join(errStale, err)
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	a.status = resp.StatusCode
	a.body, err = io.ReadAll(resp.Body)
	a.last = resp.Close || c.in.Buffered() > 0
	return a, err
}

// compose writes a request as it goes over the wire.
func compose(method, host, uri, authorization string, body []byte) []byte {
	var b bytes.Buffer
	b.Grow(256 + len(uri) + len(body))
	b.WriteString(method + " " + uri + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: " + authorization + "\r\n")
	if body != nil {
		b.WriteString("Content-Type: application/json\r\n")
	}
	b.WriteString("Content-Length: ")
	b.WriteString(strconv.Itoa(len(body)))
	b.WriteString("\r\n\r\n")
	b.Write(body)
	return b.Bytes()
}
