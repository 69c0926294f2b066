package fold

import (
	"maps"
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

// player plays changes in order and cuts where the presence changes.
type player struct {
	moment
	now    State // begun and not yet cut; no presence: nothing was played
	last   time.Time
	states []State
}

func newPlayer(reachable bool) player {
	p := player{moment: moment{ringing: map[callcenter.Token]bool{}, talking: map[callcenter.Token]bool{}}}
	p.agent.Reachable = reachable
	return p
}

func (p player) clone() *player {
	p.ringing, p.talking = maps.Clone(p.ringing), maps.Clone(p.talking)
	p.states = slices.Clip(p.states)
	return &p
}

func (p *player) play(changes []change) {
	for i, c := range changes {
		// A wrap-up ends by its deadline, which is no fact.
		if until := p.agent.WrapUpUntil; until.After(p.last) && until.Before(c.at) {
			p.cut(until)
		}
		c.apply(&p.moment)
		p.last = c.at
		if i == len(changes)-1 || changes[i+1].at.After(c.at) {
			p.cut(c.at)
		}
	}
}

// playOut plays the last changes. What is then still so has no end.
func (p *player) playOut(changes []change) []State {
	p.play(changes)
	if until := p.agent.WrapUpUntil; until.After(p.last) {
		p.cut(until)
	}
	if p.now.lasts() {
		p.states = append(p.states, p.now)
	}
	return p.states
}

func (p *player) cut(at time.Time) {
	next := p.state(at)
	if next.Presence == p.now.Presence && next.Reason == p.now.Reason && next.Token == p.now.Token {
		return
	}
	if p.now.lasts() && at.After(p.now.From) {
		p.now.To = at
		p.states = append(p.states, p.now)
	}
	next.From = at
	p.now = next
}

// lasts: being signed out is no state.
func (s State) lasts() bool { return s.Presence != "" && s.Presence != callcenter.SignedOut }

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

// changesOf lists what bears on the presence, none of it before the shift.
func changesOf(started time.Time, facts []Fact, engagements []Engagement) []change {
	list := make([]change, 0, len(facts)+4*len(engagements))
	on := func(at time.Time, apply func(*moment)) { list = append(list, change{later(started, at), apply}) }
	for _, f := range facts {
		if apply := changeOf(f); apply != nil {
			on(f.At, apply)
		}
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
	case callcenter.ShiftEnded:
		return func(m *moment) { m.agent.Intent, m.agent.WrapUpUntil = callcenter.WantsOut, time.Time{} }
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
