package records

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/tally"
)

const (
	followFirst  = time.Minute
	followEach   = 10 * time.Minute // what is looked up is a week old
	followWithin = 5 * time.Minute  // each batch counts: the next look goes on
	rollUpEach   = 10 * time.Second
	rollUpWithin = time.Minute // after a rebuild or an outage there is much
)

// rollUp keeps few changes waiting to be summed. Figures are right without it, and slower.
func (r *Records) rollUp(ctx context.Context) error {
	tick := time.NewTicker(rollUpEach)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		within, cancel := context.WithTimeout(ctx, rollUpWithin)
		err := tally.RollUp(within, r.db)
		cancel()
		if err != nil && ctx.Err() == nil {
			r.log.Warn("tallies not rolled up", zap.Error(err))
		}
	}
}

// follow looks up which callers called again, once it can be known.
func (r *Records) follow(ctx context.Context) error {
	for next := followFirst; ; next = followEach {
		if !callcenter.Pause(ctx, next) {
			return nil
		}
		within, cancel := context.WithTimeout(ctx, followWithin)
		err := tally.Follow(within, r.db, time.Now())
		cancel()
		if err != nil && ctx.Err() == nil {
			r.log.Warn("callers not followed", zap.Error(err))
		}
	}
}
