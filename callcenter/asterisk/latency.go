package asterisk

import (
	"math"
	"sync"
	"time"
)

// meter is a running mean of request latency. A request counts a sixteenth, and more
// after a pause: when no calls are let in, the watchdog's beat alone tells within
// seconds that Asterisk is well again.
type meter struct {
	mu   sync.Mutex
	mean time.Duration
	last time.Time
}

const meterMemory = 2 * time.Second

func (m *meter) add(took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	weight := max(1.0/16, 1-math.Exp(-now.Sub(m.last).Seconds()/meterMemory.Seconds()))
	m.mean += time.Duration(float64(took-m.mean) * weight)
	m.last = now
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
