package phone

import (
	"encoding/binary"
	"strings"
)

const (
	dtmfDigits     = "0123456789*#ABCD"
	dtmfFrames     = 5 // 100 ms of key
	dtmfEnds       = 3 // RFC 4733 §2.5.1.4: the last packet is sent three times
	dtmfGapFrames  = 4 // 80 ms of pause before the next key
	dtmfVolume     = 10
	dtmfEndBit     = 0x80
	dtmfPacketSize = 4
)

// dtmfEvent is the payload of RFC 4733: event, end bit and volume, duration.
type dtmfEvent struct {
	digit    byte
	end      bool
	duration uint16 // in samples, counted from the event's RTP timestamp
}

func (e dtmfEvent) marshal(buf []byte) int {
	buf[0] = byte(strings.IndexByte(dtmfDigits, e.digit))
	buf[1] = dtmfVolume
	if e.end {
		buf[1] |= dtmfEndBit
	}
	binary.BigEndian.PutUint16(buf[2:], e.duration)
	return dtmfPacketSize
}

func parseDTMF(payload []byte) (e dtmfEvent, ok bool) {
	if len(payload) < dtmfPacketSize || int(payload[0]) >= len(dtmfDigits) {
		return e, false
	}
	return dtmfEvent{
		digit:    dtmfDigits[payload[0]],
		end:      payload[1]&dtmfEndBit != 0,
		duration: binary.BigEndian.Uint16(payload[2:]),
	}, true
}

// keypad turns digits into the packets of successive 20 ms slots.
type keypad struct {
	digits string
	slot   int    // within the first digit
	start  uint32 // RTP timestamp of the first digit
	done   chan struct{}
}

// next is the packet of this slot: nil in the pause between keys. fresh marks an
// event's first packet; last says the whole sequence, pause included, is over.
func (k *keypad) next(timestamp uint32) (e *dtmfEvent, fresh, last bool) {
	if k.slot == 0 {
		k.start = timestamp
	}
	slot := k.slot
	k.slot++
	switch {
	case slot < dtmfFrames:
		e = &dtmfEvent{digit: k.digits[0], duration: uint16((slot + 1) * frameSamples)}
	case slot < dtmfFrames+dtmfEnds:
		// The three end packets repeat the final duration: only the bit is news.
		e = &dtmfEvent{digit: k.digits[0], end: true, duration: dtmfFrames * frameSamples}
	case slot == dtmfFrames+dtmfEnds+dtmfGapFrames-1:
		k.digits, k.slot = k.digits[1:], 0
		last = k.digits == ""
	}
	return e, slot == 0, last
}
