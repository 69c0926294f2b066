package desk

import (
	"cmp"
	"context"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/callcenter/hub"
)

// showCalls shows the calls this controller has, and no longer those it had.
func (d *Desk) showCalls(ctx context.Context, now time.Time) {
	here := map[string]bool{}
	for _, l := range d.cfg.Live() {
		view := d.view(l)
		if l.Token != "" && (!l.Caller.Anonymous() || l.Reference != "") {
			known := d.behind(ctx, l, now)
			view.Party, view.Order = known.party, known.order
		}
		to := hub.Audience{Watchers: true}
		if l.Token != "" {
			to.Agents = append(to.Agents, l.Promised.ID)
		}
		if l.Lost != "" {
			to.Agents = append(to.Agents, l.Lost)
		}
		for _, g := range l.Guests {
			if g.Token != "" {
				to.Agents = append(to.Agents, g.Promised.ID)
			}
		}
		here[view.ID] = true
		d.log(d.hub.Put(kindCall, view.ID, to, view))
	}
	d.hub.Drop(kindCall, func(id string) bool { return here[id] })
	d.parties.keep(func(call callcenter.ID) bool { return here[call.String()] })
}

func (d *Desk) view(l flow.Live) LiveCall {
	c := LiveCall{
		ID: l.Call.String(), Stage: l.Stage, State: state(l), Token: l.Token,
		Agent: l.Promised.ID, Seat: l.Promised.Seat, Topic: string(l.Topic), Language: string(l.Language),
		Number: l.Caller.String(), Anonymous: l.Caller.Anonymous(), Called: l.Called,
		Arrived: l.Created, Entered: l.Waiter.Entered, Since: l.Since, Interpreter: l.Interpreter, Key: l.Key, Urgent: l.Urgent, Lost: l.Lost, Reference: l.Reference,
		Channel: l.Channel, Loop: l.Loop,
	}
	if f := l.Failed; f != nil {
		view := FailedGuest{f.Target.Agent, f.Target.Topic, f.Target.Outside, f.Way, f.Reason}
		c.Failed = &view
	}
	switch {
	case l.Paused:
		c.Recording = "paused"
	case l.Recorded:
		c.Recording = "on"
	}
	if l.Topic != "" {
		c.TopicTitle = d.title(l.Topic)
	}
	for _, g := range l.Guests {
		view := CallGuest{
			N: g.N, Way: g.Way, Kind: g.Kind, Agent: cmp.Or(g.Promised.ID, g.Target.Agent), Topic: g.Target.Topic, Outside: g.Target.Outside,
			By: g.By, Token: g.Token, Joined: g.Joined,
		}
		view.Name = d.name(view.Agent)
		c.Guests = append(c.Guests, view)
	}
	for _, s := range l.Waiter.Standing {
		c.Standing = append(c.Standing, string(s))
	}
	return c
}

// state is where the call stands, in the words of a desk.
func state(l flow.Live) string {
	switch {
	case l.Stage == callcenter.Waiting && l.Token != "":
		return "ringing"
	case l.Stage == callcenter.Waiting && l.Lost != "":
		return "lost"
	case l.Stage == callcenter.Speaking && l.Held:
		return "held"
	}
	return string(l.Stage)
}
