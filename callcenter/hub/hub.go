package hub

import (
	"bytes"
	"container/list"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
)

// mostGone is how many ids of what is gone are kept, so that a screen that slept can be
// told of them alone.
const mostGone = 1024

// readings is the source of what every controller reads for itself; it has no name, for
// no peer is told of it.
const readings = ""

// Hub is what the screens of one controller are shown.
type Hub struct {
	mu      sync.Mutex
	name    string
	items   map[key]*list.Element // of *entry
	order   *list.List            // by rev, the newest last
	rev     int64
	gone    int   // entries that are gone and still kept
	horizon int64 // what went before this revision is forgotten
	sources map[string]*source
	changed chan struct{} // closed and replaced at every change
	screens int
}

// source is where items come from.
type source struct {
	epoch   string
	seq     int64
	horizon int64 // what went before it is forgotten
}

// New makes an empty hub of the named controller.
func New(name string) *Hub {
	epoch := rand.Text()[:10]
	return &Hub{
		name: name, items: map[key]*list.Element{}, order: list.New(), changed: make(chan struct{}),
		sources: map[string]*source{readings: {epoch: epoch}, name: {epoch: epoch}},
	}
}

// Put shows an item this controller has: screens at every controller see it. What is
// shown already changes nothing.
func (h *Hub) Put(kind, id string, to Audience, value any) error {
	return h.show(h.name, kind, id, to, value)
}

// Read shows an item every controller reads for its own screens.
func (h *Hub) Read(kind, id string, to Audience, value any) error {
	return h.show(readings, kind, id, to, value)
}

func (h *Hub) show(from, kind, id string, to Audience, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("show %s %s: %w", kind, id, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.put(from, 0, Item{Kind: kind, ID: id, For: to, Value: raw})
	return nil
}

// Drop takes items of this controller's away: those of the kind that keep does not name.
func (h *Hub) Drop(kind string, keep func(id string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var over []Item
	for el := h.order.Front(); el != nil; el = el.Next() {
		if e := el.Value.(*entry); e.source == h.name && e.Kind == kind && !e.Gone() && !keep(e.ID) {
			over = append(over, Item{Kind: kind, ID: e.ID, For: e.For})
		}
	}
	for _, item := range over {
		h.put(h.name, 0, item)
	}
}

// put makes an item the newest. seq is a peer's count of it; 0 counts here. The caller
// holds mu.
func (h *Hub) put(from string, seq int64, item Item) {
	k := key{item.Kind, item.ID}
	el, known := h.items[k]
	if known {
		was := el.Value.(*entry)
		same := was.source == from && bytes.Equal(was.Value, item.Value) && was.For.equal(item.For)
		if item.Gone() && was.source != from || seq == 0 && same {
			return // another has it now, or nothing is new
		}
		h.forget(el)
	}
	s := h.sources[from]
	if seq == 0 {
		seq = s.seq + 1
	}
	s.seq = max(s.seq, seq)
	h.rev++
	h.items[k] = h.order.PushBack(&entry{Item: item, source: from, seq: seq, rev: h.rev})
	if item.Gone() {
		h.gone++
		h.trim()
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *Hub) forget(el *list.Element) {
	e := el.Value.(*entry)
	if e.Gone() {
		h.gone--
	}
	h.order.Remove(el)
	delete(h.items, e.key())
}

// trim forgets the oldest of what is gone. Who had not come so far is told everything.
func (h *Hub) trim() {
	for el := h.order.Front(); h.gone > mostGone && el != nil; {
		next := el.Next()
		if e := el.Value.(*entry); e.Gone() {
			h.horizon = max(h.horizon, e.rev)
			if s := h.sources[e.source]; s != nil {
				s.horizon = max(s.horizon, e.seq)
			}
			h.forget(el)
		}
		el = next
	}
}

// Watched reports that somebody looks: at least one screen is open.
func (h *Hub) Watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.screens > 0
}
