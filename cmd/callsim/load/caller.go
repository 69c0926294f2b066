package load

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"hotline/cmd/callsim/phone"
)

// Script is what each caller does.
type Script struct {
	Number       string        // dialled
	Key          string        // pressed after KeyAfter; "" none
	KeyAfter     time.Duration // after the answer
	Abandon      float64       // share of callers who hang up after AbandonAfter, if no seat has answered
	AbandonAfter time.Duration
	Rate         string // pressed RateAfter the seat has hung up; "" none
	RateAfter    time.Duration
	Patience     time.Duration // longest stay before the seat answers; longer is a failure
}

const endWithin = 20 * time.Second // from the seat's BYE to the PBX's to the caller, rating included

// Callers dials for a run. All its phones are one: only the number shown differs.
type Callers struct {
	phone   *phone.Phone
	numbers numbers
	wg      sync.WaitGroup
}

// NewCallers makes the callers' phone.
func NewCallers(ex *phone.Exchange, media phone.Media, tone int) *Callers {
	return &Callers{
		phone: ex.Phone(phone.Profile{User: "callsim", Media: media, Tone: tone}),
		// A PBX may remember who called in the last run: nobody here did.
		numbers: numbers{next: rand.IntN(90_000_000)},
	}
}

// Start lets one caller run his script in the background; Wait waits for all.
// over is called when he is done.
func (cs *Callers) Start(ctx context.Context, s Script, book *Book, over func()) {
	cs.wg.Go(func() {
		cs.run(ctx, s, book)
		over()
	})
}

// Wait returns when every caller started is done.
func (cs *Callers) Wait() { cs.wg.Wait() }

// run is one caller's stay, from his INVITE to the last BYE.
func (cs *Callers) run(ctx context.Context, s Script, book *Book) {
	number := cs.numbers.take()
	r := book.open(number)
	fail := func(format string, args ...any) {
		book.write(r, func(r *Record) { r.Outcome, r.Fault = Failed, fmt.Sprintf(format, args...) })
	}
	book.write(r, func(r *Record) { r.Invite = time.Now() })
	c, err := cs.phone.Dial(ctx, s.Number, phone.DialOptions{From: number})
	if err != nil {
		fail("%v", err)
		return
	}
	outcome, err := stay(ctx, c, s, r, book)
	if err != nil {
		fail("%v", err)
	}
	hangup, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWithin)
	defer cancel()
	_ = c.Hangup(hangup) // the PBX has usually ended it
	book.write(r, func(r *Record) {
		r.CallID = c.ID()
		r.Invite, _ = c.When(phone.InviteSent)
		r.Answered, _ = c.When(phone.Answered)
		r.Ended, _ = c.When(phone.Ended)
		if r.Fault == "" {
			r.Outcome = outcome
		}
	})
}

func stay(ctx context.Context, c *phone.Call, s Script, r *Record, book *Book) (Outcome, error) {
	patience, cancel := context.WithTimeoutCause(ctx, s.Patience, fmt.Errorf("等待超过 %v", s.Patience))
	defer cancel()
	if err := c.Connected(patience); err != nil {
		return Failed, err
	}
	if s.Key != "" {
		if !c.Lasts(patience, s.KeyAfter) {
			return Failed, fmt.Errorf("按键之前通话就结束了: %s", c.Cause().Text)
		}
		if err := c.Press(patience, s.Key); err != nil {
			return Failed, err
		}
		book.write(r, func(r *Record) { r.Chosen = time.Now() })
	}
	var leave <-chan time.Time
	if rand.Float64() < s.Abandon {
		leave = time.After(s.AbandonAfter)
	}
	select {
	case <-r.talking:
	case <-leave:
		return Abandoned, nil
	case <-c.Ended():
		return Failed, fmt.Errorf("没有坐席接听,通话就被结束了: %s", c.Cause().Text)
	case <-patience.Done():
		return Failed, context.Cause(patience)
	}
	return speak(ctx, c, s, r)
}

// speak waits for the seat to hang up.
func speak(ctx context.Context, c *phone.Call, s Script, r *Record) (Outcome, error) {
	select {
	case <-r.released:
		return Talked, rateAndLeave(ctx, c, s)
	case <-ctx.Done():
		return Failed, context.Cause(ctx)
	case <-c.Ended():
	}
	select {
	case <-r.released: // both ends learn of it at about the same time
		return Talked, nil
	case <-time.After(time.Second):
		return Failed, fmt.Errorf("坐席没有挂机,主叫就被释放了: %s", c.Cause().Text)
	}
}

// rateAndLeave answers the rating and lets the PBX end the call.
func rateAndLeave(ctx context.Context, c *phone.Call, s Script) error {
	ctx, cancel := context.WithTimeoutCause(ctx, endWithin, fmt.Errorf("坐席挂机后 %v 主叫仍未被释放", endWithin))
	defer cancel()
	if s.Rate != "" && c.Lasts(ctx, s.RateAfter) {
		if err := c.Press(ctx, s.Rate); err != nil {
			return err
		}
	}
	_, err := c.Over(ctx)
	return err
}

func jittered(d time.Duration, part float64) time.Duration {
	return time.Duration(float64(d) * (1 + part*(2*rand.Float64()-1)))
}
