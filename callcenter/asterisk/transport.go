package asterisk

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

// transport keeps as many connections as requests may run. Idle ones go before
// Asterisk's session_keep_alive (15s unless configured) would end them under a request.
// fence, if given, is asked once more at the moment bytes leave: a process may be
// stopped between deciding and writing.
func transport(parallel int, fence func() error) *http.Transport {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 15 * time.Second}
	t := &http.Transport{
		MaxIdleConnsPerHost: parallel,
		IdleConnTimeout:     8 * time.Second,
		DisableCompression:  true,
		DialContext:         dialer.DialContext,
	}
	if fence != nil {
		t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return fencedConn{conn, fence}, nil
		}
	}
	return t
}

type fencedConn struct {
	net.Conn
	fence func() error
}

func (c fencedConn) Write(b []byte) (int, error) {
	if err := c.fence(); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// route is a path with its ids taken out, for metrics and errors: an id of a
// channel never becomes a label.
func route(path string) string {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) > 2 && parts[1] != "asterisk" && parts[1] != "events":
		parts[2] = "{id}"
		if len(parts) > 4 {
			parts[4] = "{id}"
		}
	}
	return strings.Join(parts, "/")
}
