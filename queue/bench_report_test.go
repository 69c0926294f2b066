package queue

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
	"time"
)

// measure is one result of a benchmark beside what it should be.
type measure struct {
	Name    string        `json:"name"`
	Calls   int           `json:"calls"`
	Agents  int           `json:"agents"`
	Value   float64       `json:"value"`
	Unit    string        `json:"unit"`
	P50     time.Duration `json:"p50_ns,omitempty"`
	Target  float64       `json:"target,omitempty"`
	AtLeast bool          `json:"at_least,omitempty"` // the target is a floor
}

// measured gathers what benchmarks found, for the table at the end of the run.
var measured []measure

func keepMeasure(m measure) { measured = append(measured, m) }

// TestMain prints the table, and writes it as JSON where HOTLINE_BENCH_JSON says.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(measured) > 0 {
		report()
	}
	os.Exit(code)
}

func (m measure) holds() bool { return m.Target == 0 || m.AtLeast == (m.Value >= m.Target) }

func report() {
	for _, m := range measured { // growth: beside the same verb in the smallest case
		for _, small := range measured {
			if small.Name == m.Name && small.Calls == 10 && small.Agents == 50 && m.P50 > 0 && m.Calls*m.Agents > 500 {
				measured = append(measured, measure{
					Name: m.Name + " growth", Calls: m.Calls, Agents: m.Agents, Value: m.Value / small.Value, Unit: "× 10 calls, 50 agents", Target: 1.5,
				})
			}
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nwhat\tcalls\tagents\tvalue\tunit\ttarget\t")
	for _, m := range measured {
		verdict := "holds"
		if !m.holds() {
			verdict = "MISSES"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%s\t%v\t%s\n", m.Name, m.Calls, m.Agents, m.Value, m.Unit, m.Target, verdict)
	}
	_ = w.Flush()
	if path := os.Getenv("HOTLINE_BENCH_JSON"); path != "" {
		text, err := json.MarshalIndent(measured, "", "  ")
		if err == nil {
			err = os.WriteFile(path, append(text, '\n'), 0o600)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
}
