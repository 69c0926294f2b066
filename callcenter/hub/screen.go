package hub

import (
	"context"
	"slices"
)

// Screen is one open screen. It is used by one goroutine.
type Screen struct {
	hub   *Hub
	who   Viewer
	peer  bool // a controller: it is shown what this one has, whoever it is for
	came  int64
	shown map[key]bool
	fresh bool
	first bool
}

// Batch is what changed since the last.
type Batch struct {
	Fresh  bool   // forget everything shown before: this is all there is
	Items  []Item // in the order of their changes
	Cursor string // of the screen after it
}

// Open opens a screen. since is the cursor of what it has shown before, empty if nothing.
// Close must be called.
func (h *Hub) Open(who Viewer, since string) *Screen { return h.open(&Screen{who: who}, since) }

func (h *Hub) open(s *Screen, since string) *Screen {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.screens++
	s.hub, s.first, s.shown = h, true, map[key]bool{}
	was, ok := parseCursor(since)
	s.fresh = !ok || !h.knows(was, s.peer)
	if s.fresh {
		return s
	}
	// What it has seen: items that have not changed since and it may see.
	s.came = h.rev
	for el := h.order.Back(); el != nil; el = el.Prev() {
		e := el.Value.(*entry)
		switch seen := h.sources[e.source].seen(was[e.source], e.seq); {
		case !seen:
			s.came = min(s.came, e.rev-1)
			s.shown[e.key()] = true // perhaps; telling it gone again does no harm
		case !e.Gone() && s.sees(e):
			s.shown[e.key()] = true
		}
	}
	return s
}

// seen reports that a position is past one item of the source.
func (s *source) seen(p Position, seq int64) bool {
	return s != nil && s.epoch == p.Epoch && seq <= p.Seq
}

// knows reports that a cursor can be gone on from. The own readings of another
// controller are told anew and need no snapshot: they never go.
func (h *Hub) knows(c cursor, peer bool) bool {
	for name, p := range c {
		if name == readings {
			continue
		}
		s := h.sources[name]
		if s == nil || s.epoch != p.Epoch || p.Seq > s.seq || p.Seq < s.horizon {
			return false
		}
	}
	_, known := c[h.name]
	return known || !peer
}

// Close ends the screen.
func (s *Screen) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.screens--
}

func (s *Screen) sees(e *entry) bool {
	if s.peer {
		return e.source == s.hub.name
	}
	return s.who.sees(e.For)
}

// Next waits for what changed since the last batch; the first comes at once, with what
// the cursor had not seen. The error is that of ctx.
func (s *Screen) Next(ctx context.Context) (Batch, error) {
	for {
		s.hub.mu.Lock()
		batch, wait := s.collect(), s.hub.changed
		s.hub.mu.Unlock()
		if batch.Fresh || len(batch.Items) > 0 || s.first {
			s.first = false
			return batch, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		}
	}
}

// collect takes what changed, and everything when the screen is too far behind. The
// caller holds the hub's mu.
func (s *Screen) collect() Batch {
	h := s.hub
	b := Batch{Fresh: s.fresh || s.came < h.horizon}
	if b.Fresh {
		s.came, s.shown, s.fresh = 0, map[key]bool{}, false
	}
	for el := h.order.Back(); el != nil; el = el.Prev() {
		e := el.Value.(*entry)
		if e.rev <= s.came {
			break
		}
		switch {
		case !e.Gone() && s.sees(e):
			s.shown[e.key()] = true
			b.Items = append(b.Items, e.Item)
		case s.shown[e.key()]:
			b.Items = append(b.Items, Item{Kind: e.Kind, ID: e.ID})
			delete(s.shown, e.key())
		}
	}
	slices.Reverse(b.Items)
	s.came = h.rev
	at := cursor{}
	for name, source := range h.sources {
		if !s.peer || name == h.name {
			at[name] = Position{source.epoch, source.seq}
		}
	}
	b.Cursor = at.String()
	return b
}
