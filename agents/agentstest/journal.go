package agentstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"hotline/callcenter"
)

// Journal keeps what it is given, once per key.
type Journal struct {
	mu    sync.Mutex
	away  bool
	keys  map[string]bool
	facts []callcenter.Fact
}

// NewJournal is an empty journal.
func NewJournal() *Journal { return &Journal{keys: map[string]bool{}} }

// Tell takes a fact.
func (j *Journal) Tell(f callcenter.Fact) { _ = j.Commit(context.Background(), f) }

// Commit takes a fact; the same key again is no new fact.
func (j *Journal) Commit(_ context.Context, f callcenter.Fact) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.away {
		return errors.New("disk full")
	}
	key := fmt.Sprint(f.Subject, f.Kind(), f.Occurrence)
	if !j.keys[key] {
		j.keys[key] = true
		j.facts = append(j.facts, f)
	}
	return nil
}

// SetAway makes every verb answer unavailable.
func (j *Journal) SetAway(away bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.away = away
}

// Count counts the facts of a kind.
func (j *Journal) Count(kind callcenter.FactKind) (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, f := range j.facts {
		if f.Kind() == kind {
			n++
		}
	}
	return n
}

// Last is the latest fact of a kind.
func (j *Journal) Last(t *testing.T, kind callcenter.FactKind) callcenter.Fact {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, f := range slices.Backward(j.facts) {
		if f.Kind() == kind {
			return f
		}
	}
	t.Fatalf("no %s was told", kind)
	return callcenter.Fact{}
}
