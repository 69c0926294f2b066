package queue

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/zap"

	"hotline/callcenter"
)

const (
	askAgain   = 500 * time.Millisecond // the timer behind messages: what was lost costs no more
	beatEvery  = time.Second
	retryJoin  = 20 * time.Millisecond  // while another controller rebuilds
	retryRedis = 200 * time.Millisecond // while Redis does not answer
	sweepChunk = 32                     // things due that one script settles, so that no script holds Redis long
)

// pace is when Run last did what it does at intervals.
type pace struct {
	asked, beat     time.Time
	turned, failing bool
}

// Run keeps the queue going until ctx ends: it tells this owner's events, sweeps what
// is due, beats, and rebuilds. What a verb of ours decides about our calls is told from
// its reply; what others decide comes by message, and a timer asks for what got lost.
func (q *Queue) Run(ctx context.Context, events Events) error {
	q.events.Store(&events)
	defer q.events.Store(nil)
	messages := q.cfg.Redis.SSubscribe(ctx, q.keys.channel(q.cfg.Owner))
	defer func() { _ = messages.Close() }()
	inbox := messages.Channel()

	var p pace
	for {
		q.due.Store(math.MaxInt64)
		err := q.step(ctx, &p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		again := askAgain
		switch {
		case errors.Is(err, errRebuilding):
			again = retryJoin
		case err != nil:
			again = retryRedis
			if !p.failing {
				q.cfg.Log.Warn("queue", zap.Error(err))
			}
		case p.failing:
			q.cfg.Log.Info("queue answers again")
		}
		p.failing = err != nil && !errors.Is(err, errRebuilding)
		if !q.sleep(ctx, inbox, again) {
			return ctx.Err()
		}
	}
}

// step does what is due now.
func (q *Queue) step(ctx context.Context, p *pace) error {
	if time.Since(p.beat) >= beatEvery {
		p.beat = time.Now()
		if _, err := q.Beat(ctx); err != nil {
			return err
		}
		p.turned = false
	}
	if *q.joined.Load() == "" {
		if err := q.join(ctx); err != nil {
			return err
		}
	}
	err := q.Sweep(ctx)
	if err == nil && !p.turned { // once a beat
		err = q.TurnAway(ctx)
		p.turned = err == nil
	}
	if err == nil && time.Since(p.asked) >= askAgain {
		p.asked = time.Now()
		err = q.pending(ctx)
	}
	return err
}

// Sweep settles everything whose time has come, of whatever owner. Run does it when
// something is due.
func (q *Queue) Sweep(ctx context.Context) error {
	for {
		a, err := q.ask(ctx, "sweep", sweepChunk)
		if err != nil || a.status != "more" {
			return wrap(err, "sweep")
		}
	}
}

// pending asks for what this owner must know and was not told, and whether the
// server is still the one the generation was opened on.
func (q *Queue) pending(ctx context.Context) error {
	a, err := q.put(ctx, "pending")
	if err != nil {
		return err
	}
	if a.status == "rebuilding" {
		q.leaveGeneration()
		return errRebuilding
	}
	stands := map[callcenter.Token]bool{}
	for _, row := range a.rows {
		token := callcenter.Token(text(row[1]))
		if text(row[0]) == "over" {
			token = overToken(text(row[1]))
		}
		stands[token] = true
		if q.told.has(token) {
			continue
		}
		if err := q.hand(row); err != nil {
			return err
		}
	}
	q.told.keep(stands)
	return nil
}

// sleep waits until something is due, at most for the given time.
func (q *Queue) sleep(ctx context.Context, inbox <-chan *redis.Message, again time.Duration) bool {
	latest := time.Now().Add(again).UnixMilli()
	for {
		wait := time.Until(time.UnixMilli(min(latest, q.due.Load())))
		if wait <= 0 {
			return true
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
			return true
		case <-q.wake: // something is due earlier
		case m, ok := <-inbox:
			if ok {
				q.message(m.Payload)
			} else {
				inbox = nil // closed with the client; the timer goes on
			}
		}
		timer.Stop()
	}
}

func (q *Queue) message(payload string) {
	var row []any
	if err := json.Unmarshal([]byte(payload), &row); err != nil || len(row) == 0 {
		q.cfg.Log.Error("queue message", zap.String("payload", payload), zap.Error(err))
		return
	}
	if err := q.hand(row); err != nil {
		q.cfg.Log.Error("queue message", zap.Error(err))
	}
}

// arm makes Run look again no later than at.
func (q *Queue) arm(at int64) {
	for {
		was := q.due.Load()
		if was <= at {
			return
		}
		if q.due.CompareAndSwap(was, at) {
			select {
			case q.wake <- struct{}{}:
			default:
			}
			return
		}
	}
}
