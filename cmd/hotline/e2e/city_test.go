package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/callsim/platform"
	"hotline/cmd/hotline/stack"
)

// cityTone is what the people of 12345 send: as in the stories.
const cityTone = 500

// city makes 12345 stand at its trunk, with people who behave like that.
func (p *player) city(t *testing.T, m platform.Manner) *platform.Platform {
	t.Helper()
	trunk, err := p.ground.place.Trunk12345()
	if err != nil {
		t.Fatal(err)
	}
	first := 40000 + (p.ground.place.Base/stack.PortSpan%20)*1000
	tones := append(ownTones(), musicTone, callerTone, cityTone)
	for _, name := range prompts(t) {
		tones = append(tones, toneOf(t, string(name)))
	}
	c, err := platform.Open(platform.Config{
		Phones: phone.Config{PBX: p.ground.place.Address(stack.PortSIP), Tones: tones, RTP: phone.PortRange{First: first, Last: first + 999}},
		User:   trunk.SIPUser, Password: trunk.SIPPassword, Hotline: stackNumber, Tone: cityTone, Manner: m, Specialists: []string{"5001"},
		Tell: func(format string, args ...any) { t.Logf("12345: "+format, args...) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = c.Close()
	})
	select {
	case <-c.Ready():
	case <-time.After(patience):
		t.Fatal("12345 does not stand at its trunk")
	}
	return c
}

// hands hands a citizen over; he is the player's caller from then on.
func (p *player) hands(t *testing.T, city *platform.Platform, c platform.Citizen) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c.Tone = callerTone
	call, err := city.HandOver(ctx, c)
	if err == nil {
		err = call.Connected(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	p.caller, p.cursor = call, time.Now()
}

// handed is what the record of the last caller says of who handed him over.
type handed struct{ Channel, Reference, How, Topic, Party string }

func (p *player) lastHanded(t *testing.T) (h handed) {
	t.Helper()
	p.until(patience, "the call is kept", func() bool {
		return p.db.QueryRow(t.Context(), `
			SELECT coalesce(channel, ''), coalesce(reference, ''), coalesce(menu_how, ''), coalesce(topic, ''), coalesce(party::text, '')
			FROM call WHERE ended_at IS NOT NULL ORDER BY arrived_at DESC LIMIT 1`).Scan(&h.Channel, &h.Reference, &h.How, &h.Topic, &h.Party) == nil
	})
	return h
}

// cityHandsOver: callers whom 12345 hands over. Where it says what it is about, nobody is
// asked; who calls is the citizen, wherever his number stands; the desk shows its number of
// the matter while the phone rings.
func cityHandsOver(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for wages, consult`)
	p := newPlayer(t, g, told)
	p.tell(told)
	city := p.city(t, platform.Manner{})
	screen := p.look(controller, "wang")
	talk := tale(t, `wang answers; both talk 2 s; wang hangs up; caller hears ask-rating; presses 1; hears goodbye`)

	p.hands(t, city, platform.Citizen{Number: "13800001234", Matter: platform.Matter{Order: "SC-2026-0001", Topic: "wages"}})
	p.tell(tale(t, `caller hears welcome; hears recording-notice; wang's phone rings`))
	if number, _ := p.agents["wang"].current().CallerID(); number != "13800001234" {
		t.Errorf("the phone shows %s", number)
	}
	screen.until("12345's number of the matter before the answer", func() bool {
		return screen.showsCall(func(c map[string]any) bool {
			return c["state"] == "ringing" && c["channel"] == "12345" && c["reference"] == "SC-2026-0001" && fmt.Sprint(c["standing"]) == "[12345]"
		})
	})
	p.tell(talk)
	p.allEnd(1, callcenter.Completed)
	first := p.lastHanded(t)
	if (first != handed{"12345", "SC-2026-0001", "channel", "wages", first.Party}) || first.Party == "" {
		t.Errorf("kept as %+v", first)
	}

	for i, c := range []struct {
		citizen platform.Citizen
		way     string
		want    handed
	}{
		{ // a platform that shows itself and cannot set headers of its own
			platform.Citizen{Number: "13800001234", From: platform.Forwarded, Matter: platform.Matter{Order: "SC-2026-0002", Topic: "wages", InUserTo: true}},
			`caller hears recording-notice`,
			handed{"12345", "SC-2026-0002", "channel", "wages", first.Party},
		},
		{ // it knows neither who nor what
			platform.Citizen{From: platform.Withheld, Matter: platform.Matter{Order: "SC-2026-0003"}},
			`caller hears menu; presses 1`,
			handed{"12345", "SC-2026-0003", "key", "consult", ""},
		},
		{ // a topic that is not ours is none
			platform.Citizen{Number: "13800001234", Matter: platform.Matter{Topic: "taxes"}},
			`caller hears menu; presses 3`,
			handed{"12345", "", "key", "wages", first.Party},
		},
	} {
		p.ready(t.Context(), tale(t, `wang is ready for wages`).Steps[0])
		p.hands(t, city, c.citizen)
		p.tell(tale(t, c.way+`; wang's phone rings`))
		p.tell(talk)
		p.allEnd(i+2, callcenter.Completed)
		if got := p.lastHanded(t); got != c.want {
			t.Errorf("kept as %+v, want %+v", got, c.want)
		}
	}
	var channel string
	var calls int
	p.until(patience, "the figures know the channel", func() bool {
		err := p.db.QueryRow(t.Context(), `SELECT channel, count(*) FROM tally WHERE part = '' GROUP BY channel`).Scan(&channel, &calls)
		return err == nil && channel == "12345" && calls == 4
	})
}

// sentToCity: an agent takes a caller to 12345, each way. It is told who he is and the
// number of our record, and nobody else on the way out is.
func sentToCity(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`)
	p := newPlayer(t, g, told)
	sent := make(chan *phone.Call, 9)
	p.city(t, platform.Manner{Rung: func(c *phone.Call) { sent <- c }})
	p.tell(told)
	rings := func() *phone.Call {
		t.Helper()
		select {
		case c := <-sent:
			_ = c.Ring()
			return c
		case <-time.After(patience):
			t.Fatal("12345 is not rung")
		}
		return nil
	}
	answers := func(c *phone.Call) {
		t.Helper()
		if err := c.Answer(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.agents["12345"] = &agent{phone: c.Phone(), call: c}
	}
	call := p.callID().String()
	want := platform.Matter{Topic: "consult", Record: call, Caller: "+8613800001234"}

	p.tell(tale(t, `wang consults 12345`))
	first := rings()
	if got := platform.Read(first); got != want {
		t.Errorf("12345 is told %+v, want %+v", got, want)
	}
	if number, _ := first.CallerID(); number != p.cfg.Center.Allotted {
		t.Errorf("it is called by %s", number)
	}
	answers(first)
	p.tell(tale(t, `wang and 12345 talk 2 s; wang clicks resume; 12345 and caller talk 2 s; wang clicks drop; both talk 1 s`))

	p.tell(tale(t, `wang transfers to 12345; wang is in wrap-up`)) // blind, and nobody there takes it
	if err := rings().Reject(486); err != nil {
		t.Fatal(err)
	}
	screen := p.look(controller, "wang")
	p.tell(tale(t, `wang's phone rings`))
	screen.until("why he is back", func() bool {
		return screen.showsCall(func(c map[string]any) bool {
			failed, _ := c["failed"].(map[string]any)
			return c["state"] == "ringing" && failed["outside"] == "12345" && failed["reason"] == "busy"
		})
	})
	p.tell(tale(t, `wang answers; both talk 2 s; wang invites 12345`))
	third := rings()
	answers(third)
	p.tell(tale(t, `12345 and caller talk 2 s; wang clicks leave; wang is in wrap-up; 12345 and caller talk 2 s; 12345 hangs up`))
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	p.settle()
	p.legsCounted(t)
}

// legsCounted: each leg is a segment of its own with its own time, nobody waited twice, and
// the way to 12345 is what became of the transfer.
func (p *player) legsCounted(t *testing.T) {
	t.Helper()
	var wang, outside, overlapping int
	var outcomes string
	p.until(patience, "each leg is kept", func() bool {
		err := p.db.QueryRow(t.Context(), `
			SELECT count(*) FILTER (WHERE s.agent = $1), count(*) FILTER (WHERE s.outside = '12345'),
				count(*) FILTER (WHERE s.ended_at IS NULL OR s.talk_ms > 1000 * extract(epoch FROM s.ended_at - s.started_at) + 1),
				(SELECT string_agg(outside || ' ' || outcome || coalesce(' ' || reason, ''), ', ' ORDER BY occurrence) FROM transfer)
			FROM segment s`, wangID).Scan(&wang, &outside, &overlapping, &outcomes)
		return err == nil && wang == 2 && outside == 2
	})
	if overlapping != 0 || outcomes != "12345 joined, 12345 failed busy, 12345 completed" {
		t.Errorf("%d segments with a time that is not theirs, transfers %s", overlapping, outcomes)
	}
	var queued, answered int
	if err := p.db.QueryRow(t.Context(), `SELECT sum(queued), sum(answered) FROM tally WHERE part = ''`).Scan(&queued, &answered); err != nil || queued != 1 || answered != 1 {
		t.Errorf("queued %d, answered %d times: %v", queued, answered, err)
	}
}

// cityLoop: 12345 hands a matter over, wang takes it back to 12345, and it comes again. It
// is noticed: nobody is asked, no limit of a topic turns him away, wang has him first, and
// cannot send him back without a word.
func cityLoop(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for consult`)
	p := newPlayer(t, g, told)
	p.tell(told)
	sent := make(chan *phone.Call, 9)
	city := p.city(t, platform.Manner{Rung: func(c *phone.Call) { sent <- c }})
	citizen := platform.Citizen{Number: "13800001234", Matter: platform.Matter{Order: "SC-2026-0009"}}
	p.hands(t, city, citizen)
	p.tell(tale(t, `caller hears menu; presses 1`))
	p.until(patience, "somebody is rung", func() bool { return p.agents["wang"].rings() || p.agents["li"].rings() })
	who := "wang"
	if p.agents["li"].rings() {
		who = "li"
	}
	p.tell(tale(t, who+` answers; both talk 1 s`))
	if err := p.ask(who, "POST", "/api/calls/"+p.callID().String()+"/transfer", target("12345"), nil); err == nil || !strings.Contains(err.Error(), "409") {
		t.Errorf("sent back without a word: %v", err)
	}
	p.tell(tale(t, who+` invites 12345`))
	back := <-sent
	_ = back.Ring()
	if err := back.Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := platform.Read(back); got.Order != "SC-2026-0009" {
		t.Errorf("taken back as %+v", got)
	}
	p.agents["12345"] = &agent{phone: back.Phone(), call: back}
	p.tell(tale(t, `12345 and caller talk 1 s; `+who+` clicks leave`))
	p.tell(tale(t, `12345 hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	p.allEnd(1, callcenter.Completed)
	p.ready(t.Context(), tale(t, who+` is ready for consult`).Steps[0])

	p.hands(t, city, citizen)
	screen := p.look(controller, who)
	p.tell(tale(t, who+`'s phone rings`)) // not the other, who is idle longer; and no menu was said
	screen.until("the circle is told", func() bool {
		return screen.showsCall(func(c map[string]any) bool { return c["loop"] == true && c["state"] == "ringing" })
	})
	p.tell(tale(t, who+` answers; both talk 1 s; `+who+` hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	p.allEnd(2, callcenter.Completed)
}

// showsCall: the screen shows such a call now.
func (s *screen) showsCall(such func(map[string]any) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, value := range s.shows {
		if strings.HasPrefix(name, "call ") && such(value) {
			return true
		}
	}
	return false
}

// cityMoves: 12345 moves its own lines in the middle of a call, by REFER and by re-INVITE:
// the one a caller came on, and the one an agent called it by. Nobody is lost, and each leg
// is counted for itself.
func cityMoves(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for wages`)
	p := newPlayer(t, g, told)
	p.tell(told)
	rung := make(chan *phone.Call, 9)
	city := p.city(t, platform.Manner{Rung: func(c *phone.Call) { rung <- c }})
	next := func() *phone.Call {
		t.Helper()
		select {
		case c := <-rung:
			_ = c.Ring()
			return c
		case <-time.After(patience):
			t.Fatal("12345 is not rung")
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	refer := func(c *phone.Call, o phone.ReferOptions) <-chan error {
		done := make(chan error, 1)
		go func() { done <- c.Refer(ctx, "5001", o) }()
		return done
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	p.hands(t, city, platform.Citizen{Number: "13800001234", Matter: platform.Matter{Order: "SC-2026-0021", Topic: "wages"}})
	p.tell(tale(t, `wang's phone rings; wang answers; both talk 2 s`))
	first := p.caller

	vain := refer(first, phone.ReferOptions{}) // nobody there takes it: they talk on
	must(next().Reject(486))
	if err := <-vain; err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("what 12345 is told of somebody who did not come: %v, %+v", err, first.Events())
	}
	p.tell(tale(t, `both talk 1 s`))

	done := refer(first, phone.ReferOptions{Replaces: "of-their-own;to-tag=a;from-tag=b"})
	second := next()
	if got := second.Header("Replaces"); !strings.HasPrefix(got, "of-their-own;") || !strings.Contains(got, "to-tag=a") {
		t.Errorf("Replaces: %s", got)
	}
	must(second.Answer(ctx))
	must(<-done)
	if _, err := first.Over(ctx); err != nil {
		t.Error(err)
	}
	p.caller = second
	wang := p.agents["wang"].current()
	p.until(patience, "they hear each other", func() bool { return hearsNow(second, agentTones["wang"]) && hearsNow(wang, cityTone) })

	must(second.Hold(ctx)) // and by re-INVITE somebody else has the talk
	must(second.Resume(ctx))
	must(second.Shift(ctx, callerTone))
	p.tell(tale(t, `both talk 2 s`))

	p.tell(tale(t, `wang invites 12345`))
	asked := next()
	must(asked.Answer(ctx))
	p.agents["12345"] = &agent{phone: asked.Phone(), call: asked}
	p.tell(tale(t, `12345 and caller talk 1 s`))
	done = refer(asked, phone.ReferOptions{})
	specialist := next()
	must(specialist.Answer(ctx))
	must(<-done)
	if _, err := asked.Over(ctx); err != nil {
		t.Error(err)
	}
	p.agents["12345"] = &agent{phone: specialist.Phone(), call: specialist}
	p.tell(tale(t, `12345 and caller talk 1 s; wang clicks leave; wang is in wrap-up; 12345 and caller talk 1 s`))
	done = refer(specialist, phone.ReferOptions{}) // now it has the caller alone
	last := next()
	must(last.Answer(ctx))
	must(<-done)
	p.agents["12345"] = &agent{phone: last.Phone(), call: last}
	p.tell(tale(t, `12345 and caller talk 1 s; 12345 hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	p.allEnd(1, callcenter.Completed)
	var agents, outside int
	var moves string
	p.until(patience, "each leg is kept", func() bool {
		err := p.db.QueryRow(t.Context(), `
			SELECT count(*) FILTER (WHERE agent <> ''), count(*) FILTER (WHERE outside = '12345'),
				(SELECT string_agg(kind || ' ' || outcome, ', ' ORDER BY occurrence) FROM transfer)
			FROM segment WHERE ended_at IS NOT NULL`).Scan(&agents, &outside, &moves)
		return err == nil && agents == 1 && outside == 3
	})
	if want := "caller failed, caller completed, outside joined, outside completed, outside completed"; moves != want {
		t.Errorf("kept as %s, want %s", moves, want)
	}
}
