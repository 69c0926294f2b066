package hub

import "strings"

// OpenPeer opens a screen for another controller, which is told what this one has,
// whoever it is for.
func (h *Hub) OpenPeer(since string) *Screen { return h.open(&Screen{peer: true}, since) }

// Feed takes a batch of a peer's. A fresh one replaces all that was known of it; false
// for one that does not follow on what is known.
func (h *Hub) Feed(b Batch) bool {
	at, ok := parseCursor(b.Cursor)
	if !ok || len(at) != 1 {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, p := range at {
		if name == h.name || name == readings {
			return false
		}
		s := h.sources[name]
		switch {
		case b.Fresh:
			h.lose(name)
			h.sources[name] = &source{epoch: p.Epoch, seq: p.Seq, horizon: p.Seq}
		case s == nil || s.epoch != p.Epoch:
			return false
		default:
			s.seq = max(s.seq, p.Seq)
		}
		for _, item := range b.Items {
			h.put(name, p.Seq, item)
		}
	}
	return true
}

// Lose takes away what a peer that cannot be reached has shown.
func (h *Hub) Lose(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lose(name)
}

// lose drops the items of a source, and the source with them: cursors that name it are
// unknown from now on. The caller holds mu.
func (h *Hub) lose(name string) {
	if h.sources[name] == nil {
		return
	}
	var over []Item
	for el := h.order.Front(); el != nil; el = el.Next() {
		if e := el.Value.(*entry); e.source == name && !e.Gone() {
			over = append(over, Item{Kind: e.Kind, ID: e.ID, For: e.For})
		}
	}
	for _, item := range over {
		h.put(name, 0, item)
	}
	delete(h.sources, name)
}

// SinceOf is the cursor to ask a peer from, empty if nothing is known of it.
func (h *Hub) SinceOf(name string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.sources[name]
	if s == nil || strings.Contains(name, "~") {
		return ""
	}
	return cursor{name: {s.epoch, s.seq}}.String()
}
