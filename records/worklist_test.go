package records

import (
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/pgtest"
)

// tellMessage is a call whose caller left a message.
func tellMessage(t *testing.T, r *Records, number_ string) callcenter.ID {
	t.Helper()
	call := callcenter.NewID(time.Now())
	f := callcenter.Fact{Subject: call, At: time.Now(), By: "a", Contact: number(number_)}
	f.Data = callcenter.CallArrived{Line: callcenter.LineID("m" + number_), Called: "12348"}
	r.Tell(f)
	f.Contact = callcenter.Number{}
	f.Data = callcenter.MessageLeft{Recording: "m.wav", Seconds: 9}
	r.Tell(f)
	f.Data = callcenter.CallEnded{Outcome: callcenter.Message, By: callcenter.ByCaller}
	r.Tell(f)
	drain(t, r)
	return call
}

// Who takes a call-back has it for a while, a try in vain rests it, three end the trying,
// and a result takes it from the list.
func TestTheWorklistIsWorked(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	ctx, call := t.Context(), tellMessage(t, r, "13800001234")
	if err := r.Take(ctx, call, "1001", entryOf("t", "1001", "")); err != nil {
		t.Fatal(err)
	}
	if err := r.Take(ctx, call, "1002", entryOf("t", "1002", "")); !callcenter.Is(err, callcenter.Conflict) || !strings.Contains(err.Error(), "1001") {
		t.Errorf("another's: %v", err)
	}
	if _, err := r.OwedBy(ctx, call, "1002"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("another dials: %v", err)
	}
	for n := range 3 {
		owed, err := r.OwedBy(ctx, call, "1001")
		if err != nil || owed.Tries != n || owed.Worker != "1001" {
			t.Fatalf("%+v, %v", owed, err)
		}
		owed.TriedAt = owed.TriedAt.Add(-time.Hour)
		if err := owed.Rested(3, 30*time.Minute); err != nil {
			t.Errorf("after %d tries and an hour: %v", n, err)
		}
		back := callcenter.NewID(time.Now())
		r.Tell(callcenter.Fact{Subject: call, Occurrence: back.String(), At: time.Now(), By: "a", Data: callcenter.CallBackTried{Call: back, Agent: "1001", Cause: callcenter.CauseNoAnswer}})
		drain(t, r)
		if owed, err = r.OwedBy(ctx, call, "1001"); err != nil || owed.Rested(3, 30*time.Minute) == nil {
			t.Errorf("at once again: %+v, %v", owed, err)
		}
	}
	if owed, err := r.OwedBy(ctx, call, "1001"); err != nil || owed.Rested(3, 0) == nil {
		t.Errorf("a fourth time: %+v, %v", owed, err)
	}
	if err := r.SettleCallback(ctx, call, fold.AfterMessage, "somehow", entryOf("s", "1001", "")); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("no word of the dictionary: %v", err)
	}
	for range 2 {
		if err := r.SettleCallback(ctx, call, fold.AfterMessage, "unreachable", entryOf("s", "1001", "")); err != nil {
			t.Fatal(err)
		}
	}
	open, err := r.Callbacks(ctx, CallbackFilter{State: fold.CallbackOpen})
	if err != nil || len(open.Callbacks) != 0 {
		t.Errorf("open %+v, %v", open, err)
	}
	done, err := r.Callbacks(ctx, CallbackFilter{State: fold.CallbackDone})
	if err != nil || len(done.Callbacks) != 1 || done.Callbacks[0].Result != "unreachable" || done.Callbacks[0].Tries != 3 || done.Callbacks[0].DoneAt.IsZero() {
		t.Errorf("done %+v, %v", done, err)
	}
	if yes, err := r.LeftMessage(ctx, call); err != nil || !yes {
		t.Errorf("who works the list may hear it: %v, %v", yes, err)
	}
}

// A record that is not filled in holds its last agent up, if the topic says so.
func TestWhatIsUnfinishedIsSaid(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	ctx, since := t.Context(), noon.Add(-time.Hour)
	call := tellCall(t, r, noon, 1, "13800001234")
	if why := r.Unfinished(ctx, "1001", []callcenter.TopicName{"consult"}, since); !strings.Contains(why, "1 张") {
		t.Errorf("said %q", why)
	}
	for _, q := range []struct {
		agent  callcenter.AgentID
		topics []callcenter.TopicName
		since  time.Time
	}{{"1002", []callcenter.TopicName{"consult"}, since}, {"1001", []callcenter.TopicName{"wages"}, since}, {"1001", nil, since}, {"1001", []callcenter.TopicName{"consult"}, noon.Add(time.Hour)}} {
		if why := r.Unfinished(ctx, q.agent, q.topics, q.since); why != "" {
			t.Errorf("%+v: said %q", q, why)
		}
	}
	if _, err := r.Save(ctx, call, 0, Concern{}, entryOf("s", "1001", "欠薪")); err != nil {
		t.Fatal(err)
	}
	if why := r.Unfinished(ctx, "1001", []callcenter.TopicName{"consult"}, since); why != "" {
		t.Errorf("filled in, and said %q", why)
	}
}
