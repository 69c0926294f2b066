package switchboard

import (
	"context"
	"net/http"
	"net/url"

	"hotline/callcenter"
)

// Press sends keys to a line: its far end hears them.
func (s *Switchboard) Press(ctx context.Context, line callcenter.LineID, digits string) error {
	return s.onLine(ctx, http.MethodPost, line, "/dtmf", url.Values{"dtmf": {digits}}, nil)
}

// Mute keeps what a line says from everybody else; what is already so is a success.
func (s *Switchboard) Mute(ctx context.Context, line callcenter.LineID, on bool) error {
	method := http.MethodPost
	if !on {
		method = http.MethodDelete
	}
	return s.onLine(ctx, method, line, "/mute", url.Values{"direction": {"in"}}, nil)
}
