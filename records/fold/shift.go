package fold

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"hotline/callcenter"
)

// Shift is an agent's stay from sign-in to sign-out.
type Shift struct {
	ID        callcenter.ID      `json:"id"`
	Agent     callcenter.AgentID `json:"agent"`
	Seat      callcenter.SeatID  `json:"seat,omitempty"`
	StartedAt time.Time          `json:"started_at"`
	EndedAt   time.Time          `json:"ended_at,omitzero"`
	Digest    int64              `json:"digest"` // of all it was folded from

	States []State `json:"-"`
}

// Engagement is what one token did to a shift: its promise, its segment, or both.
type Engagement struct {
	Token   callcenter.Token
	Shift   callcenter.ID
	Agent   callcenter.AgentID
	Seat    callcenter.SeatID
	RingAt  time.Time // promise made; zero: not told
	RingEnd time.Time // zero: still ringing
	TalkAt  time.Time // zero: never joined
	TalkEnd time.Time // zero: still talking
	WrapUp  time.Duration
}

// Engagements lists what the record's promises and segments did to shifts.
func (r Record) Engagements() []Engagement {
	byToken := map[callcenter.Token]*Engagement{}
	for _, p := range r.Promises {
		byToken[p.Token] = &Engagement{
			Token: p.Token, Shift: p.Shift, Agent: p.Agent, Seat: p.Seat, RingAt: p.MadeAt, RingEnd: p.EndedAt,
		}
	}
	for _, s := range r.Segments {
		e := entry(byToken, s.Token, Engagement{Token: s.Token, Agent: s.Agent, Seat: s.Seat})
		e.Shift, e.TalkAt, e.TalkEnd = cmpID(s.Shift, e.Shift), s.StartedAt, s.EndedAt
		e.WrapUp = time.Duration(s.WrapUpMS) * time.Millisecond
	}
	var list []Engagement
	for _, e := range sorted(byToken) {
		if !e.Shift.IsZero() {
			list = append(list, e)
		}
	}
	return list
}

// OfShift folds the facts of one shift and what calls did in it.
func OfShift(id callcenter.ID, facts []Fact, engagements []Engagement) Shift {
	facts = Distinct(facts)
	shift := Shift{ID: id, StartedAt: id.Time().UTC()}
	for _, f := range facts {
		switch d := f.Data.(type) {
		case callcenter.ShiftStarted:
			shift.Agent, shift.Seat, shift.StartedAt = d.Agent, d.Seat, f.At
		case callcenter.ShiftEnded:
			shift.Agent, shift.EndedAt = d.Agent, f.At
		default:
			shift.Agent = cmp.Or(shift.Agent, agentOf(d))
		}
	}
	engagements = slices.SortedFunc(slices.Values(engagements), func(a, b Engagement) int { return cmp.Compare(a.Token, b.Token) })
	for _, e := range engagements {
		shift.Agent, shift.Seat = cmp.Or(shift.Agent, e.Agent), cmp.Or(shift.Seat, e.Seat)
	}
	if !shift.EndedAt.IsZero() {
		shift.EndedAt = later(shift.StartedAt, shift.EndedAt)
	}
	shift.Digest = digest(facts, engagements)
	shift.States = states(shift, facts, engagements)
	return shift
}

// digest tells whether a shift was folded from the same facts: it grows with neither
// their number nor their order.
func digest(facts []Fact, engagements []Engagement) int64 {
	h := fnv.New64a()
	for _, f := range facts {
		fmt.Fprintln(h, f.Kind(), f.Occurrence)
	}
	for _, e := range engagements {
		fmt.Fprintln(h, e.Token, e.RingAt.UnixMicro(), e.RingEnd.UnixMicro(), e.TalkAt.UnixMicro(), e.TalkEnd.UnixMicro(), e.WrapUp)
	}
	return int64(h.Sum64())
}

func agentOf(data callcenter.Payload) callcenter.AgentID {
	switch d := data.(type) {
	case callcenter.IntentChanged:
		return d.Agent
	case callcenter.ReachabilityChanged:
		return d.Agent
	case callcenter.NotAnsweringChanged:
		return d.Agent
	case callcenter.WrapUpChanged:
		return d.Agent
	}
	return ""
}
