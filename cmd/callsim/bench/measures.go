package bench

import (
	"context"
	"fmt"
	"time"

	"hotline/cmd/callsim/load"
)

const (
	restBetween  = 2 * time.Second
	shortTalk    = 100 * time.Millisecond // in the offer measure: the talk is not what is measured
	betweenCalls = 200 * time.Millisecond
	patience     = 2 * time.Minute
	slowest      = 5 * time.Second // a caller who waits longer at a sustained rate shows a backlog
	crowdRate    = 40.0            // callers a second who come to wait
	settle       = 3 * time.Second
	keyAfter     = time.Second // into the welcome, as who calls often does
	ratingAfter  = 2 * time.Second
	slowTalk     = 15 * time.Second // shorter than a PBX's patience with a seat that sends no RTP
)

func (b *Bench) script(s System) load.Script {
	return load.Script{
		Number: s.Number, Patience: patience,
		Key: b.Key, KeyAfter: keyAfter, Rate: b.Rating, RateAfter: ratingAfter,
	}
}

// signallers are callers without RTP, but who presses keys needs it.
func (b *Bench) signallers() *load.Callers {
	if b.Key != "" || b.Rating != "" {
		return b.Callers
	}
	return b.Signallers
}

// keep gives the next calls a book of their own.
func (b *Bench) keep(m load.Manner) *load.Book {
	book := load.NewBook()
	b.Floor.Behave(m)
	b.Floor.Keep(book)
	return book
}

// offer: one call after the other, with idle seats.
func (b *Bench) offer(ctx context.Context, s System, f *Figures) error {
	book := b.keep(load.Manner{Talk: shortTalk})
	for range b.Offers {
		done := make(chan struct{})
		b.Callers.Start(ctx, b.script(s), book, func() { close(done) })
		<-done
		if !rest(ctx, betweenCalls) {
			return context.Cause(ctx)
		}
	}
	sum := load.Summarise(book)
	f.Offer, f.Failed = sum.Offer, f.Failed+sum.Failed
	return noneTalked(sum)
}

// handOver: always more callers than seats, so every seat that becomes free
// has somebody to serve.
func (b *Bench) handOver(ctx context.Context, s System, f *Figures) error {
	if err := b.Floor.Unregister(ctx, b.Seats, b.Floor.Size()); err != nil {
		return err
	}
	if !rest(ctx, settle) { // a PBX may look only now and then which phones are there
		return context.Cause(ctx)
	}
	book := b.keep(load.Manner{Talk: b.Talk, Jitter: 0.2})
	load.Crowd(ctx, b.Callers, b.script(s), book, b.Seats+b.Waiting, b.Seats+b.Waiting+b.HandOvers)
	sum := load.Summarise(book)
	f.HandOver, f.OutOfOrder, f.Served, f.Failed = sum.HandOver, float64(sum.OutOfOrder), float64(sum.Talked), f.Failed+sum.Failed
	if err := noneTalked(sum); err != nil {
		return err
	}
	return b.Floor.Register(ctx, b.Seats, b.Floor.Size())
}

func noneTalked(sum load.Summary) error {
	if sum.Talked > 0 {
		return nil
	}
	return fmt.Errorf("%d 个电话没有一个接通: %v", sum.Calls, sum.Faults)
}

// cpu: processor time at a rate both can keep.
func (b *Bench) cpu(ctx context.Context, s System, f *Figures) error {
	book := b.keep(load.Manner{Talk: b.Talk, Jitter: 0.2})
	m, err := b.startMeter(s)
	if err != nil {
		return err
	}
	load.AtRate(ctx, b.signallers(), b.script(s), book, b.CPURate, b.CPUFor)
	asterisk, controller, _, err := b.used(s, m)
	if err != nil {
		return err
	}
	sum := load.Summarise(book)
	f.Failed += sum.Failed
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(max(1, sum.Calls)) }
	f.AsteriskPerCall, f.ControllerPerCall = per(asterisk), per(controller)
	return noneTalked(sum)
}

// waiting: one seat, which serves one after the other, slowly; everybody else
// hears music. A few more come than are counted, for those it serves meanwhile.
func (b *Bench) waiting(ctx context.Context, s System, f *Figures) error {
	crowd := b.keep(load.Manner{Talk: slowTalk})
	if err := b.Floor.Unregister(ctx, 1, b.Floor.Size()); err != nil {
		return err
	}
	come := b.Crowd + int((b.CPUFor+3*settle)/slowTalk) + 2
	listener := b.script(s)
	listener.Abandon, listener.AbandonAfter = 1, time.Duration(float64(come)/crowdRate*float64(time.Second))+2*settle+b.CPUFor
	listener.Patience = 2 * listener.AbandonAfter
	load.Arrive(ctx, b.Callers, listener, crowd, crowdRate, come)
	if !rest(ctx, settle) {
		return context.Cause(ctx)
	}
	m, err := b.startMeter(s)
	if err != nil {
		return err
	}
	if !rest(ctx, b.CPUFor) {
		return context.Cause(ctx)
	}
	asterisk, controller, elapsed, err := b.used(s, m)
	if err != nil {
		return err
	}
	b.Callers.Wait()
	sum := load.Summarise(crowd)
	f.Failed += sum.Failed
	f.AsteriskWaiting = 100 * float64(asterisk) / float64(elapsed)
	f.ControllerWaiting = 100 * float64(controller) / float64(elapsed)
	if sum.Abandoned < b.Crowd {
		return fmt.Errorf("%d 个主叫中只有 %d 个一直在等待: %v", come, sum.Abandoned, sum.Faults)
	}
	return b.Floor.Register(ctx, 1, b.Floor.Size())
}

// sustained climbs until a call fails, then tries half a step less.
func (b *Bench) sustained(ctx context.Context, s System, f *Figures) error {
	ceiling := float64(b.Floor.Size()) / b.Talk.Seconds() / 1.25 // more calls than seats can take shows nothing
	f.Limit = fmt.Sprintf("只有 %d 个坐席", b.Floor.Size())
	for rate := b.RateFrom; rate <= ceiling; rate += b.RateStep {
		fault, err := b.holds(ctx, s, rate)
		if err != nil {
			return err
		}
		if fault == "" {
			f.Sustained = rate
			continue
		}
		f.Limit = fmt.Sprintf("%.0f/秒: %s", rate, fault)
		between := rate - b.RateStep/2
		if between > f.Sustained {
			if fault, err = b.holds(ctx, s, between); err != nil {
				return err
			}
			if fault == "" {
				f.Sustained = between
			}
		}
		break
	}
	return nil
}

// holds tries one rate; fault says why it is too much.
func (b *Bench) holds(ctx context.Context, s System, rate float64) (fault string, err error) {
	book := b.keep(load.Manner{Talk: b.Talk})
	script := b.script(s)
	script.Patience = 20 * time.Second
	load.AtRate(ctx, b.signallers(), script, book, rate, b.RateFor)
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	sum := load.Summarise(book)
	b.Progress("    %.0f/秒:%d 个电话,%d 个失败,接通 p95 %.0f 毫秒", rate, sum.Calls, sum.Failed, sum.Connect.P95)
	defer rest(ctx, settle) // let the overload drain
	switch {
	case sum.Failed > 0:
		for text, n := range sum.Faults {
			return fmt.Sprintf("%d 个失败,例如 %s", n, text), nil
		}
	case sum.Connect.P95 > float64(slowest.Milliseconds()):
		return fmt.Sprintf("越积越多,接通 p95 %.0f 毫秒", sum.Connect.P95), nil
	}
	return "", nil
}
