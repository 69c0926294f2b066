package switchboard

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// Ring rings an agent's phone. A phone that cannot be rung is no error of the verb:
// its line ends at once with CauseUnreachable.
func (s *Switchboard) Ring(ctx context.Context, ring callcenter.Ring) error {
	p := ring.Promise
	return s.originate(ctx, callcenter.LineID(p.Token), url.Values{
		"endpoint": {p.Agent.Seat.Endpoint()},
		"callerId": {callerID(ring)},
		"timeout":  {seconds(ring.Timeout)},
	}, ringVariables(ring))
}

// tokenHeader tells a browser phone which promise rings: the desk shows that one.
const tokenHeader = "PJSIP_HEADER(add,X-Hotline-Token)"

func ringVariables(ring callcenter.Ring) map[string]string {
	v := map[string]string{legVariable: note(ring)}
	if ring.Promise.Agent.Seat.Web() {
		v[tokenHeader] = string(ring.Promise.Token)
	}
	return v
}

// originate makes a line of ours, once.
func (s *Switchboard) originate(ctx context.Context, line callcenter.LineID, q url.Values, variables map[string]string) error {
	q.Set("app", s.wire.App())
	q.Set("channelId", string(line))
	if s.cfg.Codec != "" {
		q.Set("formats", s.cfg.Codec) // forbids originator: Asterisk takes only one of the two
	}
	var body any
	if len(variables) > 0 {
		body = map[string]any{"variables": variables}
	}
	err := s.wire.Do(ctx, http.MethodPost, "/channels", q, body, nil)
	if refusedWith(err, http.StatusInternalServerError) {
		s.unreachable(line)
		return nil
	}
	return unless(callcenter.Conflict, err)
}

// unreachable tells the end of a line that Asterisk could not even begin: the phone is
// not registered, or nobody takes calls that go outside.
func (s *Switchboard) unreachable(line callcenter.LineID) {
	if s.lines.leave(line) {
		s.cfg.Deliver(callcenter.LineEvent{
			Kind: callcenter.LineGone, Call: callcenter.Token(line).Call(), Line: line, At: time.Now(), Cause: callcenter.CauseUnreachable,
		})
	}
}

func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(d.Round(time.Second)/time.Second)))
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
