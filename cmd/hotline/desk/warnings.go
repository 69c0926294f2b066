package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"hotline/callcenter"
)

// alarms are the latest of this controller.
type alarms struct {
	mu     sync.Mutex
	raised []Warning
}

const (
	mostAlarms  = 50
	alarmsStand = 30 * time.Minute
)

// Raise notes an alarm for those who watch the floor.
func (d *Desk) Raise(a callcenter.Alarm) {
	w := Warning{Name: string(a.Name), Detail: a.Detail, Since: time.Now(), Agent: a.Agent}
	if !a.Call.IsZero() {
		w.Call = a.Call.String()
	}
	d.alarms.mu.Lock()
	d.alarms.raised = append(d.alarms.raised, w)
	d.alarms.raised = d.alarms.raised[max(0, len(d.alarms.raised)-mostAlarms):]
	d.alarms.mu.Unlock()
	d.Poke()
}

func (d *Desk) showWarnings(ctx context.Context, now time.Time) {
	wrong := Warnings{Warnings: []Warning{}}
	still := map[string]time.Time{}
	for _, w := range d.cfg.Wrong(ctx) {
		w.Since = now
		if since, known := d.since[w.Name]; known {
			w.Since = since
		}
		still[w.Name] = w.Since
		wrong.Warnings = append(wrong.Warnings, w)
	}
	d.since = still
	d.log(d.hub.Read(kindWarnings, "", everybody, wrong))
	d.alarms.mu.Lock()
	d.alarms.raised = slices.DeleteFunc(d.alarms.raised, func(w Warning) bool { return now.Sub(w.Since) > alarmsStand })
	lately := Alarms{Alarms: append([]Warning{}, d.alarms.raised...)}
	d.alarms.mu.Unlock()
	d.log(d.hub.Put(kindAlarms, d.cfg.Name, watchers, lately))
}
