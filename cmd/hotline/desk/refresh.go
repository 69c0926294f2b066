package desk

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/hub"
)

var (
	everybody = hub.Audience{Everybody: true}
	watchers  = hub.Audience{Watchers: true}
)

// refresh reads everything once. What cannot be read keeps what was shown.
func (d *Desk) refresh(ctx context.Context) {
	d.reading.Lock()
	defer d.reading.Unlock()
	bound, cancel := context.WithTimeoutCause(ctx, readTimeout, errors.New("a reading for the screens took too long"))
	defer cancel()
	now := time.Now()
	d.showCalls(ctx, now)
	d.showPresence(bound)
	d.showQueues(bound)
	d.showCounts(bound, now)
	d.showWarnings(bound, now)
	d.read = now
}

func (d *Desk) log(err error) {
	if err != nil {
		d.cfg.Log.Error("show", zap.Error(err))
	}
}

func (d *Desk) showPresence(ctx context.Context) {
	for _, s := range d.cfg.Standings(ctx) {
		if s.Presence == callcenter.WrapUp {
			s.Why = "" // it counts the seconds, and so does the screen
		}
		d.log(d.hub.Read(kindPresence, string(s.Agent), hub.Audience{Watchers: true, Agents: []callcenter.AgentID{s.Agent}}, s))
	}
}

func (d *Desk) showQueues(ctx context.Context) {
	o, err := d.cfg.Overview(ctx)
	if err != nil {
		d.queues.Away = true
		d.log(d.hub.Read(kindQueues, "", everybody, d.queues))
		return
	}
	was := make(map[callcenter.TopicName]time.Time, len(d.queues.Topics))
	for _, t := range d.queues.Topics {
		was[t.Topic] = t.FirstEntered
	}
	now := Queues{Topics: []QueueTopic{}, Agents: o.Agents}
	for _, t := range o.Topics {
		view := QueueTopic{Topic: t.Topic, Title: d.title(t.Topic), Waiting: t.Waiting, Admission: t.Admission}
		if t.Waiting > 0 {
			view.FirstEntered = steady(was[t.Topic], o.At.Add(-time.Duration(t.Longest)*time.Second))
		}
		now.Topics = append(now.Topics, view)
	}
	d.queues = now
	d.log(d.hub.Read(kindQueues, "", everybody, now))
}

// steady keeps a time that was read in whole seconds from going to and fro.
func steady(was, is time.Time) time.Time {
	if is.Sub(was).Abs() < 2*time.Second {
		return was
	}
	return is
}

func (d *Desk) title(topic callcenter.TopicName) string {
	if t, known := d.cfg.Topic(topic); known && t.Title != "" {
		return t.Title
	}
	return string(topic)
}

func (d *Desk) showCounts(ctx context.Context, now time.Time) {
	if now.Sub(d.counted) < countEvery {
		return
	}
	d.counted = now
	open, overdue, err := d.cfg.Owed(ctx)
	if err == nil {
		d.counts = Counts{Callbacks: open, Overdue: overdue}
	}
	d.counts.Away = err != nil
	d.log(d.hub.Read(kindCounts, "", everybody, d.counts))
}
