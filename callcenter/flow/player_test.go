package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/callcenter/flow/story"
)

// player plays a story in a house.
type player struct {
	*house
	caller   callcenter.Arrival
	heardTo  int // in the exchange's list: a sentence expects what comes after the last
	dialled  int
	number   string
	talkedTo string
}

const patience = 90 * time.Second

func (p *player) play(s story.Story) {
	for _, step := range s.Steps {
		p.t.Log(step)
		p.step(step)
	}
	p.settle(p.caller.Call)
	kept := p.l.story(p.caller.Call)
	for _, step := range s.Ending {
		if err := kept.Check(step); err != nil {
			p.t.Error(err)
		}
	}
}

func seat(who string) callcenter.SeatID { return callcenter.SeatID("seat-" + who) }

func (p *player) step(s story.Step) {
	p.t.Helper()
	switch s.Verb {
	case story.Dials:
		p.dialled++
		p.caller = p.x.dial(callcenter.LineID(fmt.Sprintf("caller-%d", p.dialled)), p.number)
	case story.Hears:
		p.hears(s)
	case story.Presses:
		p.x.press(p.caller.Line, s.What)
	case story.Hidden:
		p.number = ""
	case story.BackDone:
		p.until(s.String(), patience, func() bool {
			ended := of[callcenter.CallEnded](p.l, p.caller.Call)
			return len(ended) == 1 && ended[0].Outcome == callcenter.AskedBack
		})
		p.caller.Call = p.back()
	case story.HangsUp:
		if s.Who == "caller" {
			p.x.end(p.caller.Line, callcenter.CauseNormal)
			return
		}
		p.x.end(p.leg(s, true), callcenter.CauseNormal)
	case story.Vanishes: // Asterisk notices by its RTP timeout
		time.Sleep(15 * time.Second)
		p.x.end(p.caller.Line, 0)
	case story.Pass:
		time.Sleep(s.For)
	case story.Talk:
		p.until(s.String(), patience, func() bool {
			leg, up := p.x.lineOf(p.talkedTo, true)
			return up && p.x.together(p.caller.Line, leg)
		})
		time.Sleep(s.For)
	default:
		if s.Who == "caller" && p.callerStep(s) {
			return
		}
		if !p.agentStep(s) && !p.worldStep(s) {
			p.t.Fatalf("%s: no one can play this", s)
		}
	}
}

// back is the call-back that goes on in the caller's place.
func (p *player) back() (id callcenter.ID) {
	p.t.Helper()
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	for _, f := range p.l.facts {
		if a, is := f.Data.(callcenter.CallArrived); is && a.Back == p.caller.Call {
			id = f.Subject
		}
	}
	if id.IsZero() {
		p.t.Fatal("no call-back was promised")
	}
	return id
}

// callerStep is what somebody does who is called back.
func (p *player) callerStep(s story.Step) bool {
	p.t.Helper()
	switch s.Verb {
	case story.Rings:
		p.until(s.String(), patience, func() bool {
			back, rings := p.x.backLine(false)
			if rings {
				p.caller = back
			}
			return rings
		})
		time.Sleep(s.For)
	case story.StopsRinging, story.DoesNotAnswer:
		p.until(s.String(), patience, func() bool { _, rings := p.x.backLine(false); return !rings })
	case story.StaysSilent:
		time.Sleep(s.For)
		if _, rings := p.x.backLine(false); rings {
			p.t.Errorf("%s: it rings", s)
		}
	case story.Answers:
		p.x.pickUp(p.caller.Line)
	case story.Rejects:
		p.x.end(p.caller.Line, callcenter.CauseRejected)
	case story.IsBusy:
		p.x.numbers["13800001234"] = "busy"
	default:
		return false
	}
	return true
}

func (p *player) hears(s story.Step) {
	p.t.Helper()
	p.until(s.String(), patience, func() bool {
		p.x.mu.Lock()
		defer p.x.mu.Unlock()
		for i := p.heardTo; i < len(p.x.heard); i++ {
			if p.x.heard[i].what == s.What {
				p.heardTo = i + 1
				return true
			}
		}
		return false
	})
}

// leg waits for the agent's line.
func (p *player) leg(s story.Step, up bool) (leg callcenter.LineID) {
	p.t.Helper()
	p.until(s.String(), patience, func() (is bool) {
		leg, is = p.x.lineOf(s.Who, up)
		return is
	})
	return leg
}

func (p *player) agentStep(s story.Step) bool {
	p.t.Helper()
	switch s.Verb {
	case story.ReadyFor:
		var topics []callcenter.TopicName
		for _, topic := range s.List {
			topics = append(topics, callcenter.TopicName(topic))
		}
		p.agent(s.Who, topics...)
	case story.SignsOut:
		p.worker(s.Who).out = true
	case story.TakesBreak, story.IsBack:
		p.q.mu.Lock()
		w := p.worker(s.Who)
		w.out = s.Verb == story.TakesBreak
		w.misses = 0
		p.q.mu.Unlock()
		p.q.match()
	case story.IsOff:
		p.until(s.String(), patience, func() bool {
			p.q.mu.Lock()
			defer p.q.mu.Unlock()
			return p.worker(s.Who).misses >= 2
		})
	case story.Rings:
		p.leg(s, false)
		time.Sleep(s.For)
	case story.StopsRinging, story.DoesNotAnswer:
		p.until(s.String(), patience, func() bool { _, rings := p.x.lineOf(s.Who, false); return !rings })
	case story.StaysSilent:
		time.Sleep(s.For)
		if _, rings := p.x.lineOf(s.Who, false); rings {
			p.t.Errorf("%s: it rings", s)
		}
	case story.Unregisters:
		p.x.phones[seat(s.Who)] = "unregistered"
		if leg, rings := p.x.legAt(seat(s.Who), false); rings {
			p.x.end(leg, callcenter.CauseUnreachable)
		}
	case story.IsBusy:
		p.x.phones[seat(s.Who)], p.x.numbers[s.Who] = "busy", "busy"
	case story.Answers:
		p.talkedTo = s.Who
		p.x.pickUp(p.leg(s, false))
	case story.Rejects:
		p.x.end(p.leg(s, false), callcenter.CauseRejected)
	case story.Holds, story.Resumes:
		p.x.putOnHold(p.leg(s, true), s.Verb == story.Holds)
	case story.Clicks:
		p.order(s, flow.Command{Verb: flow.Verb(strings.ReplaceAll(s.What, "-", "_"))})
	case story.Consults:
		p.order(s, flow.Command{Verb: flow.Consult, Target: p.target(s.What)})
	case story.Invites:
		p.order(s, flow.Command{Verb: flow.Invite, Target: p.target(s.What)})
	case story.Transfers:
		p.order(s, flow.Command{Verb: flow.Transfer, Target: p.target(s.What)})
	case story.TalkWith:
		p.until(s.String(), patience, func() bool {
			a, is := p.x.lineOf(s.Who, true)
			b, too := p.x.lineOf(s.What, true)
			return is && too && p.x.together(a, b)
		})
		time.Sleep(s.For)
	case story.IsInWrapUp:
		p.until(s.String(), patience, func() bool {
			p.q.mu.Lock()
			defer p.q.mu.Unlock()
			return p.worker(s.Who).until.After(time.Now())
		})
	default:
		return false
	}
	return true
}

// order is what an agent's desk asks.
func (p *player) order(s story.Step, command flow.Command) {
	p.t.Helper()
	command.Agent = callcenter.AgentID(s.Who)
	if err := p.floor.Command(context.Background(), p.caller.Call, command); err != nil {
		p.t.Errorf("%s: %v", s, err)
	}
}

// target is whom a name means: an agent, a topic, or a number outside.
func (p *player) target(name string) callcenter.Target {
	if slices.ContainsFunc(p.q.agents, func(w *worker) bool { return string(w.ID) == name }) {
		return callcenter.Target{Agent: callcenter.AgentID(name)}
	}
	if _, is := topics()[callcenter.TopicName(name)]; is {
		return callcenter.Target{Topic: callcenter.TopicName(name)}
	}
	return callcenter.Target{Outside: name}
}

func (p *player) worker(name string) *worker {
	i := slices.IndexFunc(p.q.agents, func(w *worker) bool { return string(w.ID) == name })
	if i < 0 {
		p.t.Fatalf("nobody knows %s", name)
	}
	return p.q.agents[i]
}

func (p *player) worldStep(s story.Step) bool {
	p.t.Helper()
	switch s.Verb {
	case story.QueueAway, story.QueueBack:
		p.q.mu.Lock()
		p.q.away = s.Verb == story.QueueAway
		p.q.mu.Unlock()
		p.q.match()
	case story.AsteriskAway:
		p.x.mu.Lock()
		p.x.away = true
		p.x.mu.Unlock()
	case story.AsteriskBack:
		p.x.mu.Lock()
		p.x.away = false
		p.x.mu.Unlock()
		p.reconcile()
	case story.ControllerKilled:
		p.kill()
	case story.ControllerStarts:
		p.start()
	case story.ControllerSleeps:
		p.q.mu.Lock()
		p.q.slow = s.For
		p.q.mu.Unlock()
	case story.Twice:
		p.x.twice = true
	case story.Flood:
		for range s.N {
			p.floor.Deliver(callcenter.LineEvent{Kind: callcenter.LineRinging, Call: p.caller.Call, Line: p.caller.Line})
		}
	case story.Ahead:
		p.q.ahead = s.N
	case story.Unrecorded:
		p.x.missing[callcenter.Prompt(s.What)] = true
	case story.Closes:
		p.q.closed[callcenter.TopicName(s.What)] = true
	case story.OutsideHours:
		p.shut.Store(callcenter.TopicName(s.What), true)
	case story.WaitAtMost:
		p.q.maxWait[callcenter.TopicName(s.What)] = s.For
	default:
		return false
	}
	return true
}
