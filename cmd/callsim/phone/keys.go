package phone

import (
	"fmt"
	"math"
)

// Keys is how a phone sends its keys.
type Keys string

// The ways. A phone without telephone-event sends what an analogue one does: two tones
// in its voice.
const (
	KeysAsEvents Keys = "event" // RFC 4733
	KeysAsTones  Keys = "tone"  // ITU-T Q.23
)

// ParseKeys reads a way to send keys.
func ParseKeys(way string) (Keys, error) {
	switch k := Keys(way); k {
	case KeysAsEvents, KeysAsTones:
		return k, nil
	}
	return "", fmt.Errorf("按键方式 %q 有误,可用 %s、%s", way, KeysAsEvents, KeysAsTones)
}

// keyLevel is of each of a key's two tones.
const keyLevel = 6000

// sound is 20 ms of a key's two tones, or of the pause after it.
func (k *keypad) sound(c codec, e *dtmfEvent) []byte {
	frame := make([]byte, frameSamples)
	var low, high float64
	var start int
	if e != nil && !e.end {
		low, high = keyHertz(e.digit)
		start = int(e.duration) - frameSamples
	}
	for i := range frame {
		at := 2 * math.Pi * float64(start+i) / sampleRate
		frame[i] = c.encode(int16(keyLevel * (math.Sin(low*at) + math.Sin(high*at))))
	}
	return frame
}

// keyHertz is the row and the column of a key.
func keyHertz(digit byte) (low, high float64) {
	rows := [...]float64{697, 770, 852, 941}
	columns := [...]float64{1209, 1336, 1477, 1633}
	const pad = "123A456B789C*0#D"
	for i := range pad {
		if pad[i] == digit {
			return rows[i/4], columns[i%4]
		}
	}
	return 0, 0
}

// events is the payload type of the key events both sides know; 0: none.
func (p *Phone) events(theirs uint8) uint8 {
	if p.dtmfType == 0 {
		return 0
	}
	return theirs
}
