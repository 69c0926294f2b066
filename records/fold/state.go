package fold

import (
	"slices"
	"time"

	"hotline/callcenter"
)

// State is what an agent was from one moment up to, not including, another. A
// running one has no end. Being signed out is the lack of a state.
type State struct {
	Presence callcenter.Presence
	Reason   string           // of a break
	Token    callcenter.Token // of a ring or a talk
	From     time.Time
	To       time.Time
}

// change is one thing that bears on the presence.
type change struct {
	at    time.Time
	apply func(*moment)
}

// moment is an agent at one time: callcenter derives the presence from it.
type moment struct {
	agent   callcenter.AgentState
	ringing map[callcenter.Token]bool
	talking map[callcenter.Token]bool
}

// states plays the changes in order and cuts the shift where the presence changes.
func states(shift Shift, facts []Fact, engagements []Engagement) []State {
	m := moment{ringing: map[callcenter.Token]bool{}, talking: map[callcenter.Token]bool{}}
	m.agent.Reachable = reachableAtFirst(facts)
	changes := changesOf(shift, facts, engagements)
	var list []State
	var now State
	cut := func(at time.Time) {
		next := m.state(at)
		if next.Presence == now.Presence && next.Reason == now.Reason && next.Token == now.Token {
			return
		}
		if now.To = at; now.Presence != callcenter.SignedOut && now.Presence != "" && at.After(now.From) {
			list = append(list, now)
		}
		next.From = at
		now = next
	}
	for i, c := range changes {
		// A wrap-up ends by its deadline, which is no fact.
		if until := m.agent.WrapUpUntil; i > 0 && until.After(changes[i-1].at) && until.Before(c.at) {
			cut(until)
		}
		c.apply(&m)
		if i == len(changes)-1 || changes[i+1].at.After(c.at) {
			cut(c.at)
		}
	}
	if until := m.agent.WrapUpUntil; len(changes) > 0 && until.After(changes[len(changes)-1].at) {
		cut(until)
	}
	if now.Presence != callcenter.SignedOut && now.Presence != "" {
		now.To = time.Time{}
		list = append(list, now)
	}
	return list
}

func (m *moment) state(at time.Time) State {
	a := m.agent
	a.Token, a.Engaged = "", false
	if token, any := first(m.talking); any {
		a.Token, a.Engaged = token, true
	} else if token, any := first(m.ringing); any {
		a.Token = token
	}
	s := State{Presence: a.PresenceAt(at)}
	switch s.Presence {
	case callcenter.Talking, callcenter.Ringing:
		s.Token = a.Token
	case callcenter.OnBreak:
		s.Reason = a.BreakReason
	}
	return s
}

func first(tokens map[callcenter.Token]bool) (least callcenter.Token, any bool) {
	for t := range tokens {
		if !any || t < least {
			least, any = t, true
		}
	}
	return least, any
}

// reachableAtFirst: until the first change the opposite held; with none he was there.
func reachableAtFirst(facts []Fact) bool {
	for _, f := range facts {
		if d, is := f.Data.(callcenter.ReachabilityChanged); is {
			return !d.Reachable
		}
	}
	return true
}

func changesOf(shift Shift, facts []Fact, engagements []Engagement) []change {
	list := []change{}
	on := func(at time.Time, apply func(*moment)) {
		list = append(list, change{later(shift.StartedAt, at), apply})
	}
	for _, f := range facts {
		if apply := changeOf(f); apply != nil {
			on(f.At, apply)
		}
	}
	if !shift.EndedAt.IsZero() {
		on(shift.EndedAt, func(m *moment) { m.agent.Intent, m.agent.WrapUpUntil = callcenter.WantsOut, time.Time{} })
	}
	for _, e := range engagements {
		if !e.RingAt.IsZero() {
			on(e.RingAt, func(m *moment) { m.ringing[e.Token] = true })
		}
		if !e.RingAt.IsZero() && !e.RingEnd.IsZero() {
			on(e.RingEnd, func(m *moment) { delete(m.ringing, e.Token) })
		}
		if !e.TalkAt.IsZero() {
			on(e.TalkAt, func(m *moment) { m.talking[e.Token] = true })
		}
		if !e.TalkAt.IsZero() && !e.TalkEnd.IsZero() {
			on(e.TalkEnd, func(m *moment) {
				delete(m.talking, e.Token)
				m.agent.WrapUpUntil = e.TalkEnd.Add(e.WrapUp)
			})
		}
	}
	// Stable: what happened in one microsecond applies in the order it is listed.
	slices.SortStableFunc(list, func(a, b change) int { return a.at.Compare(b.at) })
	return list
}

func changeOf(f Fact) func(*moment) {
	switch d := f.Data.(type) {
	case callcenter.IntentChanged:
		return func(m *moment) { m.agent.Intent, m.agent.BreakReason = d.Intent, d.Reason }
	case callcenter.ReachabilityChanged:
		return func(m *moment) { m.agent.Reachable = d.Reachable }
	case callcenter.NotAnsweringChanged:
		return func(m *moment) { m.agent.NotAnswering = d.NotAnswering }
	case callcenter.WrapUpChanged:
		until := d.Until.UTC().Truncate(time.Microsecond)
		return func(m *moment) {
			if m.agent.WrapUpUntil.After(f.At) { // else it came too late to change one
				m.agent.WrapUpUntil = later(f.At, until)
			}
		}
	}
	return nil
}
