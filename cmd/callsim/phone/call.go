package phone

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Call is one call of one phone: its leg, as the phone lived it.
type Call struct {
	phone    *Phone
	ex       *Exchange
	id       string
	received bool         // the phone was rung
	invite   *sip.Request // the INVITE that began it
	tx       sip.ServerTransaction
	offer    *session // of the other side, when the phone was rung

	settled chan struct{} // the INVITE has its final answer
	up      chan struct{}
	ended   chan struct{}
	cancel  chan struct{} // Hangup before the answer

	mu        sync.Mutex
	dialog    dialog
	stream    *stream // nil: no media
	version   int     // of our SDP
	voice     int     // hertz it sends since a Shift; 0: the phone's own
	held      bool    // by us
	peerHeld  bool
	acked     chan struct{}
	vanished  bool
	referring bool // a REFER of ours has no last word yet
	over      bool
	cause     Cause
	events    []Event
	changed   chan struct{} // closed at the next change; nil while nobody waits
}

func (p *Phone) newCall(invite *sip.Request, d dialog) (*Call, error) {
	c := &Call{
		phone: p, ex: p.ex, id: d.callID, invite: invite, dialog: d,
		settled: make(chan struct{}), up: make(chan struct{}), ended: make(chan struct{}), cancel: make(chan struct{}),
	}
	if p.profile.Media == MediaNone {
		return c, nil
	}
	s, err := newStream(p.ex.ports)
	if err != nil {
		return nil, err
	}
	s.onFirst = func(at time.Time) { c.note(FirstAudio, at, 0, "") }
	s.onDigit = func(d byte, at time.Time) { c.note(DigitReceived, at, 0, string(d)) }
	s.onSound = func() { c.mu.Lock(); c.wakeLocked(); c.mu.Unlock() }
	c.stream = s
	return c, nil
}

// ID is the SIP Call-ID: how the record of the call is found at the PBX.
func (c *Call) ID() string { return c.id }

// Phone is whose call it is.
func (c *Call) Phone() *Phone { return c.phone }

// Header is a header of the INVITE that rang the phone, "" if it had none.
func (c *Call) Header(name string) string {
	if h := c.invite.GetHeader(name); h != nil {
		return h.Value()
	}
	return ""
}

// CallerID is the number and name the phone's display shows.
func (c *Call) CallerID() (number, name string) {
	from := c.invite.From()
	return from.Address.User, strings.Trim(from.DisplayName, `"`)
}

// Ended is closed when the call is over; then Cause says why.
func (c *Call) Ended() <-chan struct{} { return c.ended }

// Cause is why the call is over; zero while it is not.
func (c *Call) Cause() Cause {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// Connected waits until the call is up: answered and confirmed.
func (c *Call) Connected(ctx context.Context) error {
	select {
	case <-c.up:
		return nil
	case <-c.ended:
		select {
		case <-c.up: // it was, and ended before anybody looked
			return nil
		default:
			return fmt.Errorf("通话没有接通: %s", c.Cause().Text)
		}
	case <-ctx.Done():
		return fmt.Errorf("通话没有及时接通: %w", context.Cause(ctx))
	}
}

// Over waits until the call is over and says why.
func (c *Call) Over(ctx context.Context) (Cause, error) {
	select {
	case <-c.ended:
		return c.Cause(), nil
	case <-ctx.Done():
		return Cause{}, fmt.Errorf("通话没有及时结束: %w", context.Cause(ctx))
	}
}

func (c *Call) silent() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.vanished
}

// finish ends the call once; it reports whether this was the time.
func (c *Call) finish(cause Cause, at time.Time) bool {
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return false
	}
	c.over, c.cause = true, cause
	stream, keep := c.stream, c.vanished || c.referring
	c.noteLocked(Ended, at, cause.Code, cause.Text)
	c.settleLocked()
	c.mu.Unlock()
	if stream != nil {
		stream.close()
	}
	if !keep { // a vanished call stays known, to go on saying nothing; one sent on, to be told of it
		c.ex.forget(c)
	}
	close(c.ended)
	return true
}

func (c *Call) settleLocked() {
	select {
	case <-c.settled:
	default:
		close(c.settled)
	}
}

// sdpLocked is our SDP in the direction the call is in.
func (c *Call) sdpLocked(codecs []codec, dtmfType uint8, d direction) []byte {
	c.version++
	port := c.ex.sinkAt
	if c.stream != nil {
		port = c.stream.port
	}
	return offer(netip.AddrPortFrom(c.ex.listen.Addr(), uint16(port)), codecs, dtmfType, d, c.version)
}

// talk starts the media, or follows the other side to a new address.
func (c *Call) talk(to session) error {
	s := c.stream
	if s == nil {
		return nil
	}
	to.dtmfType = c.phone.events(to.dtmfType)
	t := c.ex.tone(to.codec, c.hertz())
	first, err := s.connect(to, t, newEar(to.codec, &c.ex.ears))
	if first {
		c.ex.wheel.add(s)
	}
	return err
}

// hertz is what it sends.
func (c *Call) hertz() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return cmp.Or(c.voice, c.phone.profile.Tone)
}
