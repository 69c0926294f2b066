package queue

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"hotline/callcenter"
)

// A floor of eight works for three days on the real scripts, by a clock of its own:
// callers come as chance has it, more than can be served in the busy hours, talks are
// log-normal. Who waits is told how long, once on arrival; then we see how long it was.
type floorSim struct {
	testing.TB
	q      *Queue
	h      *heard
	clock  *clock
	chance *rand.Rand
	next   happenings
	heard  int // promises seen
	calls  int
	told   map[callcenter.ID]forecast
	errors forecastErrors
}

type forecast struct {
	at   time.Time
	wait time.Duration // 0: nothing was said
}

// forecastErrors is what the forecasts were worth.
type forecastErrors struct {
	waited, silent            int
	actual, absolute, tooLong float64 // seconds, summed over what was said
}

func (e forecastErrors) said() float64 { return float64(e.waited - e.silent) }

// share is the mean error as a part of the mean wait.
func (e forecastErrors) share() float64 { return e.absolute / e.actual }
func (e forecastErrors) bias() float64  { return e.tooLong / e.actual }

func (e forecastErrors) String() string {
	return fmt.Sprintf("%d waited, %.0f were told; mean wait %.0f s, mean error %.0f s (%.0f %%), on average %+.0f s",
		e.waited, e.said(), e.actual/e.said(), e.absolute/e.said(), 100*e.share(), e.tooLong/e.said())
}

type happening struct {
	at time.Time
	do func()
}

type happenings []happening

func (h happenings) Len() int           { return len(h) }
func (h happenings) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h happenings) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *happenings) Push(x any)        { *h = append(*h, x.(happening)) }
func (h *happenings) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func simTopics() []callcenter.Topic {
	step := func(after time.Duration, skill callcenter.Skill, level int) callcenter.Step {
		return callcenter.Step{After: after, Require: require(skill, level)}
	}
	return []callcenter.Topic{
		{Name: "consult", Steps: []callcenter.Step{step(0, "mandarin", 60)}},
		{Name: "yi", Priority: 30 * time.Second, Steps: []callcenter.Step{step(0, "yi", 80), step(60*time.Second, "mandarin", 60)}},
		{Name: "wages", Priority: 15 * time.Second, Steps: []callcenter.Step{step(0, "wages", 60), step(30*time.Second, "mandarin", 60)}},
	}
}

func simulate(t testing.TB, days int) forecastErrors {
	s := &floorSim{
		TB: t, clock: &clock{ms: 1_800_000_000_000}, chance: rand.New(rand.NewPCG(1, 2)), told: map[callcenter.ID]forecast{},
	}
	s.q, s.h = owner(t, testRedis(t), freshCenter(), "a", s.clock)
	must(t, s.q.Reload(t.Context(), testRules(simTopics())))
	for i := range 8 {
		skills := map[callcenter.Skill]int{"mandarin": 90}
		switch i {
		case 0:
			skills["yi"] = 90
		case 1, 2:
			skills["wages"] = 80
		}
		must(t, s.q.SignIn(t.Context(), agent(fmt.Sprint(1001+i), skills), callcenter.WantsCalls, true))
	}
	end := s.clock.now().AddDate(0, 0, days)
	s.arriveAfter(0, end)
	for s.next.Len() > 0 {
		h := heap.Pop(&s.next).(happening)
		s.clock.step(h.at.Sub(s.clock.now()))
		must(t, s.q.Sweep(t.Context()))
		h.do()
		s.takePromises()
	}
	return s.errors
}

func (s *floorSim) in(d time.Duration, do func()) {
	heap.Push(&s.next, happening{s.clock.now().Add(d), do})
}

// arriveAfter lets the next caller come: a hundred an hour is what eight can serve.
func (s *floorSim) arriveAfter(wait time.Duration, end time.Time) {
	s.in(wait, func() {
		if s.clock.now().After(end) {
			return
		}
		s.arrive()
		anHour := 60 + 45*math.Sin(float64(s.clock.now().Unix()%10_800)/10_800*2*math.Pi)
		s.arriveAfter(time.Duration(s.chance.ExpFloat64()/anHour*float64(time.Hour)), end)
	})
}

func (s *floorSim) arrive() {
	s.calls++
	call, topic := newCall(s.calls, s.clock.now()), callcenter.TopicName("consult")
	switch n := s.chance.IntN(10); {
	case n == 0:
		topic = "yi"
	case n < 3:
		topic = "wages"
	}
	must(s, s.q.Enqueue(s.Context(), callcenter.Waiter{Call: call, Topic: topic, Entered: s.clock.now()}))
	place, err := s.q.Place(s.Context(), call)
	must(s, err)
	if place.Known {
		s.told[call] = forecast{s.clock.now(), place.Wait}
	}
}

// takePromises rings four seconds, talks, and wraps up for half a minute.
func (s *floorSim) takePromises() {
	for ; s.heard < len(s.h.promises); s.heard++ {
		p := s.h.promises[s.heard]
		if f, waited := s.told[p.Call]; waited {
			s.errors.add(f, s.clock.now())
		}
		s.in(4*time.Second, func() { must(s, s.q.Accept(s.Context(), p.Token)) })
		talk := time.Duration(240 * math.Exp(0.7*s.chance.NormFloat64()-0.245) * float64(time.Second))
		s.in(4*time.Second+talk, func() { must(s, s.q.Finish(s.Context(), p.Token, 30*time.Second)) })
		s.in(4*time.Second+talk+30*time.Second, func() {}) // swept
	}
}

func (e *forecastErrors) add(f forecast, now time.Time) {
	e.waited++
	if f.wait == 0 {
		e.silent++
		return
	}
	was := now.Sub(f.at).Seconds()
	e.actual += was
	e.absolute += math.Abs(f.wait.Seconds() - was)
	e.tooLong += f.wait.Seconds() - was
}

// How much of the error is chance: with one caller before him and talks like these,
// half the wait either way is nothing anybody could know.
func TestTheExpectedWaitIsRightOnAverage(t *testing.T) {
	t.Parallel()
	e := simulate(t, 1)
	t.Log(e)
	if e.waited < 200 || float64(e.silent) > 0.05*float64(e.waited) {
		t.Errorf("%d of %d who waited were told nothing", e.silent, e.waited)
	}
	if e.share() > 0.5 || math.Abs(e.bias()) > 0.2 {
		t.Errorf("the mean error is %.0f %% of the mean wait, the bias %.0f %%", 100*e.share(), 100*e.bias())
	}
}
