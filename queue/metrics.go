package queue

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"hotline/callcenter"
)

// Metrics shows the overview to Prometheus, read when it is asked for: every controller
// tells the same numbers, for they are the centre's.
type Metrics struct{ queue *Queue }

// NewMetrics is for one registry.
func NewMetrics(q *Queue) Metrics { return Metrics{q} }

const scrapeTimeout = 2 * time.Second

var (
	waitingDesc = prometheus.NewDesc("hotline_queue_waiting", "Calls that wait, by topic.", []string{"topic"}, nil)
	longestDesc = prometheus.NewDesc("hotline_queue_longest_wait_seconds", "How long the first in line waits, by topic.", []string{"topic"}, nil)
	openDesc    = prometheus.NewDesc("hotline_queue_open", "1 if the topic takes calls, 0 if it is drained or closed.", []string{"topic"}, nil)
	expectDesc  = prometheus.NewDesc("hotline_queue_expected_wait_seconds", "How long who calls now may expect to wait, by topic. Absent: nobody can tell.", []string{"topic"}, nil)
	keptDesc    = prometheus.NewDesc("hotline_queue_kept_agents", "Free agents kept for callers who need a skill: while no more are free, they take no other calls.", []string{"skill"}, nil)
	freeDesc    = prometheus.NewDesc("hotline_queue_free_agents", "Agents of a skill of whom some are kept who are free.", []string{"skill"}, nil)
	agentsDesc  = prometheus.NewDesc("hotline_agents", "Agents signed in, by presence.", []string{"presence"}, nil)
)

// Describe satisfies prometheus.Collector.
func (m Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{waitingDesc, longestDesc, openDesc, expectDesc, keptDesc, freeDesc, agentsDesc} {
		to <- d
	}
}

// Collect tells nothing while Redis is away or the queue is rebuilt: a gap is the truth.
func (m Metrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	o, err := m.queue.Overview(ctx)
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, label string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, label)
	}
	for _, t := range o.Topics {
		open := 0.0
		if t.Admission == callcenter.Open {
			open = 1
		}
		gauge(waitingDesc, float64(t.Waiting), string(t.Topic))
		gauge(longestDesc, float64(t.Longest), string(t.Topic))
		gauge(openDesc, open, string(t.Topic))
		if t.Expected != nil {
			gauge(expectDesc, float64(*t.Expected), string(t.Topic))
		}
	}
	for _, k := range o.Kept {
		gauge(keptDesc, float64(k.Keep), string(k.Skill))
		gauge(freeDesc, float64(k.Free), string(k.Skill))
	}
	for presence, n := range o.Agents {
		gauge(agentsDesc, float64(n), string(presence))
	}
}
