package records

import (
	"context"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/pgtest"
)

// owedAfter are the call-backs owed after a call, by reason.
func owedAfter(t *testing.T, r *Records, call callcenter.ID) map[fold.CallbackReason]CallbackEntry {
	t.Helper()
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	page, err := r.Callbacks(t.Context(), CallbackFilter{})
	if err != nil {
		t.Fatal(err)
	}
	owed := map[fold.CallbackReason]CallbackEntry{}
	for _, c := range page.Callbacks {
		if c.Call == call {
			owed[c.Reason] = c
		}
	}
	return owed
}

// rated tells a talk that ended a moment ago, and a rating on the phone unless score is 0.
func rated(t *testing.T, r *Records, number string, score int) (callcenter.ID, callcenter.Token) {
	t.Helper()
	at := time.Now().Add(-10 * time.Minute)
	line := callcenter.LineID("line-" + number)
	call := callcenter.CallIDOf(line, at)
	token := callcenter.Token(call.String() + ".1.x")
	tell := func(occurrence string, data callcenter.Payload) {
		r.Tell(callcenter.Fact{Subject: call, Occurrence: occurrence, At: at, By: "a", Data: data, Contact: callcenter.ParseNumber(number, "833")})
		at = at.Add(time.Second)
	}
	tell("", callcenter.CallArrived{Line: line, Called: "12348"})
	tell("", callcenter.SegmentStarted{Token: token, Agent: "1001"})
	tell("", callcenter.SegmentEnded{Token: token, Agent: "1001", By: callcenter.ByAgent})
	tell(string(token), callcenter.RatingAsked{Agent: "1001", Scale: "1"})
	if score > 0 {
		tell(string(token), callcenter.RatingAnswered{Score: score, Dissatisfied: score > 3})
	}
	tell("", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller})
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return call, token
}

// A link goes to who gave no answer on the phone and has a mobile number; it is good for
// one answer, and for a while.
func TestRatingByLink(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	silent, talk := rated(t, r, "13800001111", 0)
	rated(t, r, "13800002222", 1)
	rated(t, r, "08332123456", 0) // a landline
	sent := map[string]string{}
	l := Links{
		Page: "https://x/r/", Life: time.Hour, Scale: "1", Dissatisfied: []int{4, 5},
		Send: func(_ context.Context, to callcenter.Number, text string) error {
			_, sent[to.Local()], _ = strings.Cut(text, "/r/")
			return nil
		},
	}
	for range 2 { // the second round has nothing left to send
		if _, err := r.SendLinks(t.Context(), l, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	token := sent["13800001111"]
	if len(sent) != 1 || len(token) != 26 {
		t.Fatalf("sent %v", sent)
	}
	if err := r.LinkOpen(t.Context(), "nonsense"); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("an unknown link: %v", err)
	}
	if err := r.RateByLink(t.Context(), l, token, 6); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("a sixth level: %v", err)
	}
	if err := r.RateByLink(t.Context(), l, token, 5); err != nil {
		t.Fatal(err)
	}
	if err := r.RateByLink(t.Context(), l, token, 1); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("a second answer: %v", err)
	}
	if owed := owedAfter(t, r, silent); len(owed) != 1 || owed[fold.AfterRating].Number != "138****1111" {
		t.Errorf("owed %+v", owed)
	}
	story, err := r.Story(t.Context(), silent)
	if err != nil || len(story.Record.Ratings) != 1 || story.Record.Ratings[0].Score != 5 || story.Record.Ratings[0].Token != talk {
		t.Errorf("%+v, %v", story.Record.Ratings, err)
	}
	// What he said on the phone counts, even when it arrives late.
	r.Tell(callcenter.Fact{Subject: silent, Occurrence: string(talk), At: time.Now(), By: "b", Data: callcenter.RatingAnswered{Score: 2}})
	if owed := owedAfter(t, r, silent); len(owed) != 1 {
		t.Errorf("a call once owed is not owed any more: %+v", owed)
	}
	if story, err = r.Story(t.Context(), silent); err != nil || story.Record.Ratings[0].Score != 2 {
		t.Errorf("the phone's answer does not count: %+v, %v", story.Record.Ratings, err)
	}
	late, _ := rated(t, r, "13800003333", 0)
	l.Life = time.Millisecond
	if n, err := r.SendLinks(t.Context(), l, time.Now()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	time.Sleep(10 * time.Millisecond)
	if err := r.LinkOpen(t.Context(), sent["13800003333"]); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("an expired link of call %s: %v", late, err)
	}
}

// What the gateway cannot take now is sent later; what it never will is given up.
func TestRefusedMessagesAreSentAgain(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	rated(t, r, "13800001111", 0)
	rated(t, r, "13800002222", 0)
	tries, away := map[string]int{}, true
	l := Links{Page: "https://x/r/", Life: time.Hour, Scale: "1", Send: func(_ context.Context, to callcenter.Number, _ string) error {
		tries[to.Local()]++
		switch {
		case to.Local() == "13800002222":
			return callcenter.Errorf(callcenter.Invalid, "空号")
		case away:
			return callcenter.Errorf(callcenter.Unavailable, "网关不通")
		}
		return nil
	}}
	for round, want := range []int{0, 0, 1, 0} {
		away = round < 2
		if n, err := r.SendLinks(t.Context(), l, time.Now()); err != nil || n != want {
			t.Errorf("round %d: %d sent, %v", round, n, err)
		}
	}
	if tries["13800001111"] != 3 || tries["13800002222"] != 1 {
		t.Errorf("tried %v", tries)
	}
}

func TestWhatMakesATask(t *testing.T) {
	t.Parallel()
	cfg := place(t, pgtest.Database(t), t.TempDir())
	r, _ := run(t, cfg)
	bad, _ := rated(t, r, "13800004444", 4)
	if owed := owedAfter(t, r, bad); owed[fold.AfterRating].State != fold.CallbackOpen || len(owed) != 1 {
		t.Errorf("a dissatisfied caller: %+v", owed)
	}
	for range 2 {
		if err := r.ReportAbuse(t.Context(), bad, "minor_abuse", Entry{ID: "r1", Author: "1001"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.ReportAbuse(t.Context(), bad, "whim", Entry{ID: "r2", Author: "1001"}); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("an unknown kind: %v", err)
	}
	if owed := owedAfter(t, r, bad); len(owed) != 1 { // a report leaves an order, no call-back
		t.Errorf("a mandatory report: %+v", owed)
	}
}
