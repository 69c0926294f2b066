package switchboard

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// tech is how seats' phones are connected.
const tech = "PJSIP"

// seats are listed once a second instead of subscribed to. A subscription to an
// endpoint also brings every event of every channel on it, other applications'
// too and ours a second time, and no filter can tell them apart.
type seats struct {
	mu    sync.Mutex
	known map[callcenter.SeatID]bool
}

const listEvery = time.Second

func (s *Switchboard) watchSeats(ctx context.Context) {
	tick := time.NewTicker(listEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !s.wire.Live() {
			continue // the next resync lists them
		}
		if err := s.listSeats(ctx, false); err != nil && ctx.Err() == nil {
			s.log.Warn("seats not listed", zap.Error(err))
		}
	}
}

// listSeats tells what changed, or everything. The trunk is listed too: who is told
// knows which are seats. A seat that is no longer configured is not reachable.
func (s *Switchboard) listSeats(ctx context.Context, everything bool) error {
	var endpoints []ari.EndpointData
	if err := s.wire.Do(ctx, http.MethodGet, "/endpoints/"+tech, nil, nil, &endpoints); err != nil {
		return err
	}
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	now := make(map[callcenter.SeatID]bool, len(endpoints))
	for _, e := range endpoints {
		now[callcenter.SeatID(e.Resource)] = e.State == "online"
	}
	for seat := range s.seats.known {
		if _, still := now[seat]; !still {
			s.cfg.Reachable(seat, false)
		}
	}
	for seat, reachable := range now {
		if was, known := s.seats.known[seat]; everything || !known || was != reachable {
			s.cfg.Reachable(seat, reachable)
		}
	}
	s.seats.known = now
	return nil
}
