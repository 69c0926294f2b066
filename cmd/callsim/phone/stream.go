package phone

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
	"golang.org/x/sys/unix"
)

// Media is what a phone sends while it talks.
type Media string

// The media. None opens no RTP at all: pure signalling.
const (
	MediaTone    Media = "tone"
	MediaSilence Media = "silence"
	MediaNone    Media = "none"
)

// Audio is what was measured on a call's RTP.
type Audio struct {
	Sent       int           `json:"sent"`
	Received   int           `json:"received"`
	Lost       int           `json:"lost"` // by sequence number
	FirstIn    time.Time     `json:"first_in,omitzero"`
	LastIn     time.Time     `json:"last_in,omitzero"`
	LongestGap time.Duration `json:"longest_gap"` // between packets in; holds of the other side included
}

// stream is one call's RTP, both ways. The wheel ticks it every 20 ms.
type stream struct {
	onFirst func(at time.Time)
	onDigit func(digit byte, at time.Time)
	onSound func()

	mu       sync.Mutex
	rtp      int
	rtcp     int
	closed   bool
	port     int
	remote   netip.AddrPort
	paced    bool // the wheel ticks it
	codec    codec
	dtmfType uint8
	tone     tone // nil: not sending
	muted    bool // held
	out      rtp.Header
	frames   uint64
	keys     []*keypad
	ear      *ear
	audio    Audio
	inSSRC   uint32
	inSeq    uint16
	inDigit  uint32 // RTP timestamp of the last digit told
	digitSet bool
	buf      [1500]byte
}

func newStream(p *ports) (*stream, error) {
	fd, rtcp, port, err := p.take()
	if err != nil {
		return nil, err
	}
	return &stream{rtp: fd, rtcp: rtcp, port: port, out: rtp.Header{
		Version: 2, SSRC: rand.Uint32(), SequenceNumber: uint16(rand.Uint32()), Timestamp: rand.Uint32(), Marker: true,
	}}, nil
}

// connect directs the stream to where an SDP says; only packets from there come
// in then. first reports that it had no direction before.
func (s *stream) connect(to session, t tone, e *ear) (first bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codec, s.dtmfType, s.tone = to.codec, to.dtmfType, t
	if s.ear == nil {
		s.ear = e
	}
	if s.closed || to.addr == s.remote || !to.addr.Addr().Is4() || to.addr.Addr().IsUnspecified() {
		return false, nil
	}
	if err := unix.Connect(s.rtp, &unix.SockaddrInet4{Port: int(to.addr.Port()), Addr: to.addr.Addr().As4()}); err != nil {
		return false, fmt.Errorf("RTP 无法发往 %s: %w", to.addr, err)
	}
	first, s.paced, s.remote = !s.paced, true, to.addr
	return first, nil
}

// rebind moves the stream to a port of its own that it has not had; connect directs it.
func (s *stream) rebind(p *ports) error {
	rtp, rtcp, port, err := p.take()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = unix.Close(rtp)
		_ = unix.Close(rtcp)
		return nil
	}
	_ = unix.Close(s.rtp)
	_ = unix.Close(s.rtcp)
	s.rtp, s.rtcp, s.port, s.remote = rtp, rtcp, port, netip.AddrPort{}
	return nil
}

// mute stops the sound while a call is held.
func (s *stream) mute(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.muted = on
	s.out.Marker = true // a new talk spurt after the pause
}

// press queues keys; done closes when the last was sent.
func (s *stream) press(digits string) (done <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := &keypad{digits: digits, done: make(chan struct{})}
	if s.closed {
		close(k.done)
		return k.done
	}
	s.keys = append(s.keys, k)
	return k.done
}

func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	_ = unix.Close(s.rtp)
	_ = unix.Close(s.rtcp)
	for _, k := range s.keys {
		close(k.done)
	}
	s.keys = nil
}

func (s *stream) measured() Audio {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.audio
}
