package controller

import (
	"context"
	"strings"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// promisesEvery is how long a call-back may lie idle after its controller was killed.
const promisesEvery = 3 * time.Second

// keepPromises goes on with the call-backs of this application that are on no floor:
// until their caller is dialled nothing of them is in Asterisk, and the journal alone
// knows them. While Postgres is away they wait for it.
func (po *post) keepPromises(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-po.surveyed:
	}
	controller := strings.TrimPrefix(po.app, po.parts.cfg.AppPrefix())
	for {
		owed, err := po.parts.records.OpenCallBacks(ctx, controller)
		if err != nil && ctx.Err() == nil && !callcenter.Is(err, callcenter.Unavailable) {
			po.parts.log.Error("open call-backs not read", zap.String("app", po.app), zap.Error(err))
		}
		for _, s := range owed {
			if !po.floor.Has(s.Call) {
				po.parts.log.Info("call-back resumed", zap.Stringer("call_id", s.Call))
				s.Line = ""
				po.floor.Adopt(s)
			}
		}
		if !callcenter.Pause(ctx, promisesEvery) {
			return nil
		}
	}
}
