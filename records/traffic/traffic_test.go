package traffic

import (
	"reflect"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// TestDayIsLikeOne: a day made twice is the same day, its calls fold into whole records,
// and its shares are those of a hotline.
func TestDayIsLikeOne(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	made := New(Config{Seed: 1}).Day(at)
	if again := New(Config{Seed: 1}).Day(at); !reflect.DeepEqual(made, again) {
		t.Error("the same day is not the same")
	}
	if other := New(Config{Seed: 2}).Day(at); reflect.DeepEqual(made, other) {
		t.Error("another seed gives the same day")
	}
	n := map[string]float64{}
	agents := map[callcenter.AgentID]time.Time{}
	for _, facts := range made.Calls {
		var list []fold.Fact
		keys := map[fold.Key]bool{}
		for _, f := range facts {
			folded := fold.Fact{Fact: f}
			if keys[folded.Key()] {
				t.Fatalf("%s tells %v twice", f.Subject, folded.Key())
			}
			keys[folded.Key()] = true
			list = append(list, folded)
			n["facts"]++
		}
		r := fold.OfCall(facts[0].Subject, list)
		if r.Call.EndedAt.IsZero() || r.Call.Facts != len(facts) {
			t.Fatalf("%+v", r.Call)
		}
		n["calls"]++
		for name, is := range map[string]bool{
			"answered": !r.Call.AnsweredAt.IsZero(), "abandoned": r.Call.Outcome == callcenter.Abandoned, "transferred": len(r.Segments) > 1,
			"rated": len(r.Ratings) > 0 && r.Ratings[0].Score > 0, "written": r.Entered.Revision > 0, "missed": len(r.Promises) > len(r.Segments),
		} {
			if is {
				n[name]++
			}
		}
		for _, s := range r.Segments {
			if s.StartedAt.Before(agents[s.Agent]) {
				t.Fatalf("%s talks in two calls at %s", s.Agent, s.StartedAt)
			}
			agents[s.Agent] = s.EndedAt
		}
	}
	t.Logf("%v; %v facts a call", n, n["facts"]/n["calls"])
	for name, between := range map[string][2]float64{
		"answered": {0.75, 0.99}, "abandoned": {0.01, 0.25}, "transferred": {0.01, 0.06}, "rated": {0.1, 0.4}, "written": {0.7, 0.99}, "missed": {0.02, 0.15},
		"facts": {13, 18},
	} {
		if share := n[name] / n["calls"]; share < between[0] || share > between[1] {
			t.Errorf("%s: %.3f of %v calls, want %v", name, share, n["calls"], between)
		}
	}
}
