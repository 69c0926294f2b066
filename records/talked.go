package records

import (
	"sync"
	"time"

	"hotline/callcenter"
)

// talked remembers which agents talked in the calls of the last hours, as this
// controller told it: their drafts are taken while Postgres is away and cannot be asked.
// It remembers too which recordings were told to have ended.
type talked struct {
	mu           sync.Mutex
	now, earlier map[talk]bool
	ended        map[string]bool // recordings, until they are kept
	since        time.Time
}

// rememberTalks is how long at least a talk is remembered.
const rememberTalks = 6 * time.Hour

// rememberEnds is how many ends of recordings are remembered.
const rememberEnds = 10_000

type talk struct {
	call  callcenter.ID
	agent callcenter.AgentID
}

// tell notes the beginning of a talk and the end of a recording; every other fact costs
// one type switch.
func (t *talked) tell(f callcenter.Fact) {
	switch d := f.Data.(type) {
	case callcenter.SegmentStarted:
		t.began(f, d)
	case callcenter.RecordingEnded:
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.ended == nil || len(t.ended) > rememberEnds {
			t.ended = map[string]bool{} // who is forgotten is asked for at Asterisk
		}
		t.ended[d.Name] = true
	}
}

// over reports that a recording was told to have ended; forget: it is kept.
func (t *talked) over(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended[name]
}

func (t *talked) forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.ended, name)
}

func (t *talked) began(f callcenter.Fact, d callcenter.SegmentStarted) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := time.Now(); t.now == nil || now.Sub(t.since) > rememberTalks {
		t.earlier, t.now, t.since = t.now, map[talk]bool{}, now
	}
	t.now[talk{f.Subject, d.Agent}] = true
}

func (t *talked) has(call callcenter.ID, agent callcenter.AgentID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := talk{call, agent}
	return t.now[k] || t.earlier[k]
}
