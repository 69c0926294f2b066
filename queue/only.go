package queue

import (
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// planFor is the plan of a waiter's topic. One who waits for somebody by name waits for
// him alone at first: a step before the topic's own, which come so much later, or never.
// What the topic limits is not for him, for he takes nobody's place.
func (q *Queue) planFor(w callcenter.Waiter) (plan, error) {
	p, err := q.plan(w.Topic)
	if err != nil || w.Only == "" {
		return p, err
	}
	steps := []string{"0=@" + string(w.Only)}
	if w.OnlyFor > 0 {
		steps = append(steps, postponed(p.steps, w.OnlyFor)...)
	}
	p.steps, p.limits = strings.Join(steps, ";"), ""
	return p, nil
}

// postponed are the steps that much later.
func postponed(steps string, by time.Duration) (later []string) {
	for step := range strings.SplitSeq(steps, ";") {
		after, profile, _ := strings.Cut(step, "=")
		ms, _ := strconv.ParseInt(after, 10, 64) // ours: newPlans wrote it
		later = append(later, strconv.FormatInt(ms+by.Milliseconds(), 10)+"="+profile)
	}
	return later
}
