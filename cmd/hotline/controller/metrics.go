package controller

import (
	"github.com/prometheus/client_golang/prometheus"

	"hotline/callcenter/asterisk"
	"hotline/callcenter/flow"
)

// metrics are what the domains let us see of their speed.
type metrics struct {
	requests *prometheus.HistogramVec
	marks    *prometheus.HistogramVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_asterisk_request_seconds", Help: "Time Asterisk took for a request, by method and route (ids left out).",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16),
		}, []string{"method", "route"}),
		marks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_call_mark_seconds", Help: "Moments of a call: promised since it waits, rang since promised, joined since answered, ended since arrived.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 22),
		}, []string{"mark"}),
	}
	reg.MustRegister(m.requests, m.marks)
	return m
}

func (m *metrics) request(r asterisk.Request) {
	m.requests.WithLabelValues(r.Method, r.Route).Observe(r.Took.Seconds())
}

func (m *metrics) mark(mark flow.Mark) {
	m.marks.WithLabelValues(string(mark.Name)).Observe(mark.Since.Seconds())
}
