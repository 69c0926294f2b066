package fold

import (
	"time"

	"hotline/callcenter"
)

// GreenChannel is what was last said in a call of its caller's green channel. The
// newest of a party's calls counts.
type GreenChannel struct {
	Call   callcenter.ID      `json:"call"`
	Party  callcenter.ID      `json:"party,omitzero"`
	Open   bool               `json:"open"`
	Author callcenter.AgentID `json:"author"`
	Reason string             `json:"reason"`
	At     time.Time          `json:"at"`
	Until  time.Time          `json:"until,omitzero"`
}

func (b *builder) takeGreen(f Fact, d callcenter.GreenChannelSet) {
	b.green = GreenChannel{Call: b.id, Open: d.Open, Author: d.Author, Reason: d.Reason, At: f.At, Until: d.Until.UTC().Truncate(time.Microsecond)}
	if !d.Open {
		b.green.Until = time.Time{}
	}
}
