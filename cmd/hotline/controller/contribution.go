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
	for _, l := range floor.Live() {
		switch {
		case l.Token != "":
			waiter := l.Waiter
			if waiter.Call.IsZero() {
				waiter = callcenter.Waiter{Call: l.Call, Topic: l.Topic, Entered: l.Created}
			}
			told.Engaged = append(told.Engaged, queue.Engagement{
				Waiter: waiter, Accepted: l.Engaged,
				Promise: callcenter.Promise{
					Token: l.Token, Call: l.Call, Agent: l.Promised, Topic: l.Topic,
					Made: now, Expires: now.Add(p.cfg.Timers.Ring + p.cfg.Timers.RingGrace),
				},
			})
		case l.Stage == callcenter.Waiting:
			told.Waiting = append(told.Waiting, queue.WaitingCall{Waiter: l.Waiter})
		}
	}
	return told, nil
}
