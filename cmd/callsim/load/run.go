package load

import (
	"context"
	"time"
)

// AtRate starts callers at a steady rate for a duration and waits until the
// last is done.
func AtRate(ctx context.Context, cs *Callers, s Script, book *Book, rate float64, duration time.Duration) {
	began := time.Now()
	for n := 0; ; n++ {
		at := began.Add(time.Duration(float64(n) / rate * float64(time.Second)))
		if at.Sub(began) >= duration {
			break
		}
		if !sleep(ctx, time.Until(at)) {
			break
		}
		cs.Start(ctx, s, book, func() {})
	}
	cs.Wait()
}

// Crowd keeps a number of callers in the PBX until so many have been started:
// who is done is followed by another at once.
func Crowd(ctx context.Context, cs *Callers, s Script, book *Book, inside, total int) {
	places := make(chan struct{}, inside)
	for range total {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			cs.Wait()
			return
		}
		cs.Start(ctx, s, book, func() { <-places })
	}
	cs.Wait()
}

func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// Arrive starts a number of callers at a rate and does not wait for them.
func Arrive(ctx context.Context, cs *Callers, s Script, book *Book, rate float64, count int) {
	for range count {
		cs.Start(ctx, s, book, func() {})
		if !sleep(ctx, time.Duration(float64(time.Second)/rate)) {
			return
		}
	}
}
