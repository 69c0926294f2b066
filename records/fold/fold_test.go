package fold_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/fold/foldtest"
)

func of(j foldtest.Journal, subject callcenter.ID) (facts []fold.Fact) {
	for _, f := range j.Facts {
		if f.Subject == subject {
			facts = append(facts, fold.Fact{Fact: f})
		}
	}
	return facts
}

func text(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// muddled is the facts in any order, some of them told again.
func muddled(t *rapid.T, facts []fold.Fact) []fold.Fact {
	again := rapid.SliceOfN(rapid.SampledFrom(facts), 0, 10).Draw(t, "again")
	return rapid.Permutation(slices.Concat(facts, again)).Draw(t, "order")
}

func TestOrderAndRepeatsChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := foldtest.Draw(t, "", 85)
		var engagements []fold.Engagement
		for _, id := range j.Calls {
			facts := of(j, id)
			if len(facts) == 0 {
				continue
			}
			record := fold.OfCall(id, facts)
			if other := fold.OfCall(id, muddled(t, facts)); text(t, record) != text(t, other) {
				t.Fatalf("in another order\n%s\nbecomes\n%s", text(t, record), text(t, other))
			}
			engagements = append(engagements, record.Engagements()...)
		}
		for _, id := range j.Shifts {
			facts := of(j, id)
			if len(facts) == 0 {
				continue
			}
			mine := slices.DeleteFunc(slices.Clone(engagements), func(e fold.Engagement) bool { return e.Shift != id })
			shift := fold.OfShift(id, facts, mine)
			slices.Reverse(mine)
			other := fold.OfShift(id, muddled(t, facts), mine)
			if text(t, shift) != text(t, other) || !slices.Equal(shift.States, other.States) {
				t.Fatalf("in another order\n%+v\nbecomes\n%+v", shift, other)
			}
		}
	})
}

// keys are the rows of a record, by table and key.
func keys(r fold.Record) map[string]bool {
	all := map[string]bool{"call": true, "consultation": true}
	for _, x := range r.Passages {
		all["passage "+string(x.Topic)] = true
	}
	for _, x := range r.Promises {
		all["promise "+string(x.Token)] = true
	}
	for _, x := range r.Segments {
		all["segment "+string(x.Token)] = true
	}
	for _, x := range r.Holds {
		all["hold "+x.Occurrence] = true
	}
	for _, x := range r.Ratings {
		all["rating "+string(x.Token)] = true
	}
	for _, x := range r.Recordings {
		all["recording "+x.Name] = true
	}
	return all
}

func TestLateFactTakesNothingAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := foldtest.Draw(t, "", 100)
		facts := of(j, j.Calls[0])
		early := facts[:rapid.IntRange(1, len(facts)).Draw(t, "early")]
		if rapid.Bool().Draw(t, "the end first") {
			early = facts[len(facts)-len(early):]
		}
		after := keys(fold.OfCall(j.Calls[0], facts))
		for key := range keys(fold.OfCall(j.Calls[0], early)) {
			if !after[key] {
				t.Fatalf("%s is gone when the rest is known", key)
			}
		}
	})
}

// TestFoldEqualsRecount recounts from the facts with no regard to how the fold does it.
func TestFoldEqualsRecount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := foldtest.Draw(t, "", 100)
		for _, id := range j.Calls {
			facts := of(j, id)
			count, rated := map[callcenter.FactKind]int{}, map[callcenter.Token]bool{}
			var talks [][2]time.Time
			started := map[string]time.Time{}
			for _, f := range facts {
				count[f.Kind()]++
				switch f.Data.(type) {
				case callcenter.SegmentStarted:
					started[f.Occurrence] = f.At
				case callcenter.SegmentEnded:
					talks = append(talks, [2]time.Time{started[f.Occurrence], f.At})
				case callcenter.RatingAsked:
					talk, _ := callcenter.RatedTalk(f.Occurrence)
					rated[talk] = true
				}
			}
			r := fold.OfCall(id, facts)
			if r.Call.Facts != len(facts) || len(r.Promises) != count["promise.made"] || len(r.Segments) != count["segment.started"] ||
				len(r.Holds) != count["segment.held"] || len(r.Ratings) != len(rated) || len(r.Passages) != count["queue.entered"] {
				t.Fatalf("%v\n%s", count, text(t, r))
			}
			if talk := talkedFor(talks); r.Call.TalkMS != nil && *r.Call.TalkMS != talk.Milliseconds() {
				t.Fatalf("talk %d ms, want %v", *r.Call.TalkMS, talk)
			}
			if r.Call.EndedAt.IsZero() != (count["call.ended"] == 0) {
				t.Fatalf("ended %v", r.Call.EndedAt)
			}
		}
	})
}

// talkedFor goes from each moment something begins or ends to the next, and asks whether
// anybody talked meanwhile.
func talkedFor(talks [][2]time.Time) (sum time.Duration) {
	var moments []time.Time
	for _, t := range talks {
		moments = append(moments, t[0], t[1])
	}
	slices.SortFunc(moments, time.Time.Compare)
	for i := 1; i < len(moments); i++ {
		from, to := moments[i-1], moments[i]
		if slices.ContainsFunc(talks, func(t [2]time.Time) bool { return !t[0].After(from) && !t[1].Before(to) }) {
			sum += to.Sub(from)
		}
	}
	return sum
}

// The matters' facts, too, may come in any order and more than once; the first owner is
// who opened it and the last who took it over.
func TestMattersInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := foldtest.Draw(t, "", 100)
		for _, id := range j.Matters {
			var facts []fold.Fact
			var opened callcenter.MatterOpened
			owner, closed := callcenter.AgentID(""), false
			var last time.Time
			for _, f := range j.After {
				if f.Subject != id {
					continue
				}
				facts = append(facts, fold.Fact{Fact: f})
				switch d := f.Data.(type) {
				case callcenter.MatterOpened:
					opened = d
				case callcenter.MatterOwned:
					if !f.At.Before(last) {
						owner, last = d.Owner, f.At
					}
				case callcenter.MatterClosed:
					closed = true
				}
			}
			m, is := fold.OfMatter(id, muddled(t, facts))
			if !is || m.Party != opened.Party || m.OpenedCall != opened.Call || m.ClosedAt.IsZero() == closed {
				t.Fatalf("%+v of %+v", m, facts)
			}
			if owner == "" {
				owner = opened.Owner
			}
			if m.Owner != owner {
				t.Fatalf("owner %s, want %s", m.Owner, owner)
			}
		}
	})
}

// TestStatesAreWhatWasTrue asks, for moments inside each state and between them, what
// a plain reading of the facts says.
func TestStatesAreWhatWasTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := foldtest.Draw(t, "", 100)
		id := j.Shifts[0]
		var engagements []fold.Engagement
		for _, call := range j.Calls {
			for _, e := range fold.OfCall(call, of(j, call)).Engagements() {
				if e.Shift == id {
					engagements = append(engagements, e)
				}
			}
		}
		shift := fold.OfShift(id, of(j, id), engagements)
		for i, s := range shift.States {
			if !s.To.IsZero() && !s.To.After(s.From) || s.To.IsZero() && i != len(shift.States)-1 {
				t.Fatalf("state %d of %+v", i, shift.States)
			}
			if i > 0 && shift.States[i-1].To.After(s.From) {
				t.Fatalf("two at once: %+v", shift.States)
			}
			talking := slices.ContainsFunc(engagements, func(e fold.Engagement) bool {
				return !e.TalkAt.IsZero() && !e.TalkAt.After(s.From) && (e.TalkEnd.IsZero() || e.TalkEnd.After(s.From))
			})
			if talking != (s.Presence == callcenter.Talking) {
				t.Fatalf("talking %v at %+v", talking, s)
			}
		}
	})
}

// TestTimelineEqualsFold lets a long shift grow fact by fact, one of them late, and
// folds now and then.
func TestTimelineEqualsFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := callcenter.DeriveID(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), "a long shift")
		facts, engagements := longShift(t, id)
		want := fold.OfShift(id, facts, engagements)
		rest := slices.Clone(facts)
		if late := rapid.IntRange(0, len(rest)).Draw(t, "late"); late < len(rest) {
			rest = append(slices.Delete(rest, late, late+1), facts[late])
		}
		timeline := fold.NewTimeline(id)
		step := func() {
			if len(rest) > 0 {
				timeline.Tell(rest[0])
				rest = rest[1:]
			}
			if rapid.Bool().Draw(t, "fold") {
				timeline.Fold()
			}
		}
		for _, e := range engagements {
			ringing := e
			ringing.RingEnd, ringing.TalkAt, ringing.TalkEnd, ringing.WrapUp = time.Time{}, time.Time{}, time.Time{}, 0
			timeline.Engage(ringing)
			step()
			timeline.Engage(e)
			step()
		}
		for len(rest) > 0 {
			step()
		}
		got := timeline.Fold()
		if text(t, got) != text(t, want) || !slices.Equal(got.States, want.States) {
			t.Fatalf("%+v\nwant\n%+v", got, want)
		}
	})
}

// longShift is some journals one after the other, all of one agent in one shift.
func longShift(t *rapid.T, id callcenter.ID) (facts []fold.Fact, engagements []fold.Engagement) {
	const parts = 5
	for n := range parts {
		j := foldtest.Draw(t, fmt.Sprint(n), 95)
		by := time.Duration(n) * 10 * time.Minute
		for _, f := range of(j, j.Shifts[0]) {
			if kind := f.Kind(); kind == "shift.started" && n > 0 || kind == "shift.ended" && n < parts-1 {
				continue
			}
			f.Subject, f.Occurrence, f.At = id, f.Occurrence+strings.Repeat("0", n), f.At.Add(by)
			facts = append(facts, f)
		}
		for _, call := range j.Calls {
			for _, e := range fold.OfCall(call, of(j, call)).Engagements() {
				if e.Shift != j.Shifts[0] {
					continue
				}
				e.Shift = id
				for _, at := range []*time.Time{&e.RingAt, &e.RingEnd, &e.TalkAt, &e.TalkEnd} {
					if !at.IsZero() {
						*at = at.Add(by)
					}
				}
				engagements = append(engagements, e)
			}
		}
	}
	return facts, engagements
}

func TestHoldWithoutResumeEndsWithItsSegment(t *testing.T) { // OM
	t.Parallel()
	at := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	call := callcenter.DeriveID(at, "call")
	token := callcenter.Token(call.String() + ".1.x")
	fact := func(after int, occurrence string, data callcenter.Payload) fold.Fact {
		return fold.Fact{Fact: callcenter.Fact{Subject: call, Occurrence: occurrence, At: at.Add(time.Duration(after) * time.Second), Data: data}}
	}
	facts := []fold.Fact{
		fact(0, "t", callcenter.SegmentStarted{Token: token, Agent: "1001"}),
		fact(10, "t#1", callcenter.SegmentHeld{Token: token, By: callcenter.ByAgent}),
	}
	if r := fold.OfCall(call, facts); !r.Call.EndedAt.IsZero() || !r.Segments[0].EndedAt.IsZero() || !r.Holds[0].EndedAt.IsZero() {
		t.Errorf("something ended in a running call: %+v", r)
	}
	facts = append(facts, fact(25, "", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller}))
	r := fold.OfCall(call, facts)
	if got := *r.Segments[0].HeldMS; got != 15000 || *r.Call.TalkMS != 25000 {
		t.Errorf("held %d ms of %d", got, *r.Call.TalkMS)
	}
}
