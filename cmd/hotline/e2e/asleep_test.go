package e2e

import (
	"syscall"
	"testing"
	"time"
)

// A controller that sleeps is taken for dead after three seconds. What it had begun to
// say when it fell asleep, and what it decides before it looks, must harm nobody.
const sleeps = 10 * time.Second

func (p *player) sleep(during func()) {
	p.t.Helper()
	asleep := time.Now()
	p.signal(controller, syscall.SIGSTOP)
	during()
	time.Sleep(time.Until(asleep.Add(sleeps)))
	p.signal(controller, syscall.SIGCONT)
}

// awake waits until the sleeper has its calls again.
func (p *player) awake() {
	p.t.Helper()
	p.until(patience, "the sleeper takes its calls back", func() bool { return p.says(controller, `"msg":"resynced"`) >= 2 })
	p.until(patience, "the second lets go", func() bool { return p.says(second, "adopted post closed") == 1 })
}

// unbroken fails if the talk was interrupted since then. A busy machine loses some
// windows of sound; a line that was parted is silent for seconds.
func (p *player) unbroken(since time.Time) {
	p.t.Helper()
	for _, ear := range []struct {
		whose string
		hears float64
	}{
		{"caller", p.share(p.caller.Heard(), agentTones[p.talking], since)},
		{p.talking, p.share(p.agents[p.talking].current().Heard(), callerTone, since)},
	} {
		if ear.hears < 0.8 {
			p.t.Errorf("%s heard the other only %.0f %% of the time", ear.whose, 100*ear.hears)
		}
	}
}

func asleepWhileTheyTalk(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s`)
	p := newPlayer(t, g, told)
	p.startSecond()
	p.tell(told)
	since := time.Now()
	p.sleep(p.adopted)
	p.awake()
	p.tell(tale(t, `both talk 8 s`))
	p.unbroken(since)
	p.endsWell(`wang hangs up; wang is in wrap-up`)
}

func asleepWhileItRings(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; li is ready for consult
		caller dials; hears menu; presses 1`)
	p := newPlayer(t, g, told)
	p.startSecond()
	p.tell(told)
	rung := p.whoRings()
	var since time.Time
	p.sleep(func() {
		p.adopted()
		p.tell(tale(t, rung+` answers; both talk 4 s`))
		since = time.Now()
	})
	p.awake()
	p.tell(tale(t, `both talk 8 s`))
	p.unbroken(since)
	for name, a := range p.agents {
		if name != rung && a.current() != nil {
			t.Errorf("%s was rung too", name)
		}
	}
	p.endsWell(rung + ` hangs up; ` + rung + ` is in wrap-up`)
}

func asleepAlone(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	since := time.Now()
	p.sleep(func() {})
	p.tell(tale(t, `both talk 8 s`))
	p.unbroken(since)
	p.endsWell(`wang hangs up; wang is in wrap-up`)
}

// endsWell ends the one call of a story after that, with a rating and one record.
func (p *player) endsWell(after string) {
	p.t.Helper()
	rest := tale(p.t, after+`
		caller hears ask-rating; presses 1; hears goodbye
		→ outcome completed; segments 1; rating 1; record 1`)
	p.tell(rest)
	p.endsAs(rest)
	p.until(patience, "Asterisk has no line left", func() bool { return p.linesLeft() == 0 })
}

// whoRings waits until somebody's phone rings.
func (p *player) whoRings() (who string) {
	p.t.Helper()
	p.until(patience, "somebody's phone rings", func() bool {
		for name, a := range p.agents {
			if a.rings() {
				who = name
			}
		}
		return who != ""
	})
	return who
}
