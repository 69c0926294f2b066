package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
)

// guard starts "hotline guard", which gives up waiting for a controller soon.
func (h *house) guard() {
	h.t.Helper()
	run := h.launch("guard", "guard", "--config", h.configFor("guard"), "--fallback", "5s")
	h.t.Cleanup(func() {
		_ = run.cmd.Process.Signal(syscall.SIGTERM)
		<-run.done
	})
}

// leaveMessages: all listen to the apology, speak after the tone, and hang up.
func (p *player) leaveMessages(callers ...*phone.Call) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	var tones []int
	for _, said := range []string{"apology", "leave-message", "beep"} {
		tones = append(tones, toneOf(p.t, said))
	}
	for _, call := range callers {
		for _, tone := range tones {
			p.until(patience, fmt.Sprintf("%d Hz in the fallback", tone), func() bool { return heard(call, tone) })
		}
	}
	time.Sleep(2 * time.Second) // what they say
	for _, call := range callers {
		if err := call.Hangup(ctx); err != nil {
			p.t.Fatal(err)
		}
	}
}

// record is what the tests of messages look at.
type record struct {
	outcome, reason, party string
	messages, owed, ends   int
	open                   int // passages and promises nobody closed
}

// records lists all calls in the order they came, when none is open.
func (p *player) records(want int) (all []record) {
	p.t.Helper()
	p.until(patience, "all calls end in records", func() bool {
		all = all[:0]
		rows, err := p.db.Query(p.t.Context(), `
			SELECT coalesce(outcome, ''), coalesce(reason, ''), coalesce(party::text, ''),
			       (SELECT count(*) FROM recording r WHERE r.call = c.id AND r.kind = 'message' AND r.seconds > 0),
			       (SELECT count(*) FROM callback b WHERE b.call = c.id AND b.party = c.party AND b.state = 'open' AND b.due_at > b.opened_at),
			       (SELECT count(*) FROM journal j WHERE j.subject = c.id AND j.kind = 'call.ended'),
			       (SELECT count(*) FROM queue_passage q WHERE q.call = c.id AND q.left_at IS NULL) +
			       (SELECT count(*) FROM promise q WHERE q.call = c.id AND q.ended_at IS NULL)
			FROM call c ORDER BY arrived_at`)
		if err != nil {
			p.t.Fatal(err)
		}
		defer rows.Close()
		done := true
		for rows.Next() {
			var r record
			if err := rows.Scan(&r.outcome, &r.reason, &r.party, &r.messages, &r.owed, &r.ends, &r.open); err != nil {
				p.t.Fatal(err)
			}
			all = append(all, r)
			done = done && r.outcome != ""
		}
		return done && len(all) >= want
	})
	if len(all) != want {
		p.t.Fatalf("%d records, want %d: %+v", len(all), want, all)
	}
	return all
}

func (p *player) wantMessage(r record) {
	p.t.Helper()
	if r.outcome != string(callcenter.Message) || r.messages != 1 || r.owed != 1 || r.ends != 1 || r.open != 0 || r.party == "" {
		p.t.Errorf("%+v is no message we owe a call for", r)
	}
}

// wantForgotten: of the notes with a caller's number nothing is left, and no number
// stands readable where it came to.
func (p *player) wantForgotten(number string) {
	p.t.Helper()
	p.until(patience, "the notes are gone", func() bool {
		notes, _ := filepath.Glob(filepath.Join(p.ground.place.Messages(), "*.[ce]*"))
		return len(notes) == 0
	})
	var readable int
	err := p.db.QueryRow(p.t.Context(), `SELECT count(*) FROM journal WHERE data::text LIKE '%' || $1 || '%'`, number).Scan(&readable)
	if err != nil || readable > 0 {
		p.t.Errorf("the number stands readable in %d facts: %v", readable, err)
	}
	logs, _ := filepath.Glob(filepath.Join(p.dir, "c*", "journal", "*"))
	for _, file := range logs {
		if raw, err := os.ReadFile(file); err == nil && strings.Contains(string(raw), number) {
			p.t.Errorf("the number stands readable in %s", filepath.Base(file))
		}
	}
}

func nobodyFromTheStart(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, ""))
	p.tell(tale(t, `caller dials; hears music`))
	p.leaveMessages(p.caller)
	p.start(controller)
	p.wantMessage(p.records(1)[0])
	p.wantForgotten("13800001234")
	var page struct {
		Callbacks []struct{ Number, Reason, State string }
	}
	p.signIn("wang")
	if err := p.ask("wang", "GET", "/api/callbacks?state=open", nil, &page); err != nil || len(page.Callbacks) != 1 || page.Callbacks[0].Number != "138****1234" {
		t.Errorf("the list of call-backs: %+v, %v", page, err)
	}
}

func leftInTheMusic(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, ""))
	p.tell(tale(t, `caller dials; hears music; caller hangs up`)) // answered by the dialplan
	early, err := p.exchange.Phone(phone.Profile{User: "13800001235", Tone: callerTone}).Dial(t.Context(), stackNumber, phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p.until(patience, "Asterisk has the call", func() bool { _, rings := early.When(phone.Trying); return rings })
	if err := early.Hangup(t.Context()); err != nil { // before anybody answered
		t.Fatal(err)
	}
	p.start(controller)
	for _, r := range p.records(2) {
		if r.outcome != string(callcenter.Abandoned) || r.reason != "no_controller" || r.ends != 1 || r.owed+r.messages != 0 {
			t.Errorf("%+v", r)
		}
	}
	p.tell(tale(t, `caller dials; hears menu; caller hangs up`)) // a controller's: no note beside its record
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears music; caller hangs up`))
	p.records(4)
	p.wantForgotten("13800001234")
}

func controllerNeverReturns(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for yi`)
	p := newPlayer(t, g, told)
	p.guard()
	p.tell(told)
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s`))
	talks := p.caller
	p.tell(tale(t, `caller dials; hears menu; presses 2; li's phone rings`))
	rung := p.caller
	p.tell(tale(t, `caller dials; hears menu; presses 3; hears music`))
	waits := p.caller
	p.tell(tale(t, `caller dials; hears menu`))
	chooses := p.caller
	p.signal(controller, syscall.SIGKILL)

	p.until(patience, "music in the menu", func() bool { return hearsNow(chooses, musicTone) })
	p.until(patience, "the ringing ends", func() bool { return !p.agents["li"].rings() })
	p.until(patience, "the apology", func() bool { return heard(rung, toneOf(t, "apology")) })
	if err := rung.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.leaveMessages(waits, chooses)
	if !hearsNow(talks, agentTones["wang"]) || !hearsNow(p.agents["wang"].current(), callerTone) {
		t.Error("the talk did not go on")
	}

	p.start(controller)
	p.caller, p.talking = talks, "wang"
	p.tell(tale(t, `both talk 4 s; wang hangs up; wang is in wrap-up; caller hears ask-rating; presses 1`))
	all := p.records(4)
	if all[0].outcome != string(callcenter.Completed) {
		t.Errorf("the talk: %+v", all[0])
	}
	if all[1].outcome != string(callcenter.Abandoned) || all[1].ends != 1 || all[1].open != 0 {
		t.Errorf("who hung up in the apology: %+v", all[1])
	}
	p.wantMessage(all[2])
	p.wantMessage(all[3])
	p.wantForgotten("13800001234")
}

// servedAlready: he has talked and is being asked how it was. The guard lets him go,
// and his record says that he was served.
func servedAlready(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 8 s; wang hangs up
		caller hears ask-rating`)
	p := newPlayer(t, g, told)
	p.guard()
	p.tell(told)
	p.signal(controller, syscall.SIGKILL)
	p.until(patience, "the guard lets him go", func() bool { return over(p.caller) })
	if heard(p.caller, toneOf(t, "apology")) {
		t.Error("he was asked to leave a message")
	}
	p.start(controller)
	p.endsAs(tale(t, `→ outcome completed; segments 1; rating asked; record 1`))
}
