package e2e

import (
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/hotline/config"
)

// startSecond starts a controller that adopts and takes no new call, so that the
// first one has those of the story.
func (p *player) startSecond() {
	p.t.Helper()
	numbers := p.cfg.Center.Numbers
	defer func() { p.cfg.Center.Numbers = numbers }()
	p.cfg.Center.Numbers = []string{"99999"}
	p.start(second)
}

// adopted waits until the second controller has the calls of the first.
func (p *player) adopted() {
	p.t.Helper()
	p.until(patience, "the second controller adopts", func() bool {
		return p.says(second, `"msg":"resynced","controller":"`+second+`","app":"`+p.cfg.AppPrefix()+controller+`"`) > 0
	})
}

// playAdopted plays a story in which the controller dies and another goes on.
func playAdopted(t *testing.T, g *ground, told story.Story) {
	p := newPlayer(t, g, told)
	p.adopts = true
	p.startSecond()
	p.play(told)
}

func takesItsCallsBack(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 8 s
		the controller is killed; the controller starts again; both talk 8 s`)
	p := newPlayer(t, g, told)
	p.adopts = true
	p.startSecond()
	p.tell(told)

	p.start(controller)
	p.until(patience, "the second lets go", func() bool { return p.says(second, "adopted post closed") == 1 })
	p.endsWell(`both talk 8 s; wang hangs up; wang is in wrap-up`)
	for _, name := range []string{controller, second} {
		if p.says(name, `"alarm":"replaced"`) > 0 {
			t.Errorf("%s fights for its name", name)
		}
	}
}

func takesNewCalls(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; li is ready for yi
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	talking := p.caller
	p.start(second)
	p.signal(controller, syscall.SIGKILL)

	p.tell(tale(t, `caller dials; hears menu; presses 2; li's phone rings; li answers; both talk 4 s`))
	id := p.callID()
	var by string
	if err := p.db.QueryRow(t.Context(), `SELECT controller FROM call WHERE id = $1`, id).Scan(&by); err != nil || by != second {
		t.Errorf("the new call was taken by %q: %v", by, err)
	}
	p.adopted()
	p.goesOn(talking, agentTones["wang"], "the talk of the dead controller")
	p.tell(tale(t, `li hangs up; caller hears ask-rating; presses 1`))
	p.caller = talking
	p.tell(tale(t, `wang hangs up; caller hears ask-rating; presses 2`))
	p.allEnd(2, callcenter.Completed)
}

// promisedBeforeAdopted: the queue pairs the call of a dead controller with an agent at
// once, but nobody can ring his phone before the call is adopted. That holds him up
// for as long as adopting takes, and not for as long as a promise may last.
func promisedBeforeAdopted(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; wang signs out
		caller dials; hears menu; presses 1; hears music`)
	p := newCast(t, g, told, func(cfg *config.Config) { cfg.Timers.Ring = 2 * time.Minute })
	p.start(controller)
	p.startSecond()
	p.tell(told)
	p.signal(controller, syscall.SIGKILL)
	p.signIn("wang")
	if err := p.ask("wang", "PUT", "/api/presence", map[string]any{"intent": "ready"}, nil); err != nil {
		t.Fatal(err)
	}
	p.until(patience, "wang's phone rings", p.agents["wang"].rings) // half of what the promise lasts
	p.endsWell(`wang answers; both talk 2 s; wang hangs up`)
	if n := p.agents["wang"].offered(); n != 1 {
		t.Errorf("wang was rung %d times", n)
	}
}

// allEnd waits until that many calls stand in the records, each ended once and so.
func (p *player) allEnd(want int, as callcenter.Outcome) {
	p.t.Helper()
	count := func(sql string, args ...any) (n int) {
		if err := p.db.QueryRow(p.t.Context(), sql, args...).Scan(&n); err != nil {
			p.t.Fatal(err)
		}
		return n
	}
	p.until(patience, "all calls end in records", func() bool {
		return count(`SELECT count(*) FROM call WHERE outcome = $1`, as) >= want && count(`SELECT count(*) FROM call WHERE ended_at IS NULL`) == 0
	})
	if calls, ended := count(`SELECT count(*) FROM call`), count(`SELECT count(*) FROM journal WHERE kind = 'call.ended'`); calls != want || ended != want {
		p.t.Errorf("%d calls, %d ends, want %d", calls, ended, want)
	}
}
