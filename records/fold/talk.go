package fold

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
)

// talk is everything told about one token, from the promise to the end of the segment.
type talk struct {
	promise Promise // MadeAt zero: not told
	segment Segment // StartedAt zero: not told
	holds   map[string]*Hold
}

func (b *builder) talk(token callcenter.Token) *talk {
	return entry(b.talks, token, talk{
		promise: Promise{Token: token, Call: b.id},
		segment: Segment{Token: token, Call: b.id, Kind: callcenter.AgentLeg},
		holds:   map[string]*Hold{},
	})
}

func (b *builder) takeTalk(f Fact) {
	switch d := f.Data.(type) {
	case callcenter.PromiseMade:
		p := &b.talk(d.Token).promise
		p.Agent, p.Shift, p.Seat, p.Topic, p.Step, p.MadeAt = d.Agent, d.Shift, d.Seat, d.Topic, d.Step, f.At
	case callcenter.PromiseDeclined:
		p := &b.talk(d.Token).promise
		p.Agent, p.EndedAt, p.Outcome = cmp.Or(p.Agent, d.Agent), f.At, string(d.Reason)
	case callcenter.SegmentStarted:
		s := &b.talk(d.Token).segment
		s.Agent, s.Shift, s.Seat, s.Language, s.Interpreter, s.StartedAt = d.Agent, d.Shift, d.Seat, d.Language, d.Interpreter, f.At
		s.Kind, s.Outside = cmp.Or(d.Kind, callcenter.AgentLeg), d.Outside
	case callcenter.SegmentEnded:
		s := &b.talk(d.Token).segment
		s.Agent, s.EndedAt, s.EndedBy, s.WrapUpMS = cmp.Or(s.Agent, d.Agent), f.At, d.By, max(0, d.WrapUp.Milliseconds())
	case callcenter.SegmentHeld:
		h := b.hold(d.Token, f.Occurrence)
		h.HeldBy, h.StartedAt = d.By, f.At
	case callcenter.SegmentResumed:
		b.hold(d.Token, f.Occurrence).EndedAt = f.At
	}
}

func (b *builder) hold(token callcenter.Token, occurrence string) *Hold {
	return entry(b.talk(token).holds, occurrence, Hold{Token: token, Occurrence: occurrence, Call: b.id})
}

// settleTalks closes what the end of the call, or the next step, closes.
func (b *builder) settleTalks() {
	for _, t := range b.talks {
		p, s := &t.promise, &t.segment
		if s.StartedAt.IsZero() {
			s.StartedAt = s.EndedAt // its beginning was not told (yet)
		}
		if p.MadeAt.IsZero() {
			p.MadeAt = p.EndedAt
		}
		if !s.StartedAt.IsZero() {
			p.EndedAt, p.Outcome = s.StartedAt, Joined
			// A restarted controller may have lost whose shift it was; the promise knows.
			s.Shift, s.Seat = cmpID(s.Shift, p.Shift), cmp.Or(s.Seat, p.Seat)
		}
		if !b.call.EndedAt.IsZero() {
			if p.EndedAt.IsZero() {
				p.EndedAt, p.Outcome = b.call.EndedAt, CallEnded
			}
			if s.EndedAt.IsZero() && !s.StartedAt.IsZero() {
				s.EndedAt = b.call.EndedAt
			}
		}
		if !p.EndedAt.IsZero() {
			p.EndedAt = later(p.MadeAt, p.EndedAt)
		}
		if !s.EndedAt.IsZero() {
			s.EndedAt = later(s.StartedAt, s.EndedAt)
		}
		t.settleHolds()
	}
}

// settleHolds keeps the holds within their segment: one without a resume ends with it.
func (t *talk) settleHolds() {
	s := &t.segment
	var spans [][2]time.Time
	for _, h := range t.holds {
		if h.StartedAt.IsZero() {
			h.StartedAt = h.EndedAt
		}
		h.StartedAt = later(s.StartedAt, h.StartedAt)
		if !s.EndedAt.IsZero() {
			if h.EndedAt.IsZero() || h.EndedAt.After(s.EndedAt) {
				h.EndedAt = s.EndedAt
			}
			if h.StartedAt.After(s.EndedAt) {
				h.StartedAt = s.EndedAt
			}
		}
		if !h.EndedAt.IsZero() {
			h.EndedAt = later(h.StartedAt, h.EndedAt)
			spans = append(spans, [2]time.Time{h.StartedAt, h.EndedAt})
		}
	}
	if !s.EndedAt.IsZero() {
		s.TalkMS = between(s.StartedAt, s.EndedAt)
		s.HeldMS = new(min(covered(spans), *s.TalkMS))
	}
}

// covered is the length of the union of the spans in milliseconds.
func covered(spans [][2]time.Time) int64 {
	slices.SortFunc(spans, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
	var total time.Duration
	var end time.Time
	for _, s := range spans {
		from := later(end, s[0])
		if s[1].After(from) {
			total += s[1].Sub(from)
			end = s[1]
		}
	}
	return total.Milliseconds()
}

func (b *builder) promises() (list []Promise) {
	for _, t := range b.inOrder() {
		if !t.promise.MadeAt.IsZero() {
			list = append(list, t.promise)
		}
	}
	return list
}

func (b *builder) segments() (list []Segment) {
	for _, t := range b.inOrder() {
		if !t.segment.StartedAt.IsZero() {
			list = append(list, t.segment)
		}
	}
	return list
}

func (b *builder) holds() (list []Hold) {
	for _, t := range b.inOrder() {
		for _, occurrence := range slices.Sorted(maps.Keys(t.holds)) {
			list = append(list, *t.holds[occurrence])
		}
	}
	return list
}

func (b *builder) inOrder() []*talk {
	begun := func(t *talk) time.Time {
		if t.promise.MadeAt.IsZero() {
			return t.segment.StartedAt
		}
		return t.promise.MadeAt
	}
	return slices.SortedFunc(maps.Values(b.talks), func(x, y *talk) int {
		return cmp.Or(begun(x).Compare(begun(y)), strings.Compare(string(x.promise.Token), string(y.promise.Token)))
	})
}

func cmpID(a, b callcenter.ID) callcenter.ID {
	if a.IsZero() {
		return b
	}
	return a
}
