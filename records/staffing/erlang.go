package staffing

import (
	"math"
	"time"

	"gonum.org/v1/gonum/mathext"
)

// Load is what agents have to do.
type Load struct {
	Calls    float64       // an hour
	Handling time.Duration // of one: talk and after-call work
	Patience time.Duration // mean; zero: nobody hangs up
}

// Erlangs is how many agents the load keeps busy.
func (l Load) Erlangs() float64 { return l.Calls * l.Handling.Hours() }

// Service is what callers meet.
type Service struct {
	Answered  float64       `json:"answered" doc:"在目标时间内接通的比例"`
	Abandoned float64       `json:"abandoned" doc:"放弃的比例"`
	Wait      time.Duration `json:"-"` // mean, of all
	Occupancy float64       `json:"occupancy" doc:"话务员忙的时间比例"`
}

// Expect is the service of so many agents, in steady state. More load than they can ever
// do, and nobody who hangs up: nobody is answered.
func (l Load) Expect(agents int, within time.Duration) Service {
	switch {
	case l.Erlangs() <= 0:
		return Service{Answered: 1}
	case agents <= 0:
		return Service{Abandoned: 1, Wait: l.Patience}
	case l.Patience > 0:
		return l.erlangA(agents, within)
	}
	return l.erlangC(agents, within)
}

// erlangB is the share of calls that find all agents busy if none may wait.
func erlangB(erlangs float64, agents int) float64 {
	b := 1.0
	for n := 1; n <= agents; n++ {
		b = erlangs * b / (float64(n) + erlangs*b)
	}
	return b
}

func (l Load) erlangC(agents int, within time.Duration) Service {
	a, n := l.Erlangs(), float64(agents)
	if a >= n {
		return Service{Occupancy: 1, Wait: math.MaxInt64}
	}
	b := erlangB(a, agents)
	waits := b / (1 - a/n*(1-b))
	left := (n - a) / l.Handling.Seconds() // a second
	return Service{
		Answered:  1 - waits*math.Exp(-left*within.Seconds()),
		Wait:      seconds(waits / left),
		Occupancy: a / n,
	}
}

// erlangA goes through the states: n agents busy and k who wait. Who comes when k wait
// is served after the sum of k+1 exponential times of rates cθ, (c+1)θ, …, (c+k)θ with
// c = nμ/θ, which is −ln(B)/θ for a B of the distribution Beta(c, k+1).
func (l Load) erlangA(agents int, within time.Duration) Service {
	lambda, mu, theta := l.Calls/3600, 1/l.Handling.Seconds(), 1/l.Patience.Seconds()
	n := float64(agents)
	c := n * mu / theta
	// Weights of the states, beside that of all agents busy and nobody waiting.
	b := max(erlangB(l.Erlangs(), agents), rarest)
	free := (1 - b) / b // of some agent being free: they are answered at once
	total, answered, waiting := free, free, 0.0
	cut := math.Exp(-theta * within.Seconds())
	for k, w := 0, 1.0; w > 1e-12*total; k++ {
		total += w
		waiting += w * float64(k)
		lasts := c / (c + float64(k) + 1) // his patience does
		answered += w * lasts * (1 - mathext.RegIncBeta(c+1, float64(k)+1, cut))
		w *= lambda / (n*mu + float64(k+1)*theta)
	}
	queue := waiting / total
	abandoned := theta * queue / lambda
	return Service{
		Answered:  answered / total,
		Abandoned: abandoned,
		Wait:      seconds(queue / lambda),
		Occupancy: l.Erlangs() * (1 - abandoned) / n,
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// rarest keeps what never happens from being divided by.
const rarest = 1e-200

// mostAgents is more than any hotline has: a target out of reach ends there.
const mostAgents = 10_000

// Agents is how many keep a target: a share answered within a time.
func (l Load) Agents(share float64, within time.Duration) int {
	low, high := 0, 1
	meets := func(n int) bool { return l.Expect(n, within).Answered >= share }
	for ; high < mostAgents && !meets(high); high *= 2 {
		low = high
	}
	if meets(0) {
		return 0
	}
	for low+1 < high { // meets(high), and not meets(low)
		if middle := (low + high) / 2; meets(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
