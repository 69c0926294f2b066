package phone

import (
	"time"

	"github.com/pion/rtp"
	"golang.org/x/sys/unix"
)

const (
	readsPerTick = 16
	seqJump      = 500 // a larger step is a new stream, not loss
)

// news is what a tick found out; it is told after the stream's lock is let go.
type news struct {
	first  bool
	sound  bool
	digits []byte
}

// tick takes all that has arrived and sends one packet; it reports whether the
// stream still lives.
func (s *stream) tick(now time.Time) bool {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return false
	}
	n := s.receive(now)
	s.send()
	s.mu.Unlock()
	if n.first {
		s.onFirst(now)
	}
	for _, d := range n.digits {
		s.onDigit(d, now)
	}
	if n.sound {
		s.onSound()
	}
	return true
}

func (s *stream) receive(now time.Time) (n news) {
	for range readsPerTick {
		size, err := unix.Read(s.rtp, s.buf[:])
		if err != nil {
			return n // nothing more, or an ICMP error of a peer that has gone
		}
		var h rtp.Header
		start, err := h.Unmarshal(s.buf[:size])
		if err != nil {
			continue
		}
		n.first = s.count(h, now) || n.first
		payload := s.buf[start:size]
		switch {
		case h.PayloadType == s.dtmfType && s.dtmfType != 0:
			if d, ok := s.digit(h, payload); ok {
				n.digits = append(n.digits, d)
			}
		case h.PayloadType == uint8(s.codec) && s.ear != nil:
			n.sound = s.ear.feed(payload, now) || n.sound
		}
	}
	return n
}

// count keeps the books; it reports the first packet.
func (s *stream) count(h rtp.Header, now time.Time) (first bool) {
	a := &s.audio
	first = a.Received == 0
	a.Received++
	if first {
		a.FirstIn = now
	} else {
		a.LongestGap = max(a.LongestGap, now.Sub(a.LastIn))
		if step := int16(h.SequenceNumber - s.inSeq); h.SSRC == s.inSSRC && step < seqJump {
			if step < 0 {
				a.Lost = max(0, a.Lost-1) // late, not lost
				a.LastIn = now
				return false
			}
			a.Lost += max(0, int(step)-1)
		}
	}
	a.LastIn, s.inSSRC, s.inSeq = now, h.SSRC, h.SequenceNumber
	return first
}

// digit tells each event once: its packets share one RTP timestamp.
func (s *stream) digit(h rtp.Header, payload []byte) (byte, bool) {
	e, ok := parseDTMF(payload)
	if !ok || s.digitSet && s.inDigit == h.Timestamp {
		return 0, false
	}
	s.inDigit, s.digitSet = h.Timestamp, true
	return e.digit, true
}

// send writes this slot's packet: a key has precedence over the tone (RFC 4733 §2.5).
func (s *stream) send() {
	if !s.remote.IsValid() {
		return
	}
	if len(s.keys) > 0 {
		s.sendKey()
	} else if s.tone != nil && !s.muted {
		s.out.PayloadType = uint8(s.codec)
		s.write(s.out, s.tone.frame(s.frames))
		s.out.Marker = false
	}
	s.frames++
	s.out.Timestamp += frameSamples
}

func (s *stream) sendKey() {
	k := s.keys[0]
	e, fresh, last := k.next(s.out.Timestamp)
	switch {
	case s.dtmfType == 0:
		s.out.PayloadType = uint8(s.codec)
		s.write(s.out, k.sound(s.codec, e))
		s.out.Marker = false
	case e != nil:
		h := s.out
		h.PayloadType, h.Timestamp, h.Marker = s.dtmfType, k.start, fresh
		var payload [dtmfPacketSize]byte
		e.marshal(payload[:])
		s.write(h, payload[:])
	}
	if last {
		close(k.done)
		s.keys = s.keys[1:]
	}
}

func (s *stream) write(h rtp.Header, payload []byte) {
	size, err := h.MarshalTo(s.buf[:])
	if err != nil {
		return // a header of ours always fits
	}
	size += copy(s.buf[size:], payload)
	s.out.SequenceNumber++
	if _, err := unix.Write(s.rtp, s.buf[:size]); err == nil {
		s.audio.Sent++
	}
}
