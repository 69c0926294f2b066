package switchboard

import (
	"encoding/json"
	"time"

	"github.com/CyCoreSystems/ari/v5"

	"hotline/callcenter"
)

// legNote is what travels on an agent's line of the promise it was rung for.
type legNote struct {
	Agent  callcenter.AgentID `json:"agent"`
	Shift  callcenter.ID      `json:"shift"`
	Seat   callcenter.SeatID  `json:"seat"`
	WrapUp time.Duration      `json:"wrap_up,omitempty"`
}

func note(a callcenter.Agent) string {
	raw, _ := json.Marshal(legNote{a.ID, a.Shift, a.Seat, a.WrapUp}) // ids and a number: nothing in it can fail
	return string(raw)
}

func readNote(raw string, l *callcenter.Leg) error {
	if raw == "" {
		return nil // the line went meanwhile
	}
	var n legNote
	if err := json.Unmarshal([]byte(raw), &n); err != nil {
		return err
	}
	l.Agent, l.Shift, l.Seat, l.WrapUp = n.Agent, n.Shift, n.Seat, n.WrapUp
	return nil
}

func leg(c ari.ChannelData) callcenter.Leg {
	l := callcenter.Leg{Token: callcenter.Token(c.ID), State: callcenter.LegRinging}
	if c.State == "Up" {
		l.State = callcenter.LegUp
	}
	return l
}

// isOurs reports a line that we made and named: an agent's, or one to a number outside.
func isOurs(line callcenter.LineID) bool { return !callcenter.Token(line).Call().IsZero() }

// isLeg reports an agent's line, which is not the caller's.
func isLeg(line callcenter.LineID) bool { return isOurs(line) && !line.Back() }
