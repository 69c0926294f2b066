package fold

import (
	"maps"
	"slices"
	"time"

	"hotline/callcenter"
)

// Timeline folds one shift over and over while it grows. What lies well in the past is
// settled and not played again; something that comes late unsettles all. The result is
// that of OfShift, however it came together.
type Timeline struct {
	id      callcenter.ID
	facts   []Fact
	known   map[Key]bool
	engaged map[callcenter.Token]Engagement
	digest  int64

	settled   time.Time // everything up to it is in past
	past      player
	recent    []Fact                          // facts after settled
	ongoing   map[callcenter.Token]Engagement // engagements after settled
	startedAt time.Time                       // past was played with these
	reachable bool
}

// unsettled is how many changes stay open to what comes a little late.
const unsettled = 24

// NewTimeline is the timeline of a shift nothing is known of.
func NewTimeline(id callcenter.ID) *Timeline {
	return &Timeline{
		id: id, known: map[Key]bool{}, engaged: map[callcenter.Token]Engagement{}, ongoing: map[callcenter.Token]Engagement{},
		past: newPlayer(true), reachable: true, startedAt: id.Time().UTC(),
	}
}

// Tell adds a fact of the shift. A repeat changes nothing.
func (t *Timeline) Tell(f Fact) {
	if t.known[f.Key()] {
		return
	}
	t.known[f.Key()] = true
	t.facts = append(t.facts, f)
	t.recent = append(t.recent, f)
	t.digest += hash(string(f.Kind()), f.Occurrence)
	if !f.At.After(t.settled) {
		t.unsettle()
	}
}

// Engage adds what a call did to the shift, or what it is now known to have done.
func (t *Timeline) Engage(e Engagement) {
	before, known := t.engaged[e.Token]
	if known {
		if before == e {
			return
		}
		t.digest -= before.hash()
	}
	t.digest += e.hash()
	t.engaged[e.Token] = e
	if known && !before.after(t.settled) || !e.after(t.settled) {
		t.unsettle()
	}
	t.ongoing[e.Token] = e
}

// Engagement is what is known of one token.
func (t *Timeline) Engagement(token callcenter.Token) Engagement { return t.engaged[token] }

// unsettle makes the next fold play everything again.
func (t *Timeline) unsettle() {
	sortFacts(t.facts)
	t.settled, t.past = time.Time{}, newPlayer(t.reachable)
	t.recent, t.ongoing = slices.Clone(t.facts), maps.Clone(t.engaged)
}

// Fold returns the shift as it is known now.
func (t *Timeline) Fold() Shift {
	shift := Shift{ID: t.id, StartedAt: t.id.Time().UTC(), Digest: t.digest}
	sortFacts(t.facts)
	sortFacts(t.recent)
	shift.Agent, shift.Seat = t.named()
	reachable := reachableAtFirst(t.facts)
	for _, f := range t.facts {
		switch f.Data.(type) {
		case callcenter.ShiftStarted:
			shift.StartedAt = f.At
		case callcenter.ShiftEnded:
			shift.EndedAt = f.At
		}
	}
	if !shift.EndedAt.IsZero() {
		shift.EndedAt = later(shift.StartedAt, shift.EndedAt)
	}
	if reachable != t.reachable || !shift.StartedAt.Equal(t.startedAt) {
		t.reachable, t.startedAt = reachable, shift.StartedAt
		t.unsettle()
	}
	rest := t.settle(changesOf(shift.StartedAt, t.recent, t.inOrder()))
	shift.States = t.past.clone().playOut(rest)
	return shift
}

func (t *Timeline) inOrder() []Engagement {
	list := make([]Engagement, 0, len(t.ongoing))
	for _, token := range slices.Sorted(maps.Keys(t.ongoing)) {
		list = append(list, t.ongoing[token])
	}
	return list
}

// settle plays into the past what is old enough and returns the changes after it.
// It cuts only where no ring or talk goes on.
func (t *Timeline) settle(changes []change) []change {
	for i := len(changes) - unsettled; i > 0; i-- {
		at := changes[i-1].at
		if !changes[i].at.After(at) || !t.quiet(at) {
			continue
		}
		t.past.play(changes[:i])
		t.settled = at
		t.recent = slices.DeleteFunc(t.recent, func(f Fact) bool { return !later(t.startedAt, f.At).After(at) })
		maps.DeleteFunc(t.ongoing, func(_ callcenter.Token, e Engagement) bool { return !e.after(at) })
		return changes[i:]
	}
	return changes
}

// quiet reports that every engagement lies wholly before or wholly after at.
func (t *Timeline) quiet(at time.Time) bool {
	for _, e := range t.ongoing {
		if !e.after(at) && !e.over(at) {
			return false
		}
	}
	return true
}

// after reports that all of the engagement lies after at.
func (e Engagement) after(at time.Time) bool {
	return (e.RingAt.IsZero() || e.RingAt.After(at)) && (e.TalkAt.IsZero() || e.TalkAt.After(at))
}

// over reports that all of the engagement lies before at or on it.
func (e Engagement) over(at time.Time) bool {
	past := func(from, to time.Time) bool {
		return from.IsZero() || !to.IsZero() && !to.After(at) && !from.After(at)
	}
	return past(e.RingAt, e.RingEnd) && past(e.TalkAt, e.TalkEnd)
}
