package load

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/cmd/callsim/phone"
)

// Account is a seat's SIP user.
type Account struct {
	User     string `json:"sip_user"`
	Password string `json:"sip_password"`
}

// Manner is how seats take calls.
type Manner struct {
	AnswerAfter time.Duration // ringing before the answer
	Talk        time.Duration // then the seat hangs up; 0: it waits for the caller
	Jitter      float64       // part by which Talk varies both ways
	Refuse      int           // SIP status instead of an answer; 0: answers
}

// Floor is the seats of a run.
type Floor struct {
	seats  []*seat
	manner atomic.Pointer[Manner]
	book   atomic.Pointer[Book]
}

type seat struct {
	floor *Floor
	phone *phone.Phone

	mu    sync.Mutex
	freed time.Time // its last BYE; zero once the next INVITE was measured
}

const (
	registerAtOnce = 32
	signInWithin   = 15 * time.Second
	longestTalk    = 24 * time.Hour
)

// NewFloor makes a phone for each account.
func NewFloor(ex *phone.Exchange, accounts []Account, media phone.Media, tone int) *Floor {
	f := &Floor{}
	f.Behave(Manner{})
	f.Keep(NewBook())
	for _, a := range accounts {
		s := &seat{floor: f}
		s.phone = ex.Phone(phone.Profile{User: a.User, Password: a.Password, Media: media, Tone: tone, OnCall: s.take})
		f.seats = append(f.seats, s)
	}
	return f
}

// Behave sets how calls from now on are taken; Keep sets where they are written.
func (f *Floor) Behave(m Manner) { f.manner.Store(&m) }

// Keep sets the book for what happens from now on.
func (f *Floor) Keep(b *Book) {
	f.book.Store(b)
	for _, s := range f.seats {
		s.mu.Lock()
		s.freed = time.Time{}
		s.mu.Unlock()
	}
}

// Size is how many seats there are.
func (f *Floor) Size() int { return len(f.seats) }

// Register registers the seats from the first to before the last.
func (f *Floor) Register(ctx context.Context, first, last int) error {
	return f.each(ctx, first, last, func(ctx context.Context, s *seat) error { return s.phone.Register(ctx) })
}

// Unregister takes registrations back.
func (f *Floor) Unregister(ctx context.Context, first, last int) error {
	return f.each(ctx, first, last, func(ctx context.Context, s *seat) error { return s.phone.Unregister(ctx) })
}

// DialEach dials a code from every seat, such as *1, and waits until the PBX has
// said its word and hung up.
func (f *Floor) DialEach(ctx context.Context, code string) error {
	return f.each(ctx, 0, len(f.seats), func(ctx context.Context, s *seat) error { return DialCode(ctx, s.phone, code) })
}

// DialCode dials a code and lets the PBX end the call.
func DialCode(ctx context.Context, p *phone.Phone, code string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, signInWithin, fmt.Errorf("%v 内没有结束", signInWithin))
	defer cancel()
	c, err := p.Dial(ctx, code, phone.DialOptions{})
	if err != nil {
		return err
	}
	if err := c.Connected(ctx); err != nil {
		return fmt.Errorf("坐席 %s 拨 %s: %w", p.User(), code, err)
	}
	if _, err := c.Over(ctx); err != nil {
		_ = c.Hangup(context.WithoutCancel(ctx))
		return fmt.Errorf("坐席 %s 拨 %s: %w", p.User(), code, err)
	}
	return nil
}

func (f *Floor) each(ctx context.Context, first, last int, do func(context.Context, *seat) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(registerAtOnce)
	for _, s := range f.seats[first:last] {
		group.Go(func() error { return do(ctx, s) })
	}
	return group.Wait()
}

// take is a seat's script for one call.
func (s *seat) take(ctx context.Context, c *phone.Call) {
	manner, book := *s.floor.manner.Load(), s.floor.book.Load()
	at, _ := c.When(phone.InviteReceived)
	number, _ := c.CallerID()
	s.mu.Lock()
	freed := s.freed
	s.freed = time.Time{}
	s.mu.Unlock()
	if !freed.IsZero() {
		book.handOver(HandOver{Seat: s.phone.User(), Caller: number, From: freed, To: at})
	}
	r := book.offered(number, s.phone.User(), freed, at)
	if manner.Refuse != 0 {
		_ = c.Reject(manner.Refuse)
		return
	}
	if c.Ring() != nil || !c.Lasts(ctx, manner.AnswerAfter) || c.Answer(ctx) != nil {
		return
	}
	if r != nil {
		talking, _ := c.When(phone.Confirmed)
		book.write(r, func(r *Record) { r.Talking = talking; once(r.talking) })
	}
	if manner.Talk == 0 {
		manner.Talk = longestTalk
	}
	if c.Lasts(ctx, jittered(manner.Talk, manner.Jitter)) {
		_ = c.Hangup(ctx)
	}
	s.release(c, book, r)
}

// release notes when the seat became free: at its own BYE, if it sent one.
func (s *seat) release(c *phone.Call, book *Book, r *Record) {
	at, ours := c.When(phone.ByeSent)
	if ours {
		s.mu.Lock()
		s.freed = at
		s.mu.Unlock()
	} else {
		at = time.Now()
	}
	if r != nil {
		book.write(r, func(r *Record) { r.Released = at; once(r.released) })
	}
}
