// Package follow lets a controller keep up with what administrators change in Postgres:
// at once by NOTIFY, and by a look every ten seconds for when it is deaf. While Postgres
// is away nothing changes and nothing waits.
package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// channel is what the triggers of setting and prompt_sound notify.
const channel = "hotline_settings"

const (
	lookEvery   = 10 * time.Second // when no word comes
	lookTimeout = 30 * time.Second
	listenAgain = time.Second
)

// Look brings one thing up to date. It is asked often and costs little if nothing changed.
type Look func(ctx context.Context) error

// Run looks at the start, whenever something changed, and now and then, until ctx ends.
func Run(ctx context.Context, pool *pgxpool.Pool, log *zap.Logger, looks ...Look) error {
	changed := make(chan struct{}, 1)
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		for ctx.Err() == nil {
			if err := listen(ctx, pool, changed); ctx.Err() == nil {
				log.Debug("postgres is not listened to", zap.Error(err))
			}
			callcenter.Pause(ctx, listenAgain)
		}
	}()
	defer func() { <-listening }()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		for _, look := range looks {
			once(ctx, log, look)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-changed:
		}
	}
}

func once(ctx context.Context, log *zap.Logger, look Look) {
	ctx, cancel := context.WithTimeoutCause(ctx, lookTimeout, errors.New("a look at what was changed took too long"))
	defer cancel()
	if err := look(ctx); err != nil && !errors.Is(ctx.Err(), context.Canceled) {
		log.Warn("what was changed could not be taken and is tried again", zap.Error(err))
	}
}

func listen(ctx context.Context, pool *pgxpool.Pool, changed chan<- struct{}) error {
	pooled, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	// Not given back: a pooled connection that still listens would surprise its next user.
	conn := pooled.Hijack()
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	for {
		select {
		case changed <- struct{}{}:
		default: // a look is due already
		}
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
	}
}
