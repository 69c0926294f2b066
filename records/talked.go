package records

import (
	"sync"
	"time"

	"hotline/callcenter"
)

// talked remembers which agents talked in the calls of the last hours, as this
// controller told it: their drafts are taken while Postgres is away and cannot be asked.
type talked struct {
	mu           sync.Mutex
	now, earlier map[talk]bool
	since        time.Time
}

// rememberTalks is how long at least a talk is remembered.
const rememberTalks = 6 * time.Hour

type talk struct {
	call  callcenter.ID
	agent callcenter.AgentID
}

// tell notes the beginning of a talk; every other fact costs one type switch.
func (t *talked) tell(f callcenter.Fact) {
	d, is := f.Data.(callcenter.SegmentStarted)
	if !is {
		return
	}
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
