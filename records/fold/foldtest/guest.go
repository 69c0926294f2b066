package foldtest

import (
	"fmt"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// guest is somebody the agent may have asked for, and what came of it.
func (d *drawer) guest(by callcenter.AgentID, of callcenter.Token) {
	if !d.chance(30) {
		return
	}
	ways := rapid.SampledFrom([]callcenter.Way{callcenter.Consulting, callcenter.Inviting, callcenter.Transferring})
	kind := rapid.SampledFrom([]callcenter.LegKind{callcenter.ConsultLeg, callcenter.InterpreterLeg, callcenter.OutsideLeg}).Draw(d.t, "guest")
	occurrence := fmt.Sprint("of ", of)
	asked := callcenter.TransferStarted{Way: ways.Draw(d.t, "way"), By: by, Kind: kind}
	if kind == callcenter.OutsideLeg {
		asked.Outside = "12345"
	} else {
		asked.Agent = agent(len(d.j.Shifts))
	}
	d.tell(occurrence, asked)
	d.wait()
	outcomes := rapid.SampledFrom([]callcenter.TransferOutcome{
		callcenter.TransferCompleted, callcenter.TransferJoined, callcenter.TransferCancelled, callcenter.TransferAbandoned, callcenter.TransferFailed,
	})
	outcome := outcomes.Draw(d.t, "outcome")
	if outcome == callcenter.TransferCompleted || outcome == callcenter.TransferJoined {
		token := of + "g"
		d.tell(string(token), callcenter.SegmentStarted{
			Token: token, Kind: kind, Agent: asked.Agent, Outside: asked.Outside, Seat: "8002", Language: callcenter.Mandarin,
		})
		d.wait()
		d.tell(string(token), callcenter.SegmentEnded{Token: token, Agent: asked.Agent, By: callcenter.ByAgent})
	}
	d.tell(occurrence, callcenter.TransferEnded{Outcome: outcome})
}
