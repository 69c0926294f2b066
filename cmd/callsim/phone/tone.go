package phone

import "math"

const (
	sampleRate   = 8000
	frameSamples = 160 // 20 ms
	toneLevel    = 8000
)

// tone is one second of a sine, coded. A whole number of hertz repeats after a
// second, so sending a frame is taking a slice.
type tone []byte

// newTone makes the tone; 0 Hz is silence.
func newTone(c codec, hertz int) tone {
	t := make(tone, sampleRate)
	for i := range t {
		t[i] = c.encode(int16(toneLevel * math.Sin(2*math.Pi*float64(hertz)*float64(i)/sampleRate)))
	}
	return t
}

// frame is the tone's n-th frame.
func (t tone) frame(n uint64) []byte {
	start := int(n%(sampleRate/frameSamples)) * frameSamples
	return t[start : start+frameSamples]
}
