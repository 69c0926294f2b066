package e2e

import (
	"fmt"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
)

// another dials beside those who wait, and presses the key of a topic.
func (p *player) another(number, key string) *phone.Call {
	p.t.Helper()
	call, err := p.dial(p.t.Context(), number)
	if err != nil {
		p.t.Fatal(err)
	}
	p.until(patience, number+" is greeted", func() bool { return len(call.Heard()) > 0 })
	if err := call.Press(p.t.Context(), key); err != nil {
		p.t.Fatal(err)
	}
	return call
}

// passages counts the ways out of the queue.
func (p *player) passages(outcome callcenter.Outcome) (n int) {
	p.t.Helper()
	if err := p.db.QueryRow(p.t.Context(), `SELECT count(*) FROM queue_passage WHERE outcome = $1`, outcome).Scan(&n); err != nil {
		p.t.Fatal(err)
	}
	return n
}

// waysOut: of four callers for one place three are told that it is full; three come while
// nobody is signed in; three give up. Each is counted as what he is.
func waysOut(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult; wang is ready for yi`), func(cfg *config.Config) {
		cfg.Call.Welcome, cfg.Call.Notice, cfg.Call.Record = false, false, false
		for i := range cfg.Topics {
			switch cfg.Topics[i].Name {
			case "consult":
				cfg.Topics[i].MaxLength = 1
			case "yi":
				cfg.Topics[i].LeaveWhenEmpty = true
			}
		}
	})
	p.start(controller)
	waits := p.another("13900000000", "1")
	p.goesOn(waits, musicTone, "the music of the one who waits")
	for i := range 3 {
		p.another(fmt.Sprintf("1390000001%d", i), "1")
		p.another(fmt.Sprintf("1390000002%d", i), "2")
	}
	p.until(patience, "six are turned away", func() bool { return p.passages(callcenter.Full) == 3 && p.passages(callcenter.NoAgents) == 3 })
	if err := waits.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.until(patience, "the place is free", func() bool { return p.passages(callcenter.Abandoned) == 1 })
	for i := range 2 {
		gives := p.another(fmt.Sprintf("1390000003%d", i), "1")
		p.goesOn(gives, musicTone, "the music of who gives up")
		if err := gives.Hangup(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.until(patience, "he gave up", func() bool { return p.passages(callcenter.Abandoned) == i+2 })
	}
	p.until(patience, "every call ends in a record", func() bool {
		var calls, records int
		err := p.db.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE ended_at IS NOT NULL), (SELECT count(*) FROM consultation) FROM call`).Scan(&calls, &records)
		return err == nil && calls == 9 && records == 9
	})
	for outcome, want := range map[callcenter.Outcome]int{callcenter.Full: 3, callcenter.NoAgents: 3, callcenter.Abandoned: 3} {
		var calls int
		if err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM call WHERE outcome = $1`, outcome).Scan(&calls); err != nil || calls != want || p.passages(outcome) != want {
			t.Errorf("%s: %d calls, %d passages, want %d: %v", outcome, calls, p.passages(outcome), want, err)
		}
	}
}

// whoIsRung: an agent who talks is not rung and not set aside; the next caller is his when
// he is free. A topic that is added to who is signed in brings him its callers. Whom the
// city's hotline hands over counts as having come earlier.
func whoIsRung(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; li is ready for yi
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	talks := p.caller
	next := p.another("13900000001", "1")
	p.goesOn(next, musicTone, "the music of the next")
	time.Sleep(2 * time.Second)
	if n := p.agents["wang"].offered(); n != 1 || p.presence("wang") != callcenter.Talking {
		t.Errorf("wang, who talks, was rung %d times and is %s", n, p.presence("wang"))
	}
	if n := p.agents["li"].offered(); n != 0 {
		t.Errorf("li, who cannot, was rung %d times", n)
	}
	if _, err := p.db.Exec(t.Context(), `INSERT INTO agents.staff_skill (staff, skill, level) VALUES ($1, 'consult', 50)`, "1"+seats["li"]); err != nil {
		t.Fatal(err)
	}
	p.caller = next
	p.tell(tale(t, `li's phone rings; li answers; both talk 2 s`))
	third := p.another("13900000002", "1")
	p.goesOn(third, musicTone, "the music of the third")
	city := p.another("12345", "1")
	p.goesOn(city, musicTone, "the music of whom 12345 hands over")
	p.caller, p.talking = talks, "wang"
	p.tell(tale(t, `wang hangs up; wang is in wrap-up; caller hangs up`))
	for _, p.caller = range []*phone.Call{city, third} {
		p.tell(tale(t, `wang's phone rings; wang answers; both talk 2 s; caller hangs up`))
	}
	if err := next.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.allEnd(4, callcenter.Completed)
}
