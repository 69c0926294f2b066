package e2e

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/stack"
)

// outsiders are the numbers outside of the stories, and how each sounds.
var outsiders = map[string]struct {
	number string
	tone   int
}{"12345": {"12345", 500}, "110": {"110", 520}, "lawyer": {"08332441234", 540}}

// nameOutsiders puts the lawyer on the list; the others are on it by default.
func nameOutsiders(cfg *config.Config) {
	cfg.Outside = append(cfg.Outside, callcenter.Outside{Name: "lawyer", Title: "律师", Number: outsiders["lawyer"].number})
}

// addOutsiders gives everybody outside who is in the story a phone, and takes the trunk.
func (p *player) addOutsiders(t *testing.T, told story.Story) {
	t.Helper()
	in := map[string]bool{}
	for _, s := range told.Steps {
		for _, name := range []string{s.Who, s.What} {
			if _, is := outsiders[name]; is {
				in[name] = true
			}
		}
	}
	if len(in) == 0 {
		return
	}
	for _, trunk := range []func() (stack.Seat, error){p.ground.place.Trunk, p.ground.place.Trunk12345} {
		p.carry(t, trunk)
	}
	for name := range in {
		p.agents[name] = newAgent(t, p.exchange, phone.Profile{User: outsiders[name].number, Tone: outsiders[name].tone})
	}
}

// carry takes the calls that go out by a trunk.
func (p *player) carry(t *testing.T, of func() (stack.Seat, error)) {
	t.Helper()
	trunk, err := of()
	if err != nil {
		t.Fatal(err)
	}
	carrier := p.exchange.Phone(phone.Profile{User: trunk.SIPUser, Password: trunk.SIPPassword})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := carrier.Register(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 5*time.Second)
		defer cancel()
		_ = carrier.Unregister(ctx)
	})
}

// target is whom a name means at the desk.
func target(name string) map[string]any {
	if seat, is := seats[name]; is {
		return map[string]any{"agent": "1" + string(seat)}
	}
	if _, is := outsiders[name]; is {
		return map[string]any{"outside": name}
	}
	return map[string]any{"topic": name}
}

// ownTones are those that people send.
func ownTones() []int {
	tones := slices.Collect(maps.Values(agentTones))
	for _, o := range outsiders {
		tones = append(tones, o.tone)
	}
	return tones
}

// line is somebody's call, and how he sounds.
func (p *player) line(name string) (*phone.Call, int) {
	if name == "caller" {
		return p.caller, callerTone
	}
	a := p.agents[name]
	return a.current(), a.phone.Tone()
}

// talkWith expects that two hear each other now, and lets them talk.
func (p *player) talkWith(s story.Step) {
	p.t.Helper()
	p.until(patience, s.String()+": they do not hear each other", func() bool {
		a, aTone := p.line(s.Who)
		b, bTone := p.line(s.What)
		return a != nil && b != nil && hearsNow(a, bTone) && hearsNow(b, aTone)
	})
	time.Sleep(s.For / faster)
	p.cursor = time.Now()
}
