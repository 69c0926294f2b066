package asterisk

import (
	"context"
	"sync"

	"github.com/CyCoreSystems/ari/v5"
)

// queue stands between the socket and the consumer. It has no bound: Asterisk
// closes a websocket it cannot write to within its write timeout, and what it
// drops then is told to nobody. A burst costs memory for as long as it lasts.
type queue struct {
	mu    sync.Mutex
	items []ari.Event
	ready chan struct{} // holds one token while items may be waiting
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) put(e ari.Event) {
	q.mu.Lock()
	q.items = append(q.items, e)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// take returns all that waits, oldest first, waiting for at least one.
func (q *queue) take(ctx context.Context) ([]ari.Event, error) {
	for {
		q.mu.Lock()
		items := q.items
		q.items = nil
		q.mu.Unlock()
		if len(items) > 0 {
			return items, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-q.ready:
		}
	}
}
