package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// Ring rings an agent's phone. A phone that cannot be rung is no error of the verb:
// its line ends at once with CauseUnreachable.
func (s *Switchboard) Ring(ctx context.Context, ring callcenter.Ring) error {
	p := ring.Promise
	q := url.Values{
		"endpoint":  {p.Agent.Seat.Endpoint()},
		"app":       {s.wire.App()},
		"channelId": {string(p.Token)},
		"callerId":  {callerID(ring)},
		"timeout":   {strconv.Itoa(max(1, int(ring.Timeout.Round(time.Second)/time.Second)))},
	}
	if s.cfg.Codec != "" {
		q.Set("formats", s.cfg.Codec) // forbids originator: Asterisk takes only one of the two
	}
	body := map[string]any{"variables": map[string]string{legVariable: note(p.Agent)}}
	err := s.wire.Do(ctx, http.MethodPost, "/channels", q, body, nil)
	if r, refused := errors.AsType[*asterisk.Refusal](err); refused && r.Status == http.StatusInternalServerError {
		s.unreachable(p.Token)
		return nil
	}
	return unless(callcenter.Conflict, err)
}

// unreachable tells the end of a line that Asterisk could not even begin: the
// phone is not registered.
func (s *Switchboard) unreachable(token callcenter.Token) {
	line := callcenter.LineID(token)
	if s.lines.leave(line) {
		s.cfg.Deliver(callcenter.LineEvent{
			Kind: callcenter.LineGone, Call: token.Call(), Line: line, At: time.Now(), Cause: callcenter.CauseUnreachable,
		})
	}
}

// callerID shows the agent who calls and about what, in full: the agent may see it.
func callerID(ring callcenter.Ring) string {
	number := ring.Caller.Local()
	if number == "" {
		number = "anonymous"
	}
	title := strings.NewReplacer(`"`, "", `\`, "", "<", "", ">", "").Replace(ring.Title)
	return `"` + title + `" <` + number + `>`
}
