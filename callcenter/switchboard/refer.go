package switchboard

import (
	"context"
	"net/http"
	"net/url"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// referred is a SIP REFER of the city's hotline, whose lines Asterisk leaves to us
// (PJSIP_TRANSFER_HANDLING). What we answer comes back as the same event, with a state.
// A talk that is one of Asterisk's own cannot be replaced: both ends would be our calls.
func (s *Switchboard) referred(e *asterisk.ChannelTransfer) {
	if e.State != "" {
		return
	}
	to := e.ReferTo.Requested
	refer := callcenter.Refer{Number: to.Destination}
	if to.Dialog != "" {
		refer.Replaces = to.Dialog
		for _, p := range to.Params {
			refer.Replaces += ";" + p.Name + "-tag=" + p.Value
		}
	}
	if e.ReferTo.Replaced != nil {
		refer = callcenter.Refer{}
	}
	c := e.By.Channel
	s.cfg.Deliver(callcenter.LineEvent{
		Kind: callcenter.LineReferred, Call: callOf(c), Line: callcenter.LineID(c.ID), At: at(e.EventData), Refer: refer,
	})
}

// Referred tells who asked for a line to be moved how far it is. Asterisk sends what is told
// first only once it has answered the REFER itself: of a failure told at once he hears when
// it has waited a minute for more, so that it was begun is told before.
func (s *Switchboard) Referred(ctx context.Context, line callcenter.LineID, how callcenter.Move) error {
	state := map[callcenter.Move]string{
		callcenter.MoveBegun: "channel_progress", callcenter.MoveDone: "channel_answered", callcenter.MoveFailed: "channel_unavailable",
	}[how]
	return s.onLine(ctx, http.MethodPost, line, "/transfer_progress", url.Values{"states": {state}}, nil)
}
