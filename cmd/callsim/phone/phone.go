package phone

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Profile is what makes a phone: who it is, what it says, what it does when rung.
type Profile struct {
	User     string // SIP user: an extension, or a caller's number
	Password string // for digest; a caller who only dials needs none
	Media    Media  // default: tone if Tone is set, else silence
	Tone     int    // hertz it sends while it talks; multiples of 20
	Codec    string // "alaw" (default) or "ulaw": what it prefers
	Keys     Keys   // default: as events
	// OnCall is run for each call received, in its own goroutine, until ctx ends
	// with the exchange. Nil: calls come from Incoming.
	OnCall func(ctx context.Context, c *Call)
}

// Phone is one telephone of an exchange.
type Phone struct {
	ex       *Exchange
	profile  Profile
	codecs   []codec
	dtmfType uint8 // it offers; 0: no telephone-event
	incoming chan *Call
	offline  atomic.Bool

	mu      sync.Mutex
	binding *binding // nil: not registered
}

const incomingRoom = 64

// Phone adds a phone. A second one of the same user takes the first one's place
// for new calls.
func (ex *Exchange) Phone(profile Profile) *Phone {
	if profile.Media == "" {
		profile.Media = MediaSilence
		if profile.Tone > 0 {
			profile.Media = MediaTone
		}
	}
	if profile.Media != MediaTone {
		profile.Tone = 0
	}
	p := &Phone{ex: ex, profile: profile, codecs: []codec{alaw, ulaw}, incoming: make(chan *Call, incomingRoom)}
	if profile.Codec == "ulaw" {
		p.codecs = []codec{ulaw, alaw}
	}
	if profile.Keys != KeysAsTones {
		p.dtmfType = ourDTMFType
	}
	ex.listenFor(profile.Tone)
	ex.mu.Lock()
	ex.phones[profile.User] = p
	ex.mu.Unlock()
	return p
}

// User is the phone's SIP user.
func (p *Phone) User() string { return p.profile.User }

// Tone is the frequency it sends, 0 if none.
func (p *Phone) Tone() int { return p.profile.Tone }

// Incoming gives calls as they are offered, if the profile has no OnCall.
func (p *Phone) Incoming() <-chan *Call { return p.incoming }

// Next waits for the next call offered.
func (p *Phone) Next(ctx context.Context) (*Call, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("话机 %s 没有等到来电: %w", p.User(), context.Cause(ctx))
	}
}

// Offline cuts the phone's wire, or mends it: while cut it answers nothing, not
// even what asks whether it is there. Calls it has are not touched.
func (p *Phone) Offline(cut bool) { p.offline.Store(cut) }

// receive takes a new INVITE and stays until it has its final answer.
func (p *Phone) receive(req *sip.Request, tx sip.ServerTransaction) {
	c, err := p.offered(req, tx, time.Now())
	if err != nil {
		respond(req, tx, sip.StatusNotAcceptableHere, "Not Acceptable Here")
		return
	}
	if p.profile.OnCall != nil {
		p.ex.spawn(func() { p.profile.OnCall(p.ex.life, c) })
	} else {
		select {
		case p.incoming <- c:
		default:
			_ = c.Reject(sip.StatusBusyHere) // nobody takes this phone's calls
		}
	}
	select {
	case <-c.settled:
	case <-p.ex.life.Done():
	}
}
