package controller

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/queue"
)

// contribution is what the calls of a floor and the presence known here say of the
// queue, when Redis has lost it.
func (p *parts) contribution(_ context.Context, floor *flow.Floor) (queue.Contribution, error) {
	told := queue.Contribution{Agents: p.agents.Contribution()}
	if floor == nil {
		return told, nil
	}
	now := time.Now()
	expires := now.Add(p.cfg.Timers.Ring + p.cfg.Timers.RingGrace)
	for _, l := range floor.Live() {
		told = withGuests(told, l, now, expires)
		switch {
		case l.Token != "" && l.Promised.ID == "": // a number outside has the caller: it is nobody's in the queue
		case l.Token != "":
			waiter := l.Waiter
			if waiter.Call.IsZero() {
				waiter = callcenter.Waiter{Call: l.Call, Topic: l.Topic, Entered: l.Created}
			}
			waiter.Call = l.Token.Place() // he may have been asked in before he had the caller
			told.Engaged = append(told.Engaged, queue.Engagement{
				Waiter: waiter, Accepted: l.Engaged,
				Promise: callcenter.Promise{
					Token: l.Token, Call: l.Call, Agent: l.Promised, Topic: l.Topic,
					Made: now, Expires: expires,
				},
			})
		case l.Resting.After(now): // a call-back between two tries does not wait
		case l.Stage == callcenter.Waiting:
			told.Waiting = append(told.Waiting, queue.WaitingCall{Waiter: l.Waiter})
		}
	}
	return told, nil
}

// withGuests adds the agents who were asked into a call, and those who are sought for it.
func withGuests(told queue.Contribution, l flow.Live, now, expires time.Time) queue.Contribution {
	for _, g := range l.Guests {
		switch {
		case g.Target.Outside != "":
		case g.Token == "":
			told.Waiting = append(told.Waiting, queue.WaitingCall{Waiter: g.Waiter})
		default:
			told.Engaged = append(told.Engaged, queue.Engagement{Waiter: g.Waiter, Accepted: g.Engaged, Promise: callcenter.Promise{
				Token: g.Token, Call: l.Call, Agent: g.Promised, Topic: g.Waiter.Topic, Made: now, Expires: expires,
			}})
		}
	}
	return told
}
