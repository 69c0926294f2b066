package controller

import (
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// alarms makes an alarm a log line at error level, a count to alert on and a line on the
// screens of those who watch the floor.
type alarms struct {
	log    *zap.Logger
	raised *prometheus.CounterVec
	show   func(callcenter.Alarm)
}

func newAlarms(log *zap.Logger, reg prometheus.Registerer, show func(callcenter.Alarm)) alarms {
	raised := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "hotline_alarms_total",
		Help: "Things a person must look at, by name.",
	}, []string{"name"})
	reg.MustRegister(raised)
	return alarms{log: log, raised: raised, show: show}
}

// Raise satisfies the domains' Alarms.
func (a alarms) Raise(alarm callcenter.Alarm) {
	a.raised.WithLabelValues(string(alarm.Name)).Inc()
	fields := []zap.Field{zap.String("alarm", string(alarm.Name)), zap.String("detail", alarm.Detail)}
	if !alarm.Call.IsZero() {
		fields = append(fields, zap.Stringer("call_id", alarm.Call))
	}
	if alarm.Agent != "" {
		fields = append(fields, zap.String("agent", string(alarm.Agent)))
	}
	a.log.Error("alarm", fields...)
	a.show(alarm)
}
