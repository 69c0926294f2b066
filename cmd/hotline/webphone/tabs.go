package webphone

import (
	"context"
	"sync"
	"time"

	"hotline/callcenter"
)

// lostAfter is how long the owner's socket may be away: a network that blinks brings it
// back sooner, and the talk goes on meanwhile.
const lostAfter = 3 * time.Second

// tabs are which tab owns each agent's phone here.
type tabs struct {
	mu    sync.Mutex
	owner map[callcenter.AgentID]*tab
	over  []callcenter.AgentID // whose tab gave way to another
}

// tab is a tab of a browser that owns a phone.
type tab struct {
	id      string
	sockets map[int]context.CancelFunc // open now
	last    int
	left    time.Time // since when it has none, having had one
}

// claim makes the tab the owner. False: another that is connected is, and take is not
// asked. Who reloads his page is another tab: the one before is gone.
func (t *tabs) claim(agent callcenter.AgentID, id string, take bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.owner == nil {
		t.owner = map[callcenter.AgentID]*tab{}
	}
	was := t.owner[agent]
	switch {
	case was != nil && was.id == id:
		return true
	case was != nil && len(was.sockets) > 0 && !take:
		return false
	case was != nil:
		for _, cut := range was.sockets {
			cut()
		}
		if len(was.sockets) > 0 || !was.left.IsZero() {
			t.over = append(t.over, agent)
		}
	}
	t.owner[agent] = &tab{id: id, sockets: map[int]context.CancelFunc{}}
	return true
}

// enter notes a socket of the owner; leave is its end.
func (t *tabs) enter(agent callcenter.AgentID, id string, cut context.CancelFunc) (leave func(), ok bool) {
	if !t.claim(agent, id, false) {
		return nil, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	mine := t.owner[agent]
	if mine == nil || mine.id != id {
		return nil, false
	}
	mine.last++
	n := mine.last
	mine.sockets[n], mine.left = cut, time.Time{}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(mine.sockets, n)
		if len(mine.sockets) == 0 {
			mine.left = time.Now()
		}
	}, true
}

// lost are the agents whose desk is gone: told once for each time.
func (t *tabs) lost(now time.Time) []callcenter.AgentID {
	t.mu.Lock()
	defer t.mu.Unlock()
	gone := t.over
	t.over = nil
	for agent, mine := range t.owner {
		if !mine.left.IsZero() && now.Sub(mine.left) >= lostAfter {
			mine.left = time.Time{}
			gone = append(gone, agent)
		}
	}
	return gone
}

// forget lets go of whoever works at no browser phone any more.
func (t *tabs) forget(works func(callcenter.AgentID) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for agent, was := range t.owner {
		if !works(agent) {
			for _, cut := range was.sockets {
				cut()
			}
			delete(t.owner, agent)
		}
	}
}
