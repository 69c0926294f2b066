package orders

import (
	"context"
	"errors"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
)

// Run works the clocks, makes the orders that calls have left to be made, and deletes the
// files of who was forgotten, until ctx ends.
func (o *Orders) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return o.jobs.run(ctx) })
	g.Go(func() error {
		for callcenter.Pause(ctx, takeEvery) {
			if _, err := o.Take(ctx); err != nil && ctx.Err() == nil {
				o.cfg.Log.Debug("orders that calls left", zap.Error(err))
			}
		}
		return nil
	})
	g.Go(func() error {
		for callcenter.Pause(ctx, sweepEvery) {
			if _, err := o.Sweep(ctx); err != nil && ctx.Err() == nil {
				o.cfg.Log.Warn("attachments of the forgotten", zap.Error(err))
			}
		}
		return nil
	})
	return errors.Join(g.Wait(), o.cfg.Files.Close())
}
