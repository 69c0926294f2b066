package fold

import (
	"cmp"
	"slices"
	"time"

	"hotline/callcenter"
)

// OfCall folds the facts of one call. Facts of other subjects do not belong in it;
// kinds it does not know change nothing.
func OfCall(id callcenter.ID, facts []Fact) Record {
	b := builder{
		id:       id,
		call:     Call{ID: id, ArrivedAt: id.Time().UTC()},
		passages: map[callcenter.TopicName]*passage{},
		talks:    map[callcenter.Token]*talk{},
		files:    map[string]*Recording{},
		ratings:  map[callcenter.Token]*Rating{},
		linked:   map[callcenter.Token]*Rating{},
		upset:    map[string]time.Time{},
		kept:     map[string]*File{},

		transfers: map[string]*Transfer{},
		gaps:      map[gapKey]*Gap{},
	}
	facts = Distinct(facts)
	contact := "unknown"
	for _, f := range facts {
		if Known(f) {
			b.call.Facts++
		}
		if a, is := f.Data.(callcenter.CallArrived); is {
			contact = map[bool]string{true: "refused", false: "given"}[a.Anonymous]
		}
		b.take(f)
	}
	b.settleEnds()
	b.settleTalks()
	b.settleRatings()
	record := Record{
		Passages: b.passagesOf(), Promises: b.promises(), Segments: b.segments(), Holds: b.holds(),
		Ratings: sorted(b.ratings), Recordings: sorted(b.files), Files: sorted(b.kept), LegalHold: b.legal, Transfers: b.transfersOf(),
	}
	b.settleCall(record)
	record.Call = b.call
	record.Callbacks = b.callbacks()
	record.Block = b.block
	if !record.Block.ProposedAt.IsZero() {
		record.Block.Party = b.call.Party
	}
	record.Green = b.green
	if !record.Green.At.IsZero() {
		record.Green.Party = b.call.Party
	}
	record.Edits, record.Drafts = b.edits(), b.draftsOf()
	record.Entered = enteredOf(record.Edits)
	record.Consultation = Consultation{
		Call: id, Party: b.call.Party, Contact: contact, Agent: b.call.AnsweredBy, ArrivedAt: b.call.ArrivedAt,
		Language: b.call.Language, Topic: b.call.Topic, Outcome: b.call.Outcome, Reason: b.call.Reason,
	}
	return record
}

// Known reports whether this program knows the fact's kind. What a newer program
// told is kept in the journal and folded by that one.
func Known(f Fact) bool {
	_, unknown := f.Data.(callcenter.Unknown)
	return !unknown
}

// Distinct returns the facts with one telling of each, in the order of their time;
// what happened in one microsecond stands in an order of its own, always the same.
func Distinct(facts []Fact) []Fact {
	seen := make(map[Key]bool, len(facts))
	kept := make([]Fact, 0, len(facts))
	for _, f := range facts {
		if !seen[f.Key()] {
			seen[f.Key()] = true
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, byTime)
	return kept
}

func byTime(a, b Fact) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind(), b.Kind()),
		cmp.Compare(len(a.Occurrence), len(b.Occurrence)), cmp.Compare(a.Occurrence, b.Occurrence)) // counts as numbers
}

// builder gathers what the facts say; settle draws the conclusions when all are in.
type builder struct {
	id       callcenter.ID
	call     Call
	passages map[callcenter.TopicName]*passage
	talks    map[callcenter.Token]*talk
	files    map[string]*Recording
	ratings  map[callcenter.Token]*Rating
	linked   map[callcenter.Token]*Rating // asked for by a link
	upset    map[string]time.Time         // answers that do not count as satisfied
	kept     map[string]*File
	legal    LegalHold
	saves    []Fact
	drafts   []Fact
	green    GreenChannel
	block    Block
	made     time.Time // when the call that was owed was made
	work     work      // on it

	transfers map[string]*Transfer
	gaps      map[gapKey]*Gap
}

func (b *builder) take(f Fact) {
	c := &b.call
	switch d := f.Data.(type) {
	case callcenter.CallArrived:
		c.ArrivedAt, c.Line, c.Called, c.Controller, c.Anonymous, c.Party = f.At, d.Line, d.Called, f.By, d.Anonymous, f.Party
		c.Back, c.PickedBy, c.Channel, c.Reference = d.Back, d.For, d.Channel, d.Reference
	case callcenter.CallerDialled:
		c.Tries = max(c.Tries, d.Try)
	case callcenter.GreenChannelSet:
		b.takeGreen(f, d)
	case callcenter.CallBackMade:
		b.made = f.At
	case callcenter.CallBackTaken, callcenter.CallBackTried, callcenter.CallBackSettled:
		b.takeWork(f)
	case callcenter.BlockProposed, callcenter.BlockDecided:
		b.takeBlock(f)
	case callcenter.NoticePlayed:
		c.NoticeAt = f.At
	case callcenter.MenuChosen:
		c.MenuHow, c.MenuKey, c.Topic, c.Language = d.How, d.Key, d.Topic, d.Language
	case callcenter.CallEnded:
		c.EndedAt, c.Outcome, c.Reason, c.EndedBy = f.At, d.Outcome, d.Reason, d.By
	case callcenter.QueueEntered:
		b.passage(d.Topic).entered = f.At
	case callcenter.QueueLeft:
		p := b.passage(d.Topic)
		p.left, p.outcome = f.At, d.Outcome
	case callcenter.RatingAsked, callcenter.RatingAnswered:
		b.takeRating(f)
	case callcenter.RecordingStarted:
		r := b.recording(d.Name, SegmentRecording)
		r.Token, r.StartedAt = d.Token, f.At
	case callcenter.RecordingEnded:
		r := b.recording(d.Name, SegmentRecording)
		r.Token, r.EndedAt, r.Seconds, r.Failed = d.Token, f.At, new(d.Seconds), d.Failed
	case callcenter.MessageLeft:
		r := b.recording(d.Recording, MessageRecording)
		r.EndedAt, r.Seconds = f.At, new(d.Seconds)
	case callcenter.ConsultationSaved:
		b.saves = append(b.saves, f)
	case callcenter.ConsultationDrafted:
		b.drafts = append(b.drafts, f)
	case callcenter.RecordingPaused:
		g := b.gap(d.Name, f.Occurrence)
		g.From, g.By = f.At, d.By
	case callcenter.RecordingResumed:
		b.gap(d.Name, f.Occurrence).To = f.At
	case callcenter.RecordingStored, callcenter.RecordingDeleted, callcenter.RecordingsHeld:
		b.takeKeeping(f)
	case callcenter.TransferStarted, callcenter.TransferEnded:
		b.takeTransfer(f)
	default:
		b.takeTalk(f)
	}
}

// talkMS is how long the caller talked, and how long of that he was held: with two at
// once he talks once. Nil while nobody has left him.
func (r Record) talkMS() (talk, held *int64) {
	var talks, holds [][2]time.Time
	for _, s := range r.Segments {
		if !s.EndedAt.IsZero() {
			talks = append(talks, [2]time.Time{s.StartedAt, s.EndedAt})
		}
	}
	if talks == nil {
		return nil, nil
	}
	for _, h := range r.Holds {
		if !h.StartedAt.IsZero() && !h.EndedAt.IsZero() {
			holds = append(holds, [2]time.Time{h.StartedAt, h.EndedAt})
		}
	}
	talk = new(covered(talks))
	return talk, new(min(covered(holds), *talk))
}

// settleCall adds what follows from the rest.
func (b *builder) settleCall(r Record) {
	c := &b.call
	for _, p := range r.Passages {
		if c.QueuedAt.IsZero() || p.EnteredAt.Before(c.QueuedAt) {
			c.QueuedAt = p.EnteredAt
		}
		if c.Topic == "" {
			c.Topic = p.Topic // the menu's fact is missing
		}
	}
	for _, s := range r.Segments {
		if s.Kind == callcenter.AgentLeg && s.Agent != "" && (c.AnsweredAt.IsZero() || s.StartedAt.Before(c.AnsweredAt)) {
			c.AnsweredAt, c.AnsweredBy = s.StartedAt, s.Agent
		}
		if c.Language == "" {
			c.Language = s.Language
		}
	}
	c.TalkMS, c.HeldMS = r.talkMS()
	if c.QueuedAt.IsZero() {
		return
	}
	for _, end := range []time.Time{c.AnsweredAt, c.EndedAt} {
		if !end.IsZero() {
			c.WaitMS = between(c.QueuedAt, end)
			return
		}
	}
}
