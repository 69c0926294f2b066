package fold

import (
	"time"

	"hotline/callcenter"
)

// CallbackMade is the result of a call-back that came to a talk; every other is a key of
// the dictionary.
const CallbackMade = "made"

// work is what was done about the calls owed after one.
type work struct {
	worker  callcenter.AgentID
	taken   time.Time
	tries   int
	tried   time.Time
	settled map[CallbackReason]settled
}

type settled struct {
	at     time.Time
	result string
}

// takeWork: facts come in the order of their time, so the last word counts.
func (b *builder) takeWork(f Fact) {
	w := &b.work
	switch d := f.Data.(type) {
	case callcenter.CallBackTaken:
		w.worker, w.taken = d.Agent, f.At
		if d.Agent == "" {
			w.taken = time.Time{}
		}
	case callcenter.CallBackTried:
		w.tries++
		w.tried = f.At
	case callcenter.CallBackSettled:
		if w.settled == nil {
			w.settled = map[CallbackReason]settled{}
		}
		if reason := CallbackReason(d.Of); w.settled[reason].at.IsZero() {
			w.settled[reason] = settled{f.At, d.Result}
		}
	}
}

// on shows the work on one call that is owed. A talk that came first settled it.
func (w work) on(c *Callback) {
	c.Worker, c.TakenAt, c.Tries, c.TriedAt = w.worker, w.taken, w.tries, w.tried
	if s, is := w.settled[c.Reason]; is && c.State == CallbackOpen {
		c.State, c.DoneAt, c.Result = CallbackDone, later(c.OpenedAt, s.at), s.result
	}
}
