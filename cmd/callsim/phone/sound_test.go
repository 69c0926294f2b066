package phone

import (
	"math"
	"sync/atomic"
	"testing"
	"time"
)

// A G.711 code must survive decoding and coding, and decoding must be close.
func TestG711RoundTrip(t *testing.T) {
	t.Parallel()
	for _, c := range []codec{alaw, ulaw} {
		for code := range 256 {
			linear := c.decode(byte(code))
			if again := c.encode(linear); c.decode(again) != linear {
				t.Errorf("codec %d: code %#x is %d, which codes to %#x", c, code, linear, again)
			}
		}
		for v := -32000; v <= 32000; v += 7 {
			got := int(c.decode(c.encode(int16(v))))
			if diff := math.Abs(float64(got - v)); diff > 16+math.Abs(float64(v))/16 {
				t.Fatalf("codec %d: %d came back as %d", c, v, got)
			}
		}
	}
}

// The reference points of ITU-T G.711: silence and the largest values.
func TestG711KnownCodes(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		c      codec
		sample int16
		code   byte
	}{{alaw, 0, 0xd5}, {alaw, 32767, 0xaa}, {alaw, -32768, 0x2a}, {ulaw, 0, 0xff}, {ulaw, 32767, 0x80}, {ulaw, -32768, 0x00}} {
		if got := k.c.encode(k.sample); got != k.code {
			t.Errorf("codec %d: %d codes to %#x, want %#x", k.c, k.sample, got, k.code)
		}
	}
}

func tonesOf(hertz ...int) *atomic.Pointer[[]goertzel] {
	var known []goertzel
	for _, h := range hertz {
		known = append(known, newGoertzel(h))
	}
	var p atomic.Pointer[[]goertzel]
	p.Store(&known)
	return &p
}

func TestEarTellsTonesApart(t *testing.T) {
	t.Parallel()
	e := newEar(alaw, tonesOf(440, 460, 620, 2000))
	at := time.Now()
	play := func(frames int, hertz ...int) {
		var tones []tone
		for _, h := range hertz {
			tones = append(tones, newTone(alaw, h))
		}
		for n := range frames {
			payload := make([]byte, frameSamples)
			for i := range payload {
				var sum int
				for _, tone := range tones {
					sum += int(alaw.decode(tone.frame(uint64(n))[i])) / len(tones)
				}
				payload[i] = alaw.encode(int16(sum))
			}
			at = at.Add(frame)
			e.feed(payload, at)
		}
	}
	play(50, 440)
	play(50, 0)
	play(50, 620, 2000)
	got := map[int]time.Duration{}
	for _, h := range e.heard {
		got[h.Hertz] += h.For()
	}
	want := map[int]time.Duration{0: 2 * time.Second, 440: time.Second, 620: time.Second, 2000: time.Second}
	if len(got) != len(want) {
		t.Fatalf("heard %v, want %v", got, want)
	}
	for hertz, d := range want {
		if got[hertz] != d {
			t.Errorf("%d Hz for %v, want %v", hertz, got[hertz], d)
		}
	}
	if len(e.heard) != 5 {
		t.Errorf("%d stretches, want 5 (sound twice, three tones once): %v", len(e.heard), e.heard)
	}
}

// RFC 4733: durations rise, the first packet is marked, the end comes three
// times with the same duration, all with one timestamp; then a pause.
func TestKeypadPackets(t *testing.T) {
	t.Parallel()
	k := &keypad{digits: "9#"}
	timestamp := uint32(1000)
	for _, digit := range []byte("9#") {
		start := timestamp
		for slot := range dtmfFrames + dtmfEnds + dtmfGapFrames {
			e, fresh, last := k.next(timestamp)
			timestamp += frameSamples
			if k.start != start && slot < dtmfFrames+dtmfEnds {
				t.Fatalf("slot %d: timestamp %d, want %d", slot, k.start, start)
			}
			if fresh != (slot == 0) || last != (digit == '#' && slot == 11) {
				t.Errorf("slot %d of %c: fresh %v, last %v", slot, digit, fresh, last)
			}
			if slot >= dtmfFrames+dtmfEnds {
				if e != nil {
					t.Errorf("slot %d: a packet in the pause", slot)
				}
				continue
			}
			want := dtmfEvent{digit: digit, end: slot >= dtmfFrames, duration: uint16(min(slot+1, dtmfFrames) * frameSamples)}
			var buf [dtmfPacketSize]byte
			e.marshal(buf[:])
			if got, ok := parseDTMF(buf[:]); !ok || got != want {
				t.Errorf("slot %d: %+v, want %+v", slot, got, want)
			}
		}
	}
}

func TestDTMFRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, payload := range [][]byte{nil, {1, 2, 3}, {16, 0, 0, 0}, {255, 0, 0, 0}} {
		if e, ok := parseDTMF(payload); ok {
			t.Errorf("%v read as %+v", payload, e)
		}
	}
}
