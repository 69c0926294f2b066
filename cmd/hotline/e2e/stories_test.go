package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/stack"
)

const stackNumber = "12348"

// fakesOnly are the verbs that nobody can do to the real thing on demand. Their
// stories are played with fakes, in flow.
var fakesOnly = map[story.Verb]string{
	story.Twice:  "Asterisk tells every event once",
	story.Flood:  "events are not ours to send",
	story.Closes: "an operator closes a topic, and opens it again, in operators_test.go",
}

// longestPass is how long a story on the real stack may do nothing.
const longestPass = 5 * time.Minute

// storyFiles are the stories that flow plays with fakes. Here they are played with SIP
// phones, Asterisk, Redis, Postgres and the controller's own process.
func storyFiles(t *testing.T, pattern string) map[string]story.Story {
	t.Helper()
	files, err := filepath.Glob("../../../callcenter/flow/testdata/" + pattern + ".story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	told := map[string]story.Story{}
	for _, file := range files {
		if s := read(t, file); !unplayable(s) {
			told[strings.TrimSuffix(filepath.Base(file), ".story")] = s
		}
	}
	return told
}

func read(t *testing.T, file string) story.Story {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	told, err := story.Parse(string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return told
}

func unplayable(told story.Story) bool {
	for _, s := range told.Steps {
		if fakesOnly[s.Verb] != "" || s.Verb == story.Pass && s.For > longestPass {
			return true
		}
	}
	return false
}

// newPlayer builds a house for a story, with its phones and one controller.
func newPlayer(t *testing.T, g *ground, told story.Story) *player {
	t.Helper()
	p := newCast(t, g, told)
	p.start(controller)
	return p
}

// newCast builds a house for a story, with its phones and no controller yet.
func newCast(t *testing.T, g *ground, told story.Story, changes ...func(*config.Config)) *player {
	t.Helper()
	topics := map[string][]string{}
	for _, s := range told.Steps {
		if s.Verb == story.ReadyFor {
			topics[s.Who] = append(topics[s.Who], s.List...)
		}
	}
	p := &player{
		house: newHouse(t, g, topics, func(cfg *config.Config) {
			waitAtMost(cfg, told)
			keepHours(cfg, told)
			nameOutsiders(cfg)
			for _, change := range changes {
				change(cfg)
			}
		}),
		agents:  map[string]*agent{},
		matched: map[int]time.Time{},
	}
	p.exchange = newExchange(t, g)
	if called(told) {
		p.takeTrunk()
	}
	passwords, err := g.place.Seats()
	if err != nil {
		t.Fatal(err)
	}
	for name, seat := range seats {
		for _, s := range passwords {
			if s.Extension == string(seat) {
				p.agents[name] = newAgent(t, p.exchange, phone.Profile{User: s.SIPUser, Password: s.SIPPassword, Tone: agentTones[name]})
			}
		}
	}
	p.addOutsiders(t, told)
	return p
}

// called tells whether somebody is called back in a story.
func called(told story.Story) bool {
	return slices.ContainsFunc(told.Steps, func(s story.Step) bool { return s.Verb == story.BackDone })
}

func waitAtMost(cfg *config.Config, told story.Story) {
	for _, s := range told.Steps {
		for i := range cfg.Topics {
			if s.Verb == story.WaitAtMost && string(cfg.Topics[i].Name) == s.What {
				cfg.Topics[i].MaxWait = s.For / faster
			}
		}
	}
}

// keepHours gives hours that are never open to the topics that are outside theirs.
func keepHours(cfg *config.Config, told story.Story) {
	for _, s := range told.Steps {
		for i := range cfg.Topics {
			if s.Verb == story.OutsideHours && string(cfg.Topics[i].Name) == s.What {
				cfg.Topics[i].Hours = "never"
				cfg.Hours = []callcenter.Hours{{Name: "never", Title: "不开放", Week: make([][]callcenter.Span, 7)}}
			}
		}
	}
}

func newExchange(t *testing.T, g *ground) *phone.Exchange {
	t.Helper()
	tones := append(ownTones(), musicTone, callerTone)
	for _, name := range prompts(t) {
		tones = append(tones, toneOf(t, string(name)))
	}
	first := 40000 + (g.place.Base/stack.PortSpan%20)*1000
	ex, err := phone.NewExchange(phone.Config{
		PBX: g.place.Address(stack.PortSIP), Tones: tones, RTP: phone.PortRange{First: first, Last: first + 999},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ex.Close(); err != nil {
			t.Log(err)
		}
	})
	return ex
}

// newAgent is a phone that rings for every call, or is busy.
func newAgent(t *testing.T, ex *phone.Exchange, profile phone.Profile) *agent {
	a := &agent{}
	profile.OnCall = func(ctx context.Context, c *phone.Call) {
		a.mu.Lock()
		a.call = c
		a.calls++
		busy := a.busy
		a.mu.Unlock()
		if busy {
			_ = c.Reject(486)
			return
		}
		_ = c.Ring()
		<-c.Ended()
	}
	a.phone = ex.Phone(profile)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		_ = a.phone.Unregister(ctx) // the next house on this ground must find him gone
	})
	return a
}
