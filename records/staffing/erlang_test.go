package staffing

import (
	"math"
	"testing"
	"time"
)

// Traffic in erlangs that so many lines carry at a blocking of 1 % (ITU-D Study Group 2,
// Teletraffic Engineering Handbook: table of Erlang B).
func TestErlangBAgreesWithThePublishedTable(t *testing.T) {
	for lines, erlangs := range map[int]float64{1: 0.0101, 2: 0.153, 5: 1.36, 10: 4.46, 20: 12.0, 50: 37.9, 100: 84.1} {
		if b := erlangB(erlangs, lines); math.Abs(b-0.01) > 0.0004 {
			t.Errorf("%d lines, %v erlangs: blocking %.5f", lines, erlangs, b)
		}
	}
}

func near(got, want, by float64) bool { return math.Abs(got-want) <= by }

// Zeltyn and Mandelbaum, "The Palm/Erlang-A queue", example: 48 calls a minute, a minute
// each, 50 agents; callers who never hang up, and those who do after two minutes.
func TestErlangCAndAAgreeWithThePublishedExample(t *testing.T) {
	load := Load{Calls: 48 * 60, Handling: time.Minute}
	c := load.Expect(50, time.Minute)
	if !near(c.Wait.Seconds(), 20.8, 0.1) || !near(c.Occupancy, 0.96, 0.001) || c.Abandoned != 0 {
		t.Errorf("C: %+v", c)
	}
	load.Patience = 2 * time.Minute
	a := load.Expect(50, time.Minute)
	if !near(a.Wait.Seconds(), 3.7, 0.05) || !near(a.Abandoned, 0.031, 0.0005) || !near(a.Occupancy, 0.93, 0.002) {
		t.Errorf("A: %+v", a)
	}
}

// A queue of one agent has closed forms, and patience without end is Erlang C.
func TestErlangKnownCases(t *testing.T) {
	one := Load{Calls: 30, Handling: time.Minute} // half an erlang: P(wait) = 0.5
	if s := one.Expect(1, time.Minute); !near(s.Answered, 1-0.5*math.Exp(-0.5), 1e-9) || s.Wait != time.Minute {
		t.Errorf("M/M/1: %+v", s)
	}
	load := Load{Calls: 200, Handling: 3 * time.Minute}
	for agents := 11; agents < 16; agents++ {
		c := load.Expect(agents, 20*time.Second)
		patient := load
		patient.Patience = 300 * time.Hour
		a := patient.Expect(agents, 20*time.Second)
		if !near(a.Answered, c.Answered, 0.01) || !near(a.Wait.Seconds(), c.Wait.Seconds(), c.Wait.Seconds()/50) {
			t.Errorf("%d agents: C %+v, A without end %+v", agents, c, a)
		}
	}
	// Patience as long as a call is handled: as if everybody had an agent at once, of whom
	// only so many answer (M/M/∞).
	same := Load{Calls: 120, Handling: time.Minute, Patience: time.Minute}
	lost := 0.0
	for k, p := 0, math.Exp(-2); k < 60; k++ {
		lost += p * max(0, float64(k-2))
		p *= 2 / float64(k+1)
	}
	if s := same.Expect(2, time.Second); !near(s.Abandoned, lost/2, 1e-9) {
		t.Errorf("M/M/∞: %+v, want %v", s, lost/2)
	}
}

func TestAgentsKeepTheTargetAndOneLessDoesNot(t *testing.T) {
	for _, l := range []Load{
		{Calls: 1, Handling: time.Minute},
		{Calls: 200, Handling: 3 * time.Minute},
		{Calls: 200, Handling: 3 * time.Minute, Patience: 90 * time.Second},
		{Calls: 20000, Handling: 5 * time.Minute, Patience: 5 * time.Minute},
	} {
		n := l.Agents(0.8, 15*time.Second)
		if got := l.Expect(n, 15*time.Second).Answered; got < 0.8 {
			t.Errorf("%+v: %d agents answer %v", l, n, got)
		}
		if got := l.Expect(n-1, 15*time.Second).Answered; n > 1 && got >= 0.8 {
			t.Errorf("%+v: %d agents would do: %v", l, n-1, got)
		}
	}
	if n := (Load{Handling: time.Minute}).Agents(0.8, time.Second); n != 0 {
		t.Errorf("nobody calls, and %d agents", n)
	}
	overloaded := Load{Calls: 600, Handling: time.Minute}
	if s := overloaded.Expect(10, time.Minute); s.Answered != 0 {
		t.Errorf("as much load as agents: %+v", s)
	}
}
