package fold

import (
	"cmp"
	"hash/fnv"
	"io"
	"maps"
	"slices"
	"strconv"
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
	t := NewTimeline(id)
	for _, f := range facts {
		t.Tell(f)
	}
	for _, e := range engagements {
		t.Engage(e)
	}
	return t.Fold()
}

// named gives the shift its agent and seat: its own facts know best, then the least token.
func (t *Timeline) named() (agent callcenter.AgentID, seat callcenter.SeatID) {
	for _, f := range t.facts {
		if d, is := f.Data.(callcenter.ShiftStarted); is {
			return d.Agent, d.Seat
		}
		agent = cmp.Or(agent, agentOf(f.Data))
	}
	if len(t.engaged) > 0 {
		least := t.engaged[slices.Min(slices.Collect(maps.Keys(t.engaged)))]
		agent, seat = cmp.Or(agent, least.Agent), least.Seat
	}
	return agent, seat
}

func agentOf(data callcenter.Payload) callcenter.AgentID {
	switch d := data.(type) {
	case callcenter.ShiftStarted:
		return d.Agent
	case callcenter.ShiftEnded:
		return d.Agent
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

// hash of one thing a shift is folded from. Their sum tells whether two shifts were
// folded from the same things, whatever the order.
func hash(parts ...string) int64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
		_, _ = h.Write([]byte{0})
	}
	return int64(h.Sum64())
}

func (e Engagement) hash() int64 {
	var b []byte
	for _, at := range []time.Time{e.RingAt, e.RingEnd, e.TalkAt, e.TalkEnd} {
		b = append(strconv.AppendInt(b, at.UnixMicro(), 36), ' ')
	}
	return hash(string(e.Token), string(b), e.WrapUp.String())
}

func sortFacts(facts []Fact) {
	slices.SortFunc(facts, byTime)
}
