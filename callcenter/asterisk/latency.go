package asterisk

import (
	"sync"
	"time"
)

// meter is a running mean of request latency. Each request counts a sixteenth, and
// the watchdog's beat goes on when nothing else does, so it recovers by itself.
type meter struct {
	mu   sync.Mutex
	mean time.Duration
}

func (m *meter) add(took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mean += (took - m.mean) / 16
}

// Latency is the running mean over recent requests.
func (c *Client) Latency() time.Duration {
	c.latency.mu.Lock()
	defer c.latency.mu.Unlock()
	return c.latency.mean
}

// Congested reports that Asterisk answers too slowly to be given more calls. It
// recovers slowly from overload, so new calls wait in the dialplan instead.
func (c *Client) Congested() bool { return c.Latency() > c.cfg.Slow }
