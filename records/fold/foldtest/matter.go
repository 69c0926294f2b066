package foldtest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// matters are opened in calls of which something is known, change hands and are settled.
func (d *drawer) matters(told []callcenter.Fact) {
	for i, call := range d.j.Calls {
		known := false
		for _, f := range told {
			known = known || f.Subject == call
		}
		if !known || !d.chance(40) {
			continue
		}
		d.now = d.now.Add(time.Minute)
		d.id = callcenter.DeriveID(call.Time(), "matter "+call.String())
		d.j.Matters = append(d.j.Matters, d.id)
		d.tell("", callcenter.MatterOpened{Party: callcenter.DeriveID(start, fmt.Sprint(d.name, " party ", i)), Call: call, Owner: agent(0)})
		for n := range rapid.IntRange(0, 3).Draw(d.t, "owners") {
			d.wait()
			d.tell(fmt.Sprint("2001#", n), callcenter.MatterOwned{Author: "2001", Owner: agent(1 + n), Reason: "speciality"})
		}
		if d.chance(50) {
			d.wait()
			d.tell("", callcenter.MatterClosed{Author: agent(0)})
		}
	}
}

// link is a rating asked for by a message after the call, beside the one on the phone.
func (d *drawer) link(who callcenter.AgentID, token callcenter.Token) {
	if !d.chance(25) {
		return
	}
	d.tell(callcenter.ByLink(token), callcenter.RatingAsked{Agent: who, Scale: "1"})
	if d.chance(60) {
		score := rapid.IntRange(1, 5).Draw(d.t, "score by link")
		d.tell(callcenter.ByLink(token), callcenter.RatingAnswered{Score: score, Dissatisfied: score > 3})
	}
}
