package bench

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"hotline/cmd/callsim/load"
)

// System is one of those compared.
type System struct {
	Name          string
	Number        string // that leads to it
	ControllerPID int    // its process beside Asterisk; 0: it has none
}

// Bench is what is measured, and with what.
type Bench struct {
	Systems     []System
	Floor       *load.Floor   // registered, and signed in where a system wants that
	Callers     *load.Callers // with RTP, as real ones: Asterisk's Answer() waits 500 ms for it
	Signallers  *load.Callers // without, where the rate or the CPU of signalling is measured
	AsteriskPID int
	Rounds      int
	Seats       int           // of the floor, for hand-overs
	Waiting     int           // callers who wait in the hand-over measure
	HandOvers   int           // hand-overs in a round
	Offers      int           // calls in a round of the offer measure
	Talk        time.Duration // of each call but those of the offer measure
	RateFrom    float64       // calls a second the search starts with, and its step
	RateStep    float64
	RateFor     time.Duration // each step of the search
	CPURate     float64       // calls a second while processor time is measured
	CPUFor      time.Duration
	Crowd       int    // callers waiting with music
	Key, Rating string // pressed in the menu and after the talk, where a system has them; "" none
	Skip        map[string]bool
	Progress    func(format string, args ...any)
}

// The names of the measures, for Skip.
const (
	MeasureOffer     = "offer"
	MeasureHandOver  = "handover"
	MeasureSustained = "sustained"
	MeasureCPU       = "cpu"
	MeasureWaiting   = "waiting"
)

// Figures is what one system reached. Times are milliseconds. What was not measured is
// not there.
type Figures struct {
	Offer             load.Spread `json:"offer_ms,omitzero"`
	HandOver          load.Spread `json:"hand_over_ms,omitzero"`
	OutOfOrder        float64     `json:"out_of_order"`              // of the served
	Served            float64     `json:"served,omitzero"`           // calls of the hand-over measure
	Sustained         float64     `json:"sustained_per_second"`      // 0 beside a limit: not even the lowest rate
	Limit             string      `json:"sustained_limit,omitempty"` // what ended the search; none: not searched
	AsteriskPerCall   float64     `json:"asterisk_cpu_ms_per_call,omitzero"`
	ControllerPerCall float64     `json:"controller_cpu_ms_per_call,omitzero"`
	AsteriskWaiting   float64     `json:"asterisk_cpu_percent_waiting,omitzero"`
	ControllerWaiting float64     `json:"controller_cpu_percent_waiting,omitzero"`
	Failed            int         `json:"failed"` // of all calls but those that ended the search
}

// Result is the whole measurement.
type Result struct {
	Machine Machine            `json:"machine"`
	Skipped []string           `json:"skipped,omitempty"`
	Systems []string           `json:"systems"`
	Rounds  []map[string]any   `json:"rounds"` // each system's figures of each round
	Medians map[string]Figures `json:"medians"`
}

// Run measures everything and takes medians over the rounds.
func (b *Bench) Run(ctx context.Context) (Result, error) {
	all := map[string][]Figures{}
	result := Result{Machine: machine(), Skipped: slices.Sorted(maps.Keys(b.Skip)), Medians: map[string]Figures{}}
	b.Progress("%s", result.Machine)
	for round := range b.Rounds {
		row := map[string]any{}
		for _, s := range b.order(round) {
			b.Progress("第 %d/%d 轮:%s", round+1, b.Rounds, s.Name)
			f, err := b.measure(ctx, s)
			if err != nil {
				return result, fmt.Errorf("%s 第 %d 轮: %w", s.Name, round+1, err)
			}
			all[s.Name] = append(all[s.Name], f)
			row[s.Name] = f
		}
		result.Rounds = append(result.Rounds, row)
	}
	for _, s := range b.Systems {
		result.Systems = append(result.Systems, s.Name)
		result.Medians[s.Name] = medians(all[s.Name])
	}
	return result, nil
}

// order alternates who is first: whoever is second finds a warmer machine.
func (b *Bench) order(round int) []System {
	out := append([]System(nil), b.Systems...)
	if round%2 == 1 {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

func (b *Bench) measure(ctx context.Context, s System) (f Figures, err error) {
	for _, m := range []struct {
		name string
		do   func(context.Context, System, *Figures) error
	}{
		{MeasureOffer, b.offer},
		{MeasureHandOver, b.handOver},
		{MeasureCPU, b.cpu},
		{MeasureWaiting, b.waiting},
		{MeasureSustained, b.sustained}, // last: it ends in overload
	} {
		if b.Skip[m.name] {
			continue
		}
		b.Progress("  %s …", m.name)
		if err := m.do(ctx, s, &f); err != nil {
			return f, fmt.Errorf("%s: %w", m.name, err)
		}
		if !rest(ctx, restBetween) {
			return f, context.Cause(ctx)
		}
	}
	return f, nil
}

func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
