package queue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Contribution is what one owner knows of the queue without Redis. It is put back
// where it belongs; what two owners tell alike counts once.
type Contribution struct {
	Waiting []WaitingCall
	Engaged []Engagement
	Agents  []callcenter.AgentState // from presence: every owner may tell all of them; Token and Call are not read
}

// WaitingCall is a call that waits.
type WaitingCall struct {
	callcenter.Waiter
	Attempts int // promises made for it so far, as far as known
}

// Engagement is a call with its agent's leg ringing or talking. An agent who is not
// among Agents (Postgres and presence away) is taken from here as ready and reachable.
type Engagement struct {
	callcenter.Waiter
	Promise  callcenter.Promise
	Accepted bool
}

const (
	leadFor         = 2 * time.Second
	wipeChunk       = 500
	contributeChunk = 200
)

// join takes part in the generation: it helps to rebuild while there is none. An
// owner takes part only after it has told what it knows.
func (q *Queue) join(ctx context.Context) error {
	for {
		a, err := q.put(ctx, "rebuild", leadFor.Milliseconds(), wipeChunk, rand.Text()[:12])
		if err != nil {
			return err
		}
		if a.status == "wipe" {
			continue
		}
		round := text(a.rows[0][0])
		if q.round != round {
			if err := q.contribute(ctx, round); err != nil {
				return err
			}
			q.round, q.led = round, time.Time{}
			continue
		}
		switch a.status {
		case "open":
			q.joined.Store(&round)
			q.cfg.Log.Info("queue joined", zap.String("generation", round))
			return nil
		case "contribute":
			return errRebuilding
		}
		if q.led.IsZero() {
			q.led = time.Now()
		}
		if !q.all(a.rows[0][1:]) && time.Since(q.led) < q.cfg.RebuildGrace {
			return errRebuilding
		}
		if _, err := q.put(ctx, "open", round); err != nil {
			return err
		}
	}
}

// all reports whether every owner we knew alive has contributed. Who comes later takes
// part later, and nothing of his is lost.
func (q *Queue) all(contributed []any) bool {
	missing := func(name string) bool { return !slices.Contains(contributed, any(name)) }
	if w := q.awaited.Load(); w != nil && time.Now().Before(w.until) && slices.ContainsFunc(w.names, missing) {
		return false
	}
	return !slices.ContainsFunc(q.Owners(), func(o Owner) bool { return o.Live && missing(o.Name) })
}

func (q *Queue) contribute(ctx context.Context, round string) error {
	if err := q.register(ctx); err != nil {
		return err
	}
	var told Contribution
	if q.cfg.Contribute != nil {
		var err error
		if told, err = q.cfg.Contribute(ctx); err != nil {
			return fmt.Errorf("contribute to round %s: %w", round, err)
		}
	}
	agents, calls, err := q.restored(told)
	if err != nil {
		return fmt.Errorf("contribute to round %s: %w", round, err)
	}
	kept, admissions := q.memory.keptNow()
	// Agents first: a talk finds its agent.
	for part := range slices.Chunk(agents, contributeChunk) {
		if err := q.restore(ctx, "", part, nil, nil, nil); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(calls, contributeChunk) {
		if err := q.restore(ctx, "", nil, part, nil, nil); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(kept, contributeChunk) {
		if err := q.restore(ctx, "", nil, nil, nil, part); err != nil {
			return err
		}
	}
	return q.restore(ctx, round, nil, nil, admissions, nil)
}

// restore puts a part back; end is the round when it is the last.
func (q *Queue) restore(ctx context.Context, end string, agents, calls []restored, admissions []admission, kept []restored) error {
	var args []any
	for _, list := range []any{agents, calls, admissions, kept} {
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		if string(text) == "null" {
			text = []byte("[]")
		}
		args = append(args, text)
	}
	_, err := q.ask(ctx, "contribute", append(args, end)...)
	return err
}
