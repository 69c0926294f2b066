package records

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/records/tally"
)

const (
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
