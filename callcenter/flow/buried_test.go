package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

// A call that the journal holds open and of which Asterisk has nothing left ends as far
// as it had come: who has talked was served, even if his rating is missing.
func TestOpenInTheJournalAlone(t *testing.T) {
	for _, c := range []struct {
		name    string
		memory  callcenter.Memory
		outcome callcenter.Outcome
	}{
		{"menu", callcenter.Memory{Stage: callcenter.InMenu}, callcenter.Failed},
		{"waiting", callcenter.Memory{Stage: callcenter.Waiting, Topic: "consult"}, callcenter.Failed},
		{"talking", callcenter.Memory{Stage: callcenter.Speaking, Topic: "consult", Agent: "wang"}, callcenter.Completed},
		{"rating", callcenter.Memory{Stage: callcenter.Rating, Topic: "consult", Agent: "wang"}, callcenter.Completed},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, bare())
				s := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: callcenter.NewID(time.Now()), Created: time.Now()}, Memory: c.memory}
				if s.Agent != "" {
					s.Token = callcenter.Token(s.Call.String() + ".1.x")
				}
				if s.Topic != "" {
					h.l.Tell(callcenter.Fact{Subject: s.Call, Occurrence: "consult", Data: callcenter.QueueEntered{Topic: s.Topic}})
				}
				h.floor.Adopt(s)
				h.settle(s.Call)
				end := of[callcenter.CallEnded](h.l, s.Call)
				if len(end) != 1 || end[0].Outcome != c.outcome {
					t.Errorf("ended %+v, want %s", end, c.outcome)
				}
			})
		})
	}
}
