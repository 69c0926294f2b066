package flow_test

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
)

// ledger is the journal: facts by key, the first telling counts. It is the alarms too.
type ledger struct {
	mu     sync.Mutex
	facts  []callcenter.Fact
	keys   map[string]bool
	told   int
	alarms []callcenter.Alarm
}

func newLedger() *ledger { return &ledger{keys: map[string]bool{}} }

func (l *ledger) Tell(f callcenter.Fact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told++
	key := fmt.Sprintf("%s|%s|%s", f.Subject, f.Kind(), f.Occurrence)
	if !l.keys[key] {
		l.keys[key] = true
		l.facts = append(l.facts, f)
	}
}

func (l *ledger) Commit(_ context.Context, f callcenter.Fact) error {
	l.Tell(f)
	return nil
}

func (l *ledger) Raise(a callcenter.Alarm) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.alarms = append(l.alarms, a)
}

// story is what was kept of a call.
func (l *ledger) story(call callcenter.ID) story.Journal {
	kept := story.Journal{Facts: of[callcenter.Payload](l, call), Ended: len(of[callcenter.CallEnded](l, callcenter.ID{}))}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.alarms {
		kept.Alarms = append(kept.Alarms, a.Name)
	}
	return kept
}

// of lists the facts of one payload type, of one call (zero: of all).
func of[P callcenter.Payload](l *ledger, call callcenter.ID) []P {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []P
	for _, f := range l.facts {
		if p, is := f.Data.(P); is && (call.IsZero() || f.Subject == call) {
			found = append(found, p)
		}
	}
	return found
}

// faults are what no journal may ever hold. A promise that came to nothing while no
// controller lived has nobody to tell its end; one given up while neither the queue nor
// Asterisk could hear of it, by a controller that was killed then, may yet come to a talk.
// A call of which nothing was left in Asterisk does not know what it had waited for.
func (l *ledger) faults(call callcenter.ID, adopted bool) []string {
	var faults []string
	count := func(what string, got, want int) {
		if got != want {
			faults = append(faults, fmt.Sprintf("%s: %d, want %d", what, got, want))
		}
	}
	count("call.ended", len(of[callcenter.CallEnded](l, call)), 1)
	count("segments ended", len(of[callcenter.SegmentEnded](l, call)), len(of[callcenter.SegmentStarted](l, call)))
	if left, entered := len(of[callcenter.QueueLeft](l, call)), len(of[callcenter.QueueEntered](l, call)); left > entered || !adopted {
		count("queue left", left, entered)
	}
	count("transfers ended", len(of[callcenter.TransferEnded](l, call)), len(of[callcenter.TransferStarted](l, call)))
	ended := map[callcenter.Token]int{}
	for _, p := range of[callcenter.PromiseDeclined](l, call) {
		ended[p.Token]++
	}
	for _, p := range of[callcenter.SegmentStarted](l, call) {
		ended[p.Token]++
	}
	for _, p := range of[callcenter.PromiseMade](l, call) {
		if !adopted {
			count("ends of promise "+string(p.Token), ended[p.Token], 1)
		}
	}
	return faults
}

// open is what the journal knows of a call that nobody ended.
func (l *ledger) open(a callcenter.Arrival) callcenter.Snapshot {
	s := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: a.Call, Created: a.Created}}
	if entered := of[callcenter.QueueEntered](l, a.Call); len(entered) > 0 {
		s.Stage, s.Topic = callcenter.Waiting, entered[0].Topic
	}
	for _, segment := range of[callcenter.SegmentStarted](l, a.Call) {
		s.Stage, s.Token, s.Agent = callcenter.Speaking, segment.Token, segment.Agent
	}
	return s
}

// owed are the call-backs that nobody ended, as the journal knows them.
func (l *ledger) owed() (list []callcenter.Snapshot) {
	l.mu.Lock()
	facts := slices.Clone(l.facts)
	l.mu.Unlock()
	for _, f := range facts {
		a, is := f.Data.(callcenter.CallArrived)
		if !is || a.Back.IsZero() || len(of[callcenter.CallEnded](l, f.Subject)) > 0 {
			continue
		}
		s := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: f.Subject, Caller: f.Contact, Called: a.Called, Created: f.At}}
		s.Stage, s.Back, s.For, s.Tries = callcenter.Waiting, a.Back, a.For, len(of[callcenter.CallerDialled](l, f.Subject))
		for _, told := range facts {
			switch d := told.Data.(type) {
			case callcenter.QueueEntered:
				if told.Subject == f.Subject {
					s.Topic, s.Entered = d.Topic, told.At
				}
			case callcenter.CallerUnreached:
				if told.Subject == f.Subject {
					s.NotBefore = told.At
				}
			}
		}
		list = append(list, s)
	}
	return list
}
