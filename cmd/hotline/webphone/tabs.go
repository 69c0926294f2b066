package webphone

import (
	"context"
	"sync"

	"hotline/callcenter"
)

// tabs are which tab owns each agent's phone here.
type tabs struct {
	mu    sync.Mutex
	owner map[callcenter.AgentID]*tab
}

// tab is a tab of a browser that owns a phone.
type tab struct {
	id      string
	sockets map[int]context.CancelFunc // open now
	last    int
}

// claim makes the tab the owner. False: another that is connected is, and take is not asked.
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
	}
	t.owner[agent] = &tab{id: id, sockets: map[int]context.CancelFunc{}}
	return true
}

// enter notes a socket of the owner; leave reports, at its end, that the phone has none left.
func (t *tabs) enter(agent callcenter.AgentID, id string, cut context.CancelFunc) (leave func() bool, ok bool) {
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
	mine.sockets[n] = cut
	return func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(mine.sockets, n)
		return len(mine.sockets) == 0 && t.owner[agent] == mine
	}, true
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
