package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// WA wrong-state errors: what is not recorded cannot be paused, nor what is paused; a
// wish that is repeated under its own id is no error.
func TestPauseRecordingInTheWrongState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := inTalk(t)
		pause, resume := flow.Command{Verb: flow.PauseRecording}, flow.Command{Verb: flow.ResumeRecording}
		p.refused(callcenter.Conflict, "wang", resume)
		p.refused(callcenter.Denied, "jike", pause)
		p.refused(callcenter.Denied, "chief", flow.Command{Verb: flow.PauseRecording, Supervisor: true})
		pause.Request = "p1"
		for range 2 {
			if err := p.asks("wang", pause); err != nil {
				t.Fatal(err)
			}
		}
		pause.Request = "p2"
		p.refused(callcenter.Conflict, "wang", pause)
		if live := p.floor.Live(); len(live) != 1 || !live[0].Paused || !live[0].Recorded {
			t.Errorf("shown as %+v", live)
		}
		if err := p.asks("wang", resume); err != nil {
			t.Fatal(err)
		}
		p.refused(callcenter.Conflict, "wang", resume)
		p.over()
	})
}

// What nobody records is not paused.
func TestPauseWithoutARecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, bare())
		h.agent("wang", "consult")
		call := h.x.dial("caller", "")
		synctest.Wait()
		leg, _ := h.x.legAt("seat-wang", false)
		h.x.pickUp(leg)
		synctest.Wait()
		err := h.floor.Command(t.Context(), call.Call, flow.Command{Verb: flow.PauseRecording, Agent: "wang"})
		if !callcenter.Is(err, callcenter.Conflict) {
			t.Error(err)
		}
		h.x.end(call.Line, callcenter.CauseNormal)
		h.settle(call.Call)
	})
}

// A guest's recording is of the same talk: what the agent has left out is in neither, also
// when the guest comes during the pause.
func TestPauseIsOfEveryRecordingOfTheTalk(t *testing.T) {
	for _, guestFirst := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			p := inTalk(t)
			pause := func() {
				if err := p.asks("wang", flow.Command{Verb: flow.PauseRecording}); err != nil {
					t.Fatal(err)
				}
			}
			if !guestFirst {
				pause()
			}
			if err := p.asks("wang", flow.Command{Verb: flow.Invite, Target: callcenter.Target{Agent: "li"}}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			line, rings := p.x.lineOf("li", false)
			if !rings {
				t.Fatal("li's phone does not ring")
			}
			p.x.pickUp(line)
			synctest.Wait()
			if guestFirst {
				pause()
			}
			time.Sleep(10 * time.Second)
			if n := len(of[callcenter.RecordingPaused](p.l, p.caller.Call)); n != 2 {
				t.Errorf("%d recordings are paused", n)
			}
			if err := p.asks("wang", flow.Command{Verb: flow.ResumeRecording}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Second)
			p.over()
			for _, r := range of[callcenter.RecordingEnded](p.l, p.caller.Call) {
				if r.Seconds > 11 {
					t.Errorf("%s has %d s", r.Name, r.Seconds)
				}
			}
		})
	}
}
