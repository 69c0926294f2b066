package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/callcenter/flow/story"
)

// inTalk brings a caller to wang, with li and jike there for other topics.
func inTalk(t *testing.T) *player {
	t.Helper()
	told, err := story.Parse(`
		wang is ready for consult; li is ready for yi; jike is ready for wages
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 5 s`)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{house: open(t, standard())}
	for _, s := range told.Steps {
		p.step(s)
	}
	return p
}

func (p *player) asks(who string, command flow.Command) error {
	command.Agent = callcenter.AgentID(who)
	return p.floor.Command(p.t.Context(), p.caller.Call, command)
}

func (p *player) refused(kind callcenter.ErrorKind, who string, command flow.Command) {
	p.t.Helper()
	if err := p.asks(who, command); !callcenter.Is(err, kind) {
		p.t.Errorf("%s %s %+v: %v", who, command.Verb, command.Target, err)
	}
}

func (p *player) over() {
	p.t.Helper()
	p.x.end(p.caller.Line, callcenter.CauseNormal)
	for _, name := range []string{"wang", "li", "jike", "lawyer", "110"} {
		if line, up := p.x.lineOf(name, true); up {
			p.x.end(line, callcenter.CauseNormal)
		}
	}
	p.settle(p.caller.Call)
}

// Who may ask for whom: a call that is not his is none of his, what another asked for is
// his to change, and outside there are only the numbers of the list.
func TestWhoMayTransfer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := inTalk(t)
		consult := func(to callcenter.Target) flow.Command { return flow.Command{Verb: flow.Consult, Target: to} }
		li := callcenter.Target{Agent: "li"}
		p.refused(callcenter.Foreign, "jike", consult(li))
		p.refused(callcenter.Foreign, "jike", flow.Command{Verb: flow.Transfer, Target: li})
		p.refused(callcenter.Invalid, "wang", consult(callcenter.Target{Agent: "wang"}))
		p.refused(callcenter.Invalid, "wang", consult(callcenter.Target{}))
		p.refused(callcenter.NotFound, "wang", consult(callcenter.Target{Topic: "weather"}))
		p.refused(callcenter.Denied, "wang", consult(callcenter.Target{Outside: "mother"}))
		p.refused(callcenter.Invalid, "wang", consult(callcenter.Target{Outside: "110"}))
		p.refused(callcenter.Conflict, "wang", flow.Command{Verb: flow.Leave})
		p.refused(callcenter.NotFound, "wang", flow.Command{Verb: flow.Drop})
		p.refused(callcenter.Denied, "jike", flow.Command{Verb: flow.Listen})
		if err := p.floor.Command(t.Context(), callcenter.NewID(time.Now()), consult(li)); !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("unknown call: %v", err)
		}
		p.worker("li").out = true
		p.refused(callcenter.Conflict, "wang", consult(li)) // he is not there, and the caller was not even held
		if line, up := p.x.lineOf("wang", true); !up || !p.x.together(p.caller.Line, line) {
			t.Error("the caller lost his agent to a refusal")
		}
		p.worker("li").out = false
		if err := p.asks("wang", consult(li)); err != nil {
			t.Fatal(err)
		}
		p.refused(callcenter.Conflict, "wang", consult(callcenter.Target{Agent: "jike"})) // one at a time
		for _, verb := range []flow.Verb{flow.Drop, flow.Leave, flow.Hold} {
			p.refused(callcenter.Denied, "jike", flow.Command{Verb: verb})
			p.refused(callcenter.Denied, "li", flow.Command{Verb: verb})
		}
		p.over()
	})
}

// A wish with an id is fulfilled once, however often it comes, and answered the same.
func TestRepeatedWish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := inTalk(t)
		wish := flow.Command{Request: "r1", Verb: flow.Invite, Target: callcenter.Target{Outside: "lawyer"}}
		for range 3 {
			if err := p.asks("wang", wish); err != nil {
				t.Fatal(err)
			}
		}
		p.kill()
		p.start()
		synctest.Wait()
		if err := p.asks("wang", wish); err != nil { // another controller knows it by the guest
			t.Fatal(err)
		}
		if n := len(of[callcenter.TransferStarted](p.l, p.caller.Call)); n != 1 || p.x.requests["dial"] != 1 {
			t.Errorf("asked for %d times, dialled %d times", n, p.x.requests["dial"])
		}
		p.over()
	})
}

// An emergency number rings at once, also while somebody else is being asked in.
func TestEmergencyRingsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := inTalk(t)
		if err := p.asks("wang", flow.Command{Verb: flow.Invite, Target: callcenter.Target{Outside: "lawyer"}}); err != nil {
			t.Fatal(err)
		}
		asked := time.Now()
		if err := p.asks("wang", flow.Command{Verb: flow.Invite, Target: callcenter.Target{Outside: "110"}}); err != nil {
			t.Fatal(err)
		}
		p.until("110 rings", 2*time.Second, func() bool { _, rings := p.x.lineOf("110", false); return rings })
		if took := time.Since(asked); took > 2*time.Second {
			t.Errorf("after %v", took)
		}
		if live := p.floor.Live(); len(live) != 1 || !live[0].Urgent {
			t.Errorf("not urgent: %+v", live)
		}
		p.over()
	})
}

// A supervisor hears the agent's line, is in no bridge, and is gone with the talk.
func TestListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := inTalk(t)
		wish := flow.Command{Verb: flow.Listen, Supervisor: true, Seat: seat("chief")}
		for range 2 {
			if err := p.asks("chief", wish); err != nil {
				t.Fatal(err)
			}
		}
		phone, rings := p.x.lineOf("chief", false)
		if !rings {
			t.Fatal("his phone does not ring")
		}
		p.x.pickUp(phone)
		synctest.Wait()
		wang, _ := p.x.lineOf("wang", true)
		if p.x.taps[phone] != wang || p.x.together(phone, wang) {
			t.Errorf("he hears %v", p.x.taps)
		}
		p.reconcile()
		synctest.Wait()
		if len(of[callcenter.CallListened](p.l, p.caller.Call)) != 1 || p.x.taps[phone] != wang {
			t.Error("listening is not noted once, or a resync ended it")
		}
		p.over()
		if len(p.x.taps) > 0 {
			t.Error("he listens to nobody")
		}
	})
}
