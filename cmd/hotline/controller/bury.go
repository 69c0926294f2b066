package controller

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hotline/callcenter"
)

// bury ends the calls of this application that the journal holds open from before
// the survey and that it did not find. Postgres may be away: it is asked again.
func (po *post) bury(ctx context.Context, alive map[callcenter.ID]bool, surveyed time.Time) {
	for {
		if po.buryOnce(ctx, alive, surveyed) == nil || !callcenter.Pause(ctx, storeRetry) {
			return
		}
	}
}

func (po *post) buryOnce(ctx context.Context, alive map[callcenter.ID]bool, surveyed time.Time) error {
	open, err := po.parts.records.OpenCalls(ctx, strings.TrimPrefix(po.app, po.parts.cfg.AppPrefix()), surveyed.Add(-settleTime))
	if err != nil || len(open) == 0 {
		return err
	}
	lines, err := po.switchboard.Lines(ctx)
	if err != nil {
		return fmt.Errorf("bury: %w", err)
	}
	for _, o := range open {
		switch {
		case alive[o.Call], po.floor.Has(o.Call):
		case lines[o.Line], po.parts.messages().has(o.Line): // he may leave a message, which is how his call ends
		default:
			po.floor.Adopt(o)
		}
	}
	return nil
}
