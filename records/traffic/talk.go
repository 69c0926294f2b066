package traffic

import (
	"fmt"
	"time"

	"hotline/callcenter"
)

// talk: one in six is held, one in twenty-five handed to another agent, most are rated.
func (c *call) talk(a *agent, token callcenter.Token) {
	began := c.now
	c.pass(c.spread(15, 170))
	if c.chance(16) {
		c.tell(string(token)+"#1", callcenter.SegmentHeld{Token: token, By: callcenter.ByAgent})
		c.pass(c.spread(5, 40))
		c.tell(string(token)+"#1", callcenter.SegmentResumed{Token: token})
		c.pass(c.spread(5, 30))
	}
	by := callcenter.ByCaller
	if c.chance(35) {
		by = callcenter.ByAgent
	}
	wrapUp := c.spread(10, 40)
	a.free = c.now.Add(wrapUp)
	if c.promises == 1 && c.chance(4) {
		if b := c.next(); b != nil && b != a && !b.free.After(c.now) {
			c.hand(a, b, token, wrapUp, began)
			return
		}
	}
	c.part(token, a, by, wrapUp, began)
	if by == callcenter.ByAgent {
		c.pass(c.between(0.2, 1))
		c.tell(string(token), callcenter.RatingAsked{Agent: a.id, Scale: "1"})
		c.pass(c.between(2, 10))
		if c.chance(62) {
			c.tell(string(token), callcenter.RatingAnswered{Score: c.score()})
		}
	}
	c.end(callcenter.Completed, "", by)
	c.write(a)
}

// hand leaves the caller to another agent, who answers and talks on.
func (c *call) hand(a, b *agent, token callcenter.Token, wrapUp time.Duration, began time.Time) {
	c.tell("1", callcenter.TransferStarted{Way: callcenter.Transferring, By: a.id, Kind: callcenter.ConsultLeg, Agent: b.id})
	c.tell(string(token), callcenter.SegmentEnded{Token: token, Agent: a.id, By: callcenter.ByAgent, WrapUp: wrapUp, Transfer: true})
	c.tell(string(token), callcenter.RecordingEnded{Token: token, Name: string(token), Seconds: int(c.now.Sub(began).Seconds())})
	c.pass(c.between(2, 9))
	c.promises++
	next := c.token()
	c.start(next, b, callcenter.ConsultLeg)
	c.tell("1", callcenter.TransferEnded{Outcome: callcenter.TransferCompleted})
	c.talk(b, next)
}

func (c *call) part(token callcenter.Token, a *agent, by callcenter.Side, wrapUp time.Duration, began time.Time) {
	c.tell(string(token), callcenter.SegmentEnded{Token: token, Agent: a.id, By: by, WrapUp: wrapUp})
	c.tell(string(token), callcenter.RecordingEnded{Token: token, Name: string(token), Seconds: int(c.now.Sub(began).Seconds())})
}

func (c *call) score() int {
	for score, percent := range []float64{70, 75, 80, 60} {
		if c.chance(percent) {
			return score + 1
		}
	}
	return 5
}

func (c *call) end(outcome callcenter.Outcome, stage string, by callcenter.Side) {
	c.tell("", callcenter.CallEnded{Outcome: outcome, Reason: stage, By: by})
}

// write: the recording is stored, and nearly every talk is written down, one in thirty
// corrected the next day.
func (c *call) write(a *agent) {
	ended := c.now
	for _, f := range c.facts {
		if r, is := f.Data.(callcenter.RecordingEnded); is {
			c.now = ended.Add(c.between(2, 20))
			name := r.Name + ".sealed"
			c.tell(name, callcenter.RecordingStored{Name: name, Of: r.Name, Bytes: int64(r.Seconds) * 16000, SHA256: "00"})
		}
	}
	c.now = ended.Add(c.spread(5, 40))
	if !c.chance(97) {
		return
	}
	form, writing := c.form(), c.writing()
	c.save(a, 0, form, writing)
	if c.chance(3) {
		c.pass(20 * time.Hour)
		form.Result = "order"
		c.save(a, 1, form, writing)
	}
}

func (c *call) save(a *agent, base int, form callcenter.Form, writing callcenter.Writing) {
	c.tell(fmt.Sprintf("%s#s%d", a.id, base), callcenter.ConsultationSaved{Author: a.id, Base: base, Form: form})
	c.facts[len(c.facts)-1].Writing = writing
}
