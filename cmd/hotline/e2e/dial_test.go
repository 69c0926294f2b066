package e2e

import (
	"context"
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
)

// seatCodes: an agent signs in, takes a break and signs out with his phone alone.
func seatCodes(t *testing.T, g *ground) {
	p := newPlayer(t, g, tale(t, `wang is ready for consult`))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seat := p.agents["wang"].phone
	if err := seat.Register(ctx); err != nil {
		t.Fatal(err)
	}
	p.signIn("wang") // to see his own presence
	for _, c := range []struct {
		code, told string
		presence   callcenter.Presence
	}{
		{"*3", "seat-out", callcenter.SignedOut},
		{"*2", "seat-refused", callcenter.SignedOut}, // who is not there takes no break
		{"*1", "seat-ready", callcenter.Ready},
		{"*2", "seat-break", callcenter.OnBreak},
		{"*1", "seat-ready", callcenter.Ready},
		{"*3", "seat-out", callcenter.SignedOut},
	} {
		call, err := seat.Dial(ctx, c.code, phone.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := call.Hears(ctx, toneOf(t, c.told)); err != nil {
			t.Fatalf("%s: not told %s: %v, %v", c.code, c.told, err, call.Heard())
		}
		if cause, err := call.Over(ctx); err != nil || cause.By != phone.ByPeer {
			t.Errorf("%s: %+v, %v", c.code, cause, err)
		}
		p.until(patience, string(c.presence), func() bool { return p.presence("wang") == c.presence })
	}
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears music`)) // nobody is there
	if _, err := seat.Dial(ctx, "*1", phone.DialOptions{}); err != nil {
		t.Fatal(err)
	}
	p.endsWell(`wang's phone rings; wang answers; both talk 2 s; wang hangs up`)
}

// numbers: anonymous callers are served; what is not ours is refused.
func numbers(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult`)
	p := newPlayer(t, g, told)
	p.tell(told)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	nobody := p.exchange.Phone(phone.Profile{User: "anonymous", Tone: callerTone})
	for _, number := range []string{"12345", "8001", "123480", "*1", "s"} {
		call, err := nobody.Dial(ctx, number, phone.DialOptions{Anonymous: true})
		if err != nil {
			t.Fatal(err)
		}
		if cause, err := call.Over(ctx); err != nil || cause.Code != 404 {
			t.Errorf("%s: %+v, %v, want 404", number, cause, err)
		}
	}
	call, err := nobody.Dial(ctx, "083312348", phone.DialOptions{Anonymous: true})
	if err != nil {
		t.Fatal(err)
	}
	p.caller, p.cursor = call, time.Now()
	p.endsWell(`caller hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s; wang hangs up`)
	var anonymous bool
	if err := p.db.QueryRow(t.Context(), `SELECT anonymous AND party IS NULL AND called = '083312348' FROM call`).Scan(&anonymous); err != nil || !anonymous {
		t.Errorf("the record of an anonymous caller: %v, %v", anonymous, err)
	}
}

// oldTelephone: who knows no key events presses by tones in his voice, and is understood in
// the menu and in the rating. What he says on the phone is nobody's key.
func oldTelephone(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for yi`)
	p := newPlayer(t, g, told)
	p.tell(told)
	old := p.exchange.Phone(phone.Profile{User: "13800001234", Tone: callerTone, Keys: phone.KeysAsTones})
	call, err := old.Dial(t.Context(), "12348", phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p.caller, p.cursor = call, time.Now()
	p.tell(tale(t, `
		caller hears menu; presses 2; li's phone rings; li answers; both talk 2 s; li hangs up
		caller hears ask-rating; presses 2; hears goodbye`))
	p.settle()
	var key string
	var score int
	err = p.db.QueryRow(t.Context(), `SELECT c.menu_key, r.score FROM call c JOIN rating r ON r.call = c.id`).Scan(&key, &score)
	if err != nil || key != "2" || score != 2 {
		t.Errorf("key %q, score %d: %v", key, score, err)
	}
}

// twoCentres share one Asterisk and have a number each. Neither takes, sees or adopts
// what is the other's, not even when the other's controller is gone.
func twoCentres(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult`)
	only := func(number string) func(*config.Config) {
		return func(cfg *config.Config) { cfg.Center.Numbers = []string{number} }
	}
	ours := newCast(t, g, told, only("12348"))
	theirs := newHouse(t, g, nil, only("083312348"))
	if _, err := theirs.db.Exec(t.Context(), `TRUNCATE agents.seat, agents.staff CASCADE`); err != nil {
		t.Fatal(err)
	}
	theirs.start("c9")
	ours.start(controller)
	ours.tell(told)
	for range 5 {
		ours.tell(tale(t, `caller dials; hears menu; caller hangs up`))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for range 5 {
		call, err := ours.agents["wang"].phone.Dial(ctx, "*1", phone.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := call.Hears(ctx, toneOf(t, "seat-ready")); err != nil {
			t.Errorf("the code of a seat was taken by the wrong centre: %v", err)
		}
	}
	ours.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`))
	ours.signal(controller, syscall.SIGKILL)
	time.Sleep(8 * time.Second) // longer than it takes to adopt
	ours.start(controller)
	ours.tell(tale(t, `both talk 2 s; wang hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	ours.records(6)
	if theirs.says("c9", "adopting")+theirs.says("c9", ours.cfg.Center.Name) > 0 {
		t.Error("the other centre took an interest")
	}
	var calls int
	if err := theirs.db.QueryRow(t.Context(), `SELECT count(*) FROM call`).Scan(&calls); err != nil || calls > 0 {
		t.Errorf("the other centre has %d calls: %v", calls, err)
	}
}
