// Package foldtest draws random journals: shifts and calls with transfers, missed
// rings, holds, listeners, abandonment, messages, ratings on the phone and by a link,
// recordings, drafts, edits and matters, from which any fact may be missing.
package foldtest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// Journal is the facts of some shifts and calls, in the order they happened.
type Journal struct {
	Shifts, Calls []callcenter.ID
	Facts         []callcenter.Fact

	// Matters are opened in calls some facts of which are there. Who opens one has read its
	// call, so their facts come After those; their party is nobody's of a database.
	Matters []callcenter.ID
	After   []callcenter.Fact
}

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Draw draws a journal. Keep is how many facts of a hundred are not lost; journals of
// different names have different subjects.
func Draw(t *rapid.T, name string, keep int) Journal {
	d := drawer{t: t, name: name, now: start}
	for i := range rapid.IntRange(1, 3).Draw(t, "shifts") {
		d.shift(i)
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "calls") {
		d.call(i)
	}
	d.j.Facts = d.lose(d.j.Facts, keep)
	told := d.j.Facts
	d.matters(told)
	d.j.Facts, d.j.After = told, d.lose(d.j.Facts[len(told):], keep)
	return d.j
}

// lose keeps so many facts of a hundred.
func (d *drawer) lose(facts []callcenter.Fact, keep int) []callcenter.Fact {
	kept := facts[:0:0]
	for _, f := range facts {
		if keep == 100 || rapid.IntRange(1, 100).Draw(d.t, "kept") <= keep {
			kept = append(kept, f)
		}
	}
	return kept
}

type drawer struct {
	t    *rapid.T
	name string
	j    Journal
	now  time.Time
	id   callcenter.ID

	sounds []string // recorded in the call being drawn
}

func (d *drawer) wait() {
	d.now = d.now.Add(time.Duration(rapid.IntRange(0, 40_000_000).Draw(d.t, "wait")) * time.Microsecond)
}

func (d *drawer) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(d.t, "chance") <= percent
}

func (d *drawer) tell(occurrence string, data callcenter.Payload) {
	at := d.now
	if d.chance(10) { // another controller's clock
		at = at.Add(-time.Duration(rapid.IntRange(0, 3000).Draw(d.t, "skew")) * time.Millisecond)
	}
	d.j.Facts = append(d.j.Facts, callcenter.Fact{Subject: d.id, Occurrence: occurrence, At: at, By: "a", Data: data})
}

func agent(i int) callcenter.AgentID { return callcenter.AgentID(fmt.Sprint(1001 + i)) }

func (d *drawer) shift(i int) {
	d.now = start
	d.id = callcenter.DeriveID(d.now, fmt.Sprint(d.name, " shift ", i))
	d.j.Shifts = append(d.j.Shifts, d.id)
	who := agent(i)
	d.tell("", callcenter.ShiftStarted{Agent: who, Seat: "8001", How: "rest"})
	for n := range rapid.IntRange(1, 8).Draw(d.t, "changes") {
		occurrence := fmt.Sprint(n)
		switch rapid.IntRange(0, 4).Draw(d.t, "change") {
		case 0, 1:
			d.tell(occurrence, callcenter.IntentChanged{Agent: who, Intent: callcenter.WantsCalls, By: callcenter.ByAgent})
		case 2:
			d.tell(occurrence, callcenter.IntentChanged{Agent: who, Intent: callcenter.WantsBreak, Reason: "meal", By: callcenter.ByAgent})
		case 3:
			d.tell(occurrence, callcenter.ReachabilityChanged{Agent: who, Reachable: d.chance(50)})
		case 4:
			d.tell(occurrence, callcenter.WrapUpChanged{Agent: who, Until: d.now.Add(10 * time.Second)})
		}
		d.wait()
	}
	if d.chance(60) {
		d.tell("", callcenter.ShiftEnded{Agent: who, How: "rest"})
	}
}

func (d *drawer) call(i int) {
	d.now = start.Add(time.Duration(i) * 20 * time.Second)
	if d.chance(30) { // the night the month ends in Leshan
		d.now = time.Date(2026, 3, 31, 15, 59, 50, 0, time.UTC)
	}
	line := callcenter.LineID(fmt.Sprint(d.name, " line ", i))
	d.id = callcenter.CallIDOf(line, d.now)
	d.j.Calls = append(d.j.Calls, d.id)
	d.sounds = nil
	anonymous := d.chance(30)
	arrived := callcenter.CallArrived{Line: line, Called: "12348", Anonymous: anonymous}
	if d.chance(20) {
		arrived.Back = callcenter.DeriveID(start, d.name+" asked")
	}
	d.tell("", arrived)
	if !anonymous {
		last := &d.j.Facts[len(d.j.Facts)-1]
		last.Contact = callcenter.ParseNumber(fmt.Sprint("1380000000", i%2), callcenter.LocalAreaCode)
	}
	d.wait()
	if d.chance(80) {
		d.tell("", callcenter.NoticePlayed{Prompt: callcenter.RecordingNotice, Language: callcenter.Mandarin, Whole: d.chance(50)})
	}
	if d.chance(10) {
		d.tell(string(callcenter.RecordingNotice), callcenter.PromptMissing{Prompt: callcenter.RecordingNotice, Language: callcenter.Yi})
	}
	topics := []callcenter.TopicName{"consult", "wages"}[:rapid.IntRange(0, 2).Draw(d.t, "topics")]
	outcome, attempt := callcenter.Abandoned, 0
	if len(topics) > 0 {
		d.tell("", callcenter.MenuChosen{Key: "1", How: callcenter.ChosenByKey, Topic: topics[0], Language: callcenter.Mandarin})
	}
	for _, topic := range topics {
		d.tell(string(topic), callcenter.QueueEntered{Topic: topic})
		for range rapid.IntRange(0, 3).Draw(d.t, "attempts") {
			attempt++
			if d.talk(topic, attempt) {
				outcome = callcenter.Completed
			}
		}
		d.tell(string(topic), callcenter.QueueLeft{Topic: topic, Outcome: outcome})
	}
	if outcome == callcenter.Abandoned && d.chance(20) {
		outcome = callcenter.Message
		d.sounds = append(d.sounds, fmt.Sprintf("%s.message", d.id))
		d.tell("", callcenter.MessageLeft{Recording: d.sounds[len(d.sounds)-1], Seconds: 7})
	}
	if !arrived.Back.IsZero() {
		d.tell("1", callcenter.CallerDialled{Try: 1, Agent: agent(0)})
		d.tell("1", callcenter.CallerUnreached{Try: 1, Cause: callcenter.CauseBusy})
	}
	if d.chance(10) {
		d.tell("", callcenter.CallBackMade{Call: d.id, Agent: agent(0)})
	}
	if d.chance(90) {
		d.tell("", callcenter.CallEnded{Outcome: outcome, By: callcenter.ByCaller})
	}
	d.entered(d.sounds)
}

// talk is one promise and what came of it.
func (d *drawer) talk(topic callcenter.TopicName, attempt int) bool {
	i := rapid.IntRange(0, len(d.j.Shifts)-1).Draw(d.t, "agent")
	who, shift := agent(i), d.j.Shifts[i]
	token := callcenter.Token(fmt.Sprintf("%s.%d.x", d.id, attempt))
	tok := string(token)
	d.tell(tok, callcenter.PromiseMade{Token: token, Agent: who, Shift: shift, Seat: "8001", Topic: topic})
	d.wait()
	if d.chance(40) {
		why := rapid.SampledFrom([]callcenter.DeclineReason{callcenter.DeclinedNoAnswer, callcenter.DeclinedRejected, callcenter.DeclinedBusy})
		d.tell(tok, callcenter.PromiseDeclined{Token: token, Agent: who, Reason: why.Draw(d.t, "why")})
		return false
	}
	d.tell(tok, callcenter.SegmentStarted{Token: token, Agent: who, Shift: shift, Seat: "8001", Language: callcenter.Mandarin})
	d.tell(tok, callcenter.RecordingStarted{Token: token, Name: tok})
	for n := range rapid.IntRange(0, 2).Draw(d.t, "holds") {
		d.wait()
		d.tell(fmt.Sprintf("%s#%d", tok, n), callcenter.SegmentHeld{Token: token, By: callcenter.ByAgent})
		d.wait()
		d.tell(fmt.Sprintf("%s#%d", tok, n), callcenter.SegmentResumed{Token: token})
	}
	if d.chance(30) {
		d.tell(tok+"#1", callcenter.RecordingPaused{Name: tok, By: who})
		d.wait()
		d.tell(tok+"#1", callcenter.RecordingResumed{Name: tok, By: who})
	}
	d.wait()
	if d.chance(15) {
		d.tell(fmt.Sprint("ear ", token), callcenter.CallListened{By: agent(9)})
	}
	d.guest(who, token)
	d.tell(tok, callcenter.SegmentEnded{Token: token, Agent: who, By: callcenter.ByAgent, WrapUp: 20 * time.Second})
	d.tell(tok, callcenter.RecordingEnded{Token: token, Name: tok, Seconds: 10})
	d.sounds = append(d.sounds, tok)
	d.tell(tok, callcenter.RatingAsked{Agent: who, Scale: "1"})
	if d.chance(50) {
		d.tell(tok, callcenter.RatingAnswered{Score: rapid.IntRange(1, 5).Draw(d.t, "score")})
	}
	d.link(who, token)
	return true
}
