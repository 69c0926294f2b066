package fold

import (
	"cmp"
	"time"

	"hotline/callcenter"
)

// Tally is what a call (Part empty) or one leg of it (Part: its token) counts for.
// Figures are sums over tallies, so what a figure needs of a call stands here, and what
// nobody may read does not.
type Tally struct {
	Call callcenter.ID `json:"call"`
	Part string        `json:"part"`
	At   time.Time     `json:"at"` // the arrival; of a leg, when it began to ring

	Channel     string               `json:"channel,omitempty"`
	Topic       callcenter.TopicName `json:"topic,omitempty"`
	Language    callcenter.Language  `json:"language,omitempty"`
	Agent       callcenter.AgentID   `json:"agent,omitempty"` // of a call: who answered first
	Seat        callcenter.SeatID    `json:"seat,omitempty"`
	Region      string               `json:"region,omitempty"`
	CallerKinds []string             `json:"caller_kinds,omitempty"`
	Matter1     string               `json:"matter_1,omitempty"`
	Matter2     string               `json:"matter_2,omitempty"`
	ServiceKind string               `json:"service_kind,omitempty"`
	Result      string               `json:"result,omitempty"`
	Outcome     callcenter.Outcome   `json:"outcome,omitempty"`
	Wait        *int                 `json:"wait,omitempty"` // WaitBand of a queued call, once it is known

	CallCounts
	LegCounts
}

// CallCounts are those of a call.
type CallCounts struct {
	Inbound       int64 `json:"inbound,omitzero"`
	Open          int64 `json:"open,omitzero"`
	Queued        int64 `json:"queued,omitzero"`
	Answered      int64 `json:"answered,omitzero"`
	Abandoned     int64 `json:"abandoned,omitzero"`
	WaitMS        int64 `json:"wait_ms,omitzero"`   // of the answered
	LostMS        int64 `json:"lost_ms,omitzero"`   // of those nobody answered
	Transfers     int64 `json:"transfers,omitzero"` // he was handed to another
	Consults      int64 `json:"consults,omitzero"`  // another was asked while he was held
	Invites       int64 `json:"invites,omitzero"`   // another was asked into the talk
	Messages      int64 `json:"messages,omitzero"`
	Callbacks     int64 `json:"callbacks,omitzero"`
	CallbacksDone int64 `json:"callbacks_done,omitzero"`
	Entered       int64 `json:"entered,omitzero"`
	AmountFen     int64 `json:"amount_fen,omitzero"`
	YiOffered     int64 `json:"yi_offered,omitzero"`     // a Yi call that waited
	YiSeat        int64 `json:"yi_seat,omitzero"`        // answered by who speaks Yi
	YiInterpreted int64 `json:"yi_interpreted,omitzero"` // answered by who does not
	YiCalledBack  int64 `json:"yi_called_back,omitzero"` // answered when he was called back
}

// LegCounts are those of one agent's part in a call. A score outside 1 to 5 counts as
// rated and as no score.
type LegCounts struct {
	Rings        int64 `json:"rings,omitzero"`
	RingMS       int64 `json:"ring_ms,omitzero"`
	Missed       int64 `json:"missed,omitzero"`
	Rejected     int64 `json:"rejected,omitzero"`
	Unrung       int64 `json:"unrung,omitzero"` // came to nothing otherwise
	Talks        int64 `json:"talks,omitzero"`
	TalkMS       int64 `json:"talk_ms,omitzero"`
	HeldMS       int64 `json:"held_ms,omitzero"`
	Interpreted  int64 `json:"interpreted,omitzero"`  // the agent does not speak the caller's language
	Interpreting int64 `json:"interpreting,omitzero"` // he was asked in as an interpreter
	Outside      int64 `json:"outside,omitzero"`      // a number outside that was joined, which is no agent's talk
	Asked        int64 `json:"asked,omitzero"`
	Rated        int64 `json:"rated,omitzero"`
	Score1       int64 `json:"score_1,omitzero"`
	Score2       int64 `json:"score_2,omitzero"`
	Score3       int64 `json:"score_3,omitzero"`
	Score4       int64 `json:"score_4,omitzero"`
	Score5       int64 `json:"score_5,omitzero"`
}

// Tallies lists what the record counts for: the call first.
func (r Record) Tallies() []Tally {
	c := r.Call
	of := Tally{
		Call: c.ID, At: c.ArrivedAt, Channel: cmp.Or(string(c.Channel), c.Called), Topic: c.Topic, Language: c.Language, Agent: c.AnsweredBy, Outcome: c.Outcome,
		CallerKinds: r.Entered.CallerKinds, Region: r.Entered.Region, Matter1: r.Entered.Matter1, Matter2: r.Entered.Matter2,
		ServiceKind: r.Entered.ServiceKind, Result: r.Entered.Result,
	}
	if !c.QueuedAt.IsZero() && c.WaitMS != nil {
		of.Wait = new(WaitBand(*c.WaitMS))
	}
	call := of
	call.CallCounts = r.callCounts()
	first := r.firstTalk()
	call.Seat = first.Seat
	if c.Language == callcenter.Yi && call.Queued == 1 {
		call.YiOffered = 1
		back := !c.Back.IsZero()
		call.YiCalledBack = one(call.Answered == 1 && back)
		call.YiInterpreted = one(call.Answered == 1 && !back && first.Interpreter)
		call.YiSeat = one(call.Answered == 1 && !back && !first.Interpreter)
	}
	return append([]Tally{call}, r.legs(of)...)
}

// firstTalk is the part of who answered first; zero if nobody did.
func (r Record) firstTalk() Segment {
	for _, s := range r.Segments {
		if s.Kind == callcenter.AgentLeg && s.StartedAt.Equal(r.Call.AnsweredAt) && s.Agent == r.Call.AnsweredBy {
			return s
		}
	}
	return Segment{}
}

func (r Record) callCounts() CallCounts {
	c := r.Call
	n := CallCounts{Inbound: one(c.Back.IsZero()), Open: one(c.EndedAt.IsZero())}
	wait := int64(0)
	if c.WaitMS != nil {
		wait = *c.WaitMS
	}
	// Who asked to be called back has come once, and waits on in his call-back. What
	// somebody picked from the worklist never waited.
	if c.PickedBy == "" {
		n.Answered = one(!c.AnsweredAt.IsZero())
		n.Queued = one(!c.QueuedAt.IsZero() && c.Outcome != callcenter.AskedBack)
	}
	switch {
	case n.Answered == 1:
		n.WaitMS = wait
	case n.Queued == 1:
		n.LostMS = wait
		n.Abandoned = one(n.Queued == 1 && c.Outcome == callcenter.Abandoned)
	}
	for _, x := range r.Transfers {
		if x.Kind == callcenter.CallerLeg {
			continue // no agent asked for it
		}
		n.Transfers += one(x.Outcome == callcenter.TransferCompleted)
		n.Consults += one(x.Way == callcenter.Consulting)
		n.Invites += one(x.Way == callcenter.Inviting)
	}
	for _, x := range r.Recordings {
		n.Messages += one(x.Kind == MessageRecording)
	}
	for _, x := range r.Callbacks {
		n.Callbacks++
		n.CallbacksDone += one(x.State == CallbackDone)
	}
	if e := r.Entered; e.Revision > 0 {
		n.Entered = 1
		if e.AmountFen != nil {
			n.AmountFen = *e.AmountFen
		}
	}
	return n
}

// legs gathers by token what promises, segments and ratings tell of an agent's part.
func (r Record) legs(of Tally) []Tally {
	byToken := map[callcenter.Token]*Tally{}
	leg := func(token callcenter.Token, at time.Time, agent callcenter.AgentID) *Tally {
		t := entry(byToken, token, of)
		if t.Part == "" {
			t.Part, t.At, t.Agent = string(token), at, agent
		}
		return t
	}
	for _, p := range r.Promises {
		t := leg(p.Token, p.MadeAt, p.Agent)
		t.Seat, t.Topic = p.Seat, cmp.Or(p.Topic, t.Topic)
		t.Rings = 1
		if !p.EndedAt.IsZero() {
			t.RingMS = *between(p.MadeAt, p.EndedAt)
		}
		switch p.Outcome {
		case "", Joined, CallEnded:
		case string(callcenter.DeclinedNoAnswer):
			t.Missed = 1
		case string(callcenter.DeclinedRejected):
			t.Rejected = 1
		default:
			t.Unrung = 1
		}
	}
	for _, s := range r.Segments {
		t := leg(s.Token, s.StartedAt, s.Agent)
		t.Agent, t.Seat, t.Language = s.Agent, cmp.Or(s.Seat, t.Seat), cmp.Or(s.Language, t.Language)
		if s.Kind == callcenter.OutsideLeg {
			t.Outside = 1
			continue
		}
		t.Talks, t.Interpreted, t.Interpreting = 1, one(s.Interpreter), one(s.Kind == callcenter.InterpreterLeg)
		if s.TalkMS != nil {
			t.TalkMS, t.HeldMS = *s.TalkMS, *s.HeldMS
		}
	}
	for _, x := range r.Ratings {
		at := x.AskedAt
		if at.IsZero() {
			at = x.AnsweredAt
		}
		t := leg(x.Token, at, x.Agent)
		t.Asked, t.Rated = one(!x.AskedAt.IsZero()), one(x.Score != 0)
		if scores := []*int64{&t.Score1, &t.Score2, &t.Score3, &t.Score4, &t.Score5}; x.Score >= 1 && x.Score <= len(scores) {
			*scores[x.Score-1] = 1
		}
	}
	return sorted(byToken)
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// The bands of waiting: each second up to a minute, then 5 s up to five minutes, then
// each minute up to an hour.
const (
	fineBands   = 60
	middleBands = 300
	wholeBands  = 3600
)

// WaitBand is the upper edge, in seconds, of the band a wait lies in; the edge belongs
// to it. A threshold on an edge is exact; a percentile is at most one band too high.
// What is longer than an hour lies in the band after it.
func WaitBand(ms int64) int {
	up := func(step int64) int { return int((ms + step*1000 - 1) / (step * 1000) * step) }
	switch s := up(1); {
	case s <= fineBands:
		return s
	case s <= middleBands:
		return up(5)
	case s <= wholeBands:
		return up(60)
	}
	return wholeBands + 60
}
