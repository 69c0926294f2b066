package phone

import "math"

// windowSamples is how much sound one judgement is about: 100 ms, so bins are
// 10 Hz wide and tones at multiples of 20 Hz are orthogonal.
const windowSamples = 800

// goertzel measures one frequency in a window.
type goertzel struct {
	hertz       int
	coefficient float64
}

func newGoertzel(hertz int) goertzel {
	return goertzel{hertz: hertz, coefficient: 2 * math.Cos(2*math.Pi*float64(hertz)/sampleRate)}
}

// share is the part of the window's energy that lies at the frequency: 1 for a
// pure tone, 0.5 for each of two equal ones.
func (g goertzel) share(window []float64, energy float64) float64 {
	var s1, s2 float64
	for _, x := range window {
		s1, s2 = x+g.coefficient*s1-s2, s1
	}
	power := s1*s1 + s2*s2 - g.coefficient*s1*s2
	return 2 * power / (float64(len(window)) * energy)
}

// energy is the sum of squares of a window.
func energy(window []float64) (sum float64) {
	for _, x := range window {
		sum += x * x
	}
	return sum
}
