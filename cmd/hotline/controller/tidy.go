package controller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/queue"
)

const (
	tidyEvery   = 10 * time.Second // how long an agent may be held by a call that is nowhere
	tidyTimeout = 5 * time.Second
)

// keepTidy compares the queue with the floor, from the first survey on. A controller
// killed while Redis was away left there what nobody would take out: a caller who
// waits and is gone, an agent who talks with nobody.
func (po *post) keepTidy(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-po.surveyed:
	}
	for {
		wait := tidyEvery
		if err := po.tidy(ctx); err != nil {
			wait = storeRetry // Redis or Asterisk is away
		}
		if !callcenter.Pause(ctx, wait) {
			return nil
		}
	}
}

// tidy takes out what the floor does not have. The order makes it safe: a call is on
// the floor before it is in the queue, so the queue is read first; the floor is
// emptied when this post ends, and another may own the name then, so both are asked last.
func (po *post) tidy(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, tidyTimeout, errors.New("the queue was not tidied in time"))
	defer cancel()
	owned, err := po.queue.Owned(ctx)
	if err != nil {
		return fmt.Errorf("tidy %s: %w", po.app, err)
	}
	var strays []queue.Owned
	for _, o := range owned {
		if !po.floor.Has(o.Call) {
			strays = append(strays, o)
		}
	}
	if len(strays) == 0 {
		return nil
	}
	if err := po.switchboard.Wire().Prove(ctx); err != nil {
		return fmt.Errorf("tidy %s: %w", po.app, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, o := range strays {
		err = errors.Join(err, po.takeOut(ctx, o))
	}
	return err
}

// takeOut frees who is held by a call that is nowhere. His wrap-up is not owed: the
// talk ended before anybody here knew of it.
func (po *post) takeOut(ctx context.Context, o queue.Owned) error {
	var err error
	if o.Talks {
		err = po.queue.Finish(ctx, o.Token, 0)
	} else {
		err = po.queue.Leave(ctx, o.Call, "")
	}
	po.parts.log.Warn("taken out of the queue: the call is nowhere",
		zap.String("app", po.app), zap.Stringer("call_id", o.Call), zap.Bool("talked", o.Talks), zap.Error(err))
	return err
}
