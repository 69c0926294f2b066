package fold_test

import (
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// TestWhomAnAgentAskedForIsNotWhoAnswered: a consulted agent and a number outside have
// their own segments; the answer and the talks stay the agents'.
func TestWhomAnAgentAskedForIsNotWhoAnswered(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	call := callcenter.DeriveID(at, "guests")
	var facts []fold.Fact
	tell := func(after int, occurrence string, data callcenter.Payload) {
		facts = append(facts, fold.Fact{Fact: callcenter.Fact{Subject: call, Occurrence: occurrence, At: at.Add(time.Duration(after) * time.Second), Data: data}})
	}
	tell(0, "", callcenter.CallArrived{Line: "l", Called: "12348"})
	tell(10, "a", callcenter.SegmentStarted{Token: "a", Kind: callcenter.AgentLeg, Agent: "1001"})
	tell(20, "1", callcenter.TransferStarted{Way: callcenter.Consulting, By: "1001", Kind: callcenter.OutsideLeg, Outside: "12345"})
	tell(25, "b", callcenter.SegmentStarted{Token: "b", Kind: callcenter.OutsideLeg, Outside: "12345"})
	tell(30, "2", callcenter.TransferStarted{Way: callcenter.Inviting, By: "1001", Kind: callcenter.InterpreterLeg, Agent: "1003"})
	tell(35, "c", callcenter.SegmentStarted{Token: "c", Kind: callcenter.InterpreterLeg, Agent: "1003"})
	tell(40, "1", callcenter.TransferEnded{Outcome: callcenter.TransferCompleted})
	tell(60, "", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller})
	r := fold.OfCall(call, facts)
	if r.Call.AnsweredBy != "1001" || len(r.Segments) != 3 || len(r.Transfers) != 2 {
		t.Fatalf("%+v", r)
	}
	if second := r.Transfers[1]; second.Outcome != callcenter.TransferAbandoned || !second.EndedAt.Equal(r.Call.EndedAt) {
		t.Errorf("what was not told to have ended: %+v", second)
	}
	var sum fold.Tally
	for _, x := range r.Tallies() {
		sum.Talks, sum.TalkMS, sum.Outside, sum.Interpreting = sum.Talks+x.Talks, sum.TalkMS+x.TalkMS, sum.Outside+x.Outside, sum.Interpreting+x.Interpreting
		sum.Transfers, sum.Consults, sum.Invites = sum.Transfers+x.Transfers, sum.Consults+x.Consults, sum.Invites+x.Invites
	}
	want := fold.Tally{
		CallCounts: fold.CallCounts{Transfers: 1, Consults: 1, Invites: 1},
		LegCounts:  fold.LegCounts{Talks: 2, TalkMS: 75_000, Outside: 1, Interpreting: 1},
	}
	if sum.CallCounts != want.CallCounts || sum.LegCounts != want.LegCounts {
		t.Errorf("%+v\nwant\n%+v", sum, want)
	}
	if only := fold.OfCall(call, facts[6:7]); only.Call.AnsweredAt != (time.Time{}) {
		t.Errorf("%+v", only.Call)
	}
}
