package traffic

import (
	"fmt"
	"time"

	"hotline/callcenter"
)

// call is one being made: where it stands in time, and what it has told.
type call struct {
	*day
	id       callcenter.ID
	now      time.Time
	language callcenter.Language
	topic    callcenter.TopicName
	promises int
	facts    []callcenter.Fact
}

func (d *day) call(n int, at time.Time) {
	line := callcenter.LineID(fmt.Sprintf("%d.%d.%d", d.cfg.Seed, d.start.Unix(), n))
	c := &call{day: d, id: callcenter.CallIDOf(line, at), now: at, language: callcenter.Mandarin}
	if d.chance(4) {
		c.language = callcenter.Yi
	}
	c.arrive(line)
	if outcome, stage := c.menu(); outcome != "" {
		c.end(outcome, stage, callcenter.ByCaller)
	} else {
		c.serve()
	}
	d.out.Calls = append(d.out.Calls, c.facts)
}

func (c *call) tell(occurrence string, data callcenter.Payload) {
	c.facts = append(c.facts, callcenter.Fact{Subject: c.id, Occurrence: occurrence, At: c.now, By: controller, Data: data})
}

func (c *call) pass(d time.Duration) { c.now = c.now.Add(d) }

// arrive: one in fifty shows no number; a third of the callers are a tenth of the parties.
func (c *call) arrive(line callcenter.LineID) {
	called := "12348"
	if c.chance(8) {
		called = "12345"
	}
	var number callcenter.Number
	if !c.chance(2) {
		of := c.cfg.Parties
		if c.chance(33) {
			of = max(1, of/10)
		}
		number = callcenter.ParseNumber(fmt.Sprintf("139%08d", c.r.IntN(of)), callcenter.LocalAreaCode)
	}
	c.tell("", callcenter.CallArrived{Line: line, Called: called, Anonymous: number.Anonymous()})
	c.facts[0].Contact = number
}

// menu: some hang up in it.
func (c *call) menu() (callcenter.Outcome, string) {
	c.pass(c.between(1, 5))
	if c.chance(2) {
		return callcenter.Abandoned, "greeting"
	}
	c.tell("", callcenter.NoticePlayed{Prompt: callcenter.RecordingNotice, Language: c.language, Whole: c.chance(70)})
	c.pass(c.between(1, 6))
	if c.chance(1.5) {
		return callcenter.Abandoned, "menu"
	}
	topics := []callcenter.TopicName{"consult", "consult", "consult", "wages", "wages", "aid", "mediation", "complaint"}
	c.topic = topics[c.r.IntN(len(topics))]
	chosen := callcenter.MenuChosen{Key: "1", How: callcenter.ChosenByKey, Topic: c.topic, Language: c.language}
	if c.chance(12) {
		chosen.Key, chosen.How = "", callcenter.ChosenBySilence
	}
	c.tell("", chosen)
	c.tell(string(c.topic), callcenter.QueueEntered{Topic: c.topic})
	return "", ""
}

// serve waits for an agent, rings one after the other, and talks.
func (c *call) serve() {
	patience := c.now.Add(c.spread(8, 150))
	for range 4 {
		a := c.next()
		if a == nil || later(a.free, c.now).After(patience) {
			break
		}
		c.now = later(a.free, c.now)
		if token := c.ring(a, patience); token != "" {
			c.leave(callcenter.Completed)
			c.talk(a, token)
			return
		}
		if !c.now.Before(patience) {
			break
		}
	}
	c.now = later(patience, c.now)
	c.leave(callcenter.Abandoned)
	c.end(callcenter.Abandoned, "waiting", callcenter.ByCaller)
}

func (c *call) leave(outcome callcenter.Outcome) {
	c.tell(string(c.topic), callcenter.QueueLeft{Topic: c.topic, Outcome: outcome})
}

// next is the agent who is free first, of those on their shift then.
func (c *call) next() (first *agent) {
	for _, a := range c.agents {
		at := later(a.free, c.now)
		if at.Before(a.from) || at.Add(10*time.Minute).After(a.to) {
			continue
		}
		if first == nil || at.Before(later(first.free, c.now)) || at.Equal(later(first.free, c.now)) && a.free.Before(first.free) {
			first = a
		}
	}
	return first
}

func (c *call) token() callcenter.Token {
	return callcenter.Token(fmt.Sprintf("%s.%d.%06x", c.id, c.promises, c.r.IntN(1<<24)))
}

// ring: one in twenty is missed, one in a hundred rejected. The token of the talk, or none.
func (c *call) ring(a *agent, patience time.Time) callcenter.Token {
	c.promises++
	token := c.token()
	c.tell(string(token), callcenter.PromiseMade{Token: token, Agent: a.id, Shift: a.shift, Seat: a.seat, Topic: c.topic})
	declined, after := callcenter.DeclineReason(""), c.between(1.5, 9)
	switch {
	case c.chance(5):
		declined, after = callcenter.DeclinedNoAnswer, 20*time.Second
	case c.chance(1):
		declined = callcenter.DeclinedRejected
	}
	if c.now.Add(after).After(patience) {
		c.now = patience
		declined = callcenter.DeclinedCallerGone
	} else {
		c.pass(after)
	}
	if declined != "" {
		c.tell(string(token), callcenter.PromiseDeclined{Token: token, Agent: a.id, Reason: declined})
		a.free = c.now.Add(5 * time.Second)
		return ""
	}
	c.start(token, a, callcenter.AgentLeg)
	return token
}

func (c *call) start(token callcenter.Token, a *agent, kind callcenter.LegKind) {
	c.tell(string(token), callcenter.SegmentStarted{
		Token: token, Kind: kind, Agent: a.id, Shift: a.shift, Seat: a.seat, Language: c.language, Interpreter: c.language == callcenter.Yi && c.chance(40),
	})
	c.tell(string(token), callcenter.RecordingStarted{Token: token, Name: string(token)})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
