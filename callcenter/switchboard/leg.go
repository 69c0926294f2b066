package switchboard

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/CyCoreSystems/ari/v5"

	"hotline/callcenter"
)

// legNote is what travels on a line that we made: of the promise it was rung for, or of
// the outside number.
type legNote struct {
	Agent   callcenter.AgentID   `json:"agent,omitempty"`
	Shift   callcenter.ID        `json:"shift,omitzero"`
	Seat    callcenter.SeatID    `json:"seat,omitempty"`
	WrapUp  time.Duration        `json:"wrap_up,omitempty"`
	Topic   callcenter.TopicName `json:"topic,omitempty"`
	Kind    callcenter.LegKind   `json:"kind,omitempty"` // empty: agent
	Outside string               `json:"outside,omitempty"`
	Back    callcenter.ID        `json:"back,omitzero"`
}

func (n legNote) String() string {
	raw, _ := json.Marshal(n) // ids, names and a number: nothing in it can fail
	return string(raw)
}

func note(r callcenter.Ring) string {
	a, kind := r.Promise.Agent, r.Kind
	if kind == callcenter.AgentLeg {
		kind = ""
	}
	return legNote{Agent: a.ID, Shift: a.Shift, Seat: a.Seat, WrapUp: a.WrapUp, Topic: r.Promise.Topic, Kind: kind, Back: r.Back}.String()
}

func readNote(raw string) (n legNote, err error) {
	if raw == "" {
		return n, nil // the line went meanwhile
	}
	err = json.Unmarshal([]byte(raw), &n)
	return n, err
}

// describe puts what the note says into the leg.
func (n legNote) describe(l *callcenter.Leg) {
	l.Agent, l.Shift, l.Seat, l.WrapUp, l.Topic = n.Agent, n.Shift, n.Seat, n.WrapUp, n.Topic
	l.Kind, l.Outside, l.Back = cmp.Or(n.Kind, callcenter.AgentLeg), n.Outside, n.Back
}

func leg(c ari.ChannelData) callcenter.Leg {
	l := callcenter.Leg{Token: callcenter.Token(c.ID), State: callcenter.LegRinging}
	if c.State == "Up" {
		l.State = callcenter.LegUp
	}
	return l
}

// isLeg reports a line beside the caller's: its id is ours, and not that of a caller we dialled.
func isLeg(line callcenter.LineID) bool { return isOurs(line) && !line.Dialled() }

// isOurs reports a line that we made and named.
func isOurs(line callcenter.LineID) bool { return !callcenter.Token(line).Call().IsZero() }
