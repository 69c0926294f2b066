package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// page is what a browser makes of what a screen is told.
type page struct {
	who    Viewer
	at     *Hub
	screen *Screen
	cursor string
	shows  map[string]string
}

// read takes everything there is to take now.
func (p *page) read(t interface{ Fatal(...any) }) {
	for {
		p.at.mu.Lock()
		b := p.screen.collect()
		p.at.mu.Unlock()
		p.take(b)
		if !b.Fresh && len(b.Items) == 0 {
			return
		}
	}
}

func (p *page) take(b Batch) {
	if b.Fresh || p.shows == nil {
		p.shows = map[string]string{}
	}
	for _, item := range b.Items {
		if item.Gone() {
			delete(p.shows, item.Kind+item.ID)
		} else {
			p.shows[item.Kind+item.ID] = string(item.Value)
		}
	}
	p.cursor = b.Cursor
}

// sees is what the page should show.
func (p *page) sees() map[string]string {
	p.at.mu.Lock()
	defer p.at.mu.Unlock()
	want := map[string]string{}
	for k, el := range p.at.items {
		if e := el.Value.(*entry); !e.Gone() && p.who.sees(e.For) {
			want[k.kind+k.id] = string(e.Value)
		}
	}
	return want
}

func feed(from, to *Hub, link *Screen) *Screen {
	if link == nil {
		link = from.OpenPeer(to.SinceOf(from.name))
	}
	from.mu.Lock()
	b := link.collect()
	from.mu.Unlock()
	if !to.Feed(b) {
		link.Close()
		link = from.OpenPeer("")
		from.mu.Lock()
		b = link.collect()
		from.mu.Unlock()
		to.Feed(b)
	}
	return link
}

// Whatever happens, in whatever order, and at whichever controller a page goes on: what
// it shows is what it may see.
func TestPagesShowWhatTheyMaySee(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hubs := []*Hub{New("a"), New("b")}
		links := map[[2]int]*Screen{}
		agents := []callcenter.AgentID{"1001", "1002"}
		var pages []*page
		for i, who := range []Viewer{{Agent: "1001"}, {Agent: "1002"}, {Agent: "9001", Watches: true}} {
			h := hubs[i%2]
			pages = append(pages, &page{who: who, at: h, screen: h.Open(who, "")})
		}
		index := rapid.IntRange(0, 1)
		n := 0
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				n++
				to := Audience{Watchers: true, Agents: []callcenter.AgentID{rapid.SampledFrom(agents).Draw(t, "for")}}
				id := fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "id"))
				if err := hubs[index.Draw(t, "hub")].Put("call", id, to, n); err != nil {
					t.Fatal(err)
				}
			},
			"drop": func(t *rapid.T) {
				id := fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "id"))
				hubs[index.Draw(t, "hub")].Drop("call", func(other string) bool { return other != id })
			},
			"read": func(t *rapid.T) {
				n++
				_ = hubs[index.Draw(t, "hub")].Read("queues", "", Audience{Everybody: true}, n)
			},
			"link": func(t *rapid.T) {
				i := index.Draw(t, "from")
				links[[2]int{i, 1 - i}] = feed(hubs[i], hubs[1-i], links[[2]int{i, 1 - i}])
			},
			"cut": func(t *rapid.T) {
				i := index.Draw(t, "from")
				if l := links[[2]int{i, 1 - i}]; l != nil {
					l.Close()
					delete(links, [2]int{i, 1 - i})
				}
				if rapid.Bool().Draw(t, "lost") {
					hubs[1-i].Lose(hubs[i].name)
				}
			},
			"look": func(t *rapid.T) { rapid.SampledFrom(pages).Draw(t, "page").read(t) },
			"reconnect": func(t *rapid.T) {
				p := rapid.SampledFrom(pages).Draw(t, "page")
				p.screen.Close()
				p.at = hubs[index.Draw(t, "hub")]
				p.screen = p.at.Open(p.who, p.cursor)
			},
			"": func(t *rapid.T) {},
		})
		for _, p := range pages {
			p.read(t)
			want := p.sees()
			want2 := maps.Clone(p.shows)
			delete(want2, "queues") // a page that moved keeps the reading of the other until there is one here
			delete(want, "queues")
			if !maps.Equal(want2, want) {
				t.Fatalf("%v shows %v, should %v", p.who, want2, want)
			}
		}
	})
}

// A screen that sleeps while more goes than is remembered is told everything, and the
// hub keeps no more for it.
func TestSleeperIsToldEverything(t *testing.T) {
	t.Parallel()
	h := New("a")
	p := &page{who: Viewer{Watches: true}, at: h, screen: h.Open(Viewer{Watches: true}, "")}
	_ = h.Put("call", "old", Audience{Watchers: true}, 1)
	p.read(t)
	for i := range 3 * mostGone {
		_ = h.Put("call", fmt.Sprint(i), Audience{Watchers: true}, i)
		h.Drop("call", func(id string) bool { return id == "last" })
	}
	_ = h.Put("call", "last", Audience{Watchers: true}, 2)
	if len(h.items) > mostGone+1 || h.order.Len() != len(h.items) {
		t.Errorf("%d items kept", len(h.items))
	}
	h.mu.Lock()
	b := p.screen.collect()
	h.mu.Unlock()
	if !b.Fresh || len(b.Items) != 1 || b.Items[0].ID != "last" {
		t.Errorf("told fresh %v, %d items", b.Fresh, len(b.Items))
	}
}

// Many changes of one item are one for a slow screen.
func TestSlowScreenIsToldTheNewest(t *testing.T) {
	t.Parallel()
	h := New("a")
	p := &page{who: Viewer{Agent: "1001"}, at: h, screen: h.Open(Viewer{Agent: "1001"}, "")}
	p.read(t)
	for i := range 100 {
		_ = h.Put("call", "x", Audience{Agents: []callcenter.AgentID{"1001"}}, i)
	}
	h.mu.Lock()
	b := p.screen.collect()
	h.mu.Unlock()
	if b.Fresh || len(b.Items) != 1 || string(b.Items[0].Value) != "99" {
		t.Errorf("%+v", b)
	}
}

func TestNextWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New("a")
		s := h.Open(Viewer{Agent: "1001"}, "")
		defer s.Close()
		if b, err := s.Next(t.Context()); err != nil || !b.Fresh || len(b.Items) != 0 {
			t.Fatalf("first: %+v, %v", b, err)
		}
		told := make(chan Batch, 1)
		go func() {
			b, _ := s.Next(t.Context())
			told <- b
		}()
		synctest.Wait()
		_ = h.Put("call", "x", Audience{Agents: []callcenter.AgentID{"1002"}}, 1)
		synctest.Wait()
		if len(told) > 0 {
			t.Fatal("told what is another's")
		}
		_ = h.Read("presence", "1001", Audience{Agents: []callcenter.AgentID{"1001"}}, json.RawMessage(`"ready"`))
		if b := <-told; len(b.Items) != 1 || b.Items[0].Kind != "presence" {
			t.Fatalf("%+v", b)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Next(ctx); err == nil {
			t.Fatal("no error from an ended context")
		}
	})
}

func TestForeignCursors(t *testing.T) {
	t.Parallel()
	h := New("a")
	for _, since := range []string{"", "x", "a.b", "a.b.-1", "a.other.1", "z.epoch.0", ".e.1~a.x.0"} {
		s := h.Open(Viewer{}, since)
		if b, _ := s.Next(t.Context()); !b.Fresh {
			t.Errorf("%q: not fresh", since)
		}
		s.Close()
	}
	s := h.Open(Viewer{}, "")
	b, _ := s.Next(t.Context())
	again := h.Open(Viewer{}, b.Cursor)
	if b, _ := again.Next(t.Context()); b.Fresh || !h.Watched() {
		t.Errorf("its own cursor is not known: %+v", b)
	}
	s.Close()
	again.Close()
	if h.Watched() {
		t.Error("still watched")
	}
}
