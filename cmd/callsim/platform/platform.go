package platform

import (
	"context"
	"fmt"
	"time"

	"hotline/cmd/callsim/phone"
)

// Number is what is dialled to reach the platform.
const Number = "12345"

// unregisterWithin is how long the trunk is told at the end that nobody is there any more.
const unregisterWithin = 5 * time.Second

// Config is where a platform stands and how it behaves.
type Config struct {
	Phones         phone.Config // the exchange all its phones are on; PBX is the hotline's
	User, Password string       // of its trunk at the hotline
	Hotline        string       // the hotline's number
	Tone           int          // hertz its people send while they talk
	Manner         Manner
	Specialists    []string // further numbers behind it, for REFER
	Tell           func(format string, args ...any)
}

// Manner is what becomes of a caller the hotline sends.
type Manner struct {
	Rung        func(*phone.Call) // has him instead of all that follows
	AnswerAfter time.Duration
	Refuse      int           // instead: with this SIP status
	HangUpAfter time.Duration // 0: never
	HoldAfter   time.Duration // held for a while, and taken back; 0: never
	ReferAfter  time.Duration // sent on to ReferTo; 0: never
	ReferTo     string
}

// Platform is the SIP side.
type Platform struct {
	cfg   Config
	ex    *phone.Exchange
	trunk *phone.Phone
	ready chan struct{}
}

// Open opens its sockets; nobody reaches it before Run.
func Open(cfg Config) (*Platform, error) {
	if cfg.Tell == nil {
		cfg.Tell = func(string, ...any) {}
	}
	ex, err := phone.NewExchange(cfg.Phones)
	if err != nil {
		return nil, err
	}
	p := &Platform{cfg: cfg, ex: ex, ready: make(chan struct{})}
	p.trunk = ex.Phone(phone.Profile{User: cfg.User, Password: cfg.Password, Tone: cfg.Tone})
	for _, number := range append([]string{Number}, cfg.Specialists...) {
		ex.Phone(phone.Profile{User: number, Tone: cfg.Tone, OnCall: p.take})
	}
	return p, nil
}

// Close ends everything of it without a word to those it talks with.
func (p *Platform) Close() error { return p.ex.Close() }

// Ready is closed when the hotline can reach it.
func (p *Platform) Ready() <-chan struct{} { return p.ready }

// Run takes what the hotline sends until ctx ends.
func (p *Platform) Run(ctx context.Context) error {
	if err := p.trunk.Register(ctx); err != nil {
		return fmt.Errorf("12345 平台登记中继: %w", err)
	}
	close(p.ready)
	<-ctx.Done()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), unregisterWithin)
	defer cancel()
	return p.trunk.Unregister(leaving)
}
