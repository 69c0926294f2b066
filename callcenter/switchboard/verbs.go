package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// Variables on lines. Their names are part of every running call: never rename them.
const (
	MemoryVariable = "HOTLINE_CALL" // what a call remembers, as JSON
	legVariable    = "HOTLINE_LEG"
	numberVariable = "HOTLINE_NUMBER" // of a caller we dialled
)

// Answer picks up the caller's line.
func (s *Switchboard) Answer(ctx context.Context, line callcenter.LineID) error {
	return s.onLine(ctx, http.MethodPost, line, "/answer", nil, nil)
}

// Say starts saying prompts to one line in one request.
func (s *Switchboard) Say(ctx context.Context, line callcenter.LineID, saying string, lang callcenter.Language, prompts ...callcenter.Prompt) ([]callcenter.Prompt, error) {
	media, missing := s.media(lang, prompts)
	if len(media) == 0 {
		// Nothing can be said in any language: whoever waits for the end must not wait for ever.
		s.cfg.Deliver(callcenter.LineEvent{
			Kind: callcenter.SayingEnded, Call: s.lines.call(line), Line: line, At: time.Now(), Saying: saying, Failed: true,
		})
		return missing, nil
	}
	return missing, s.play(ctx, line, saying, media)
}

func (s *Switchboard) play(ctx context.Context, line callcenter.LineID, id string, media []string) error {
	q := url.Values{"media": {strings.Join(media, ",")}}
	s.lines.setMusic(line, musicOff) // a prompt ends it
	return s.onLine(ctx, http.MethodPost, line, "/play/"+url.PathEscape(id), q, nil)
}

// Hush stops a saying; one that has ended is hushed already.
func (s *Switchboard) Hush(ctx context.Context, saying string) error {
	err := s.wire.Do(ctx, http.MethodDelete, "/playbacks/"+url.PathEscape(saying), nil, nil, nil)
	return unless(callcenter.NotFound, err)
}

// Saying reports whether a saying goes on.
func (s *Switchboard) Saying(ctx context.Context, saying string) (bool, error) {
	return s.goesOn(ctx, "/playbacks/"+url.PathEscape(saying))
}

// goesOn reports whether Asterisk knows a playback or a recording that is under way.
func (s *Switchboard) goesOn(ctx context.Context, path string) (bool, error) {
	err := s.wire.Do(ctx, http.MethodGet, path, nil, nil, nil)
	return err == nil, unless(callcenter.NotFound, err)
}

// Music starts or stops music on a line. Music that plays is not started again: it
// would begin anew.
func (s *Switchboard) Music(ctx context.Context, line callcenter.LineID, on bool) error {
	if on && s.lines.plays(line) {
		return nil
	}
	method := http.MethodPost
	if !on {
		method = http.MethodDelete
	}
	s.lines.setMusic(line, musicUnknown) // until the answer is here
	if err := s.onLine(ctx, method, line, "/moh", nil, nil); err != nil {
		return err
	}
	s.lines.setMusic(line, map[bool]music{true: musicOn, false: musicOff}[on])
	return nil
}

// Remember writes the call's memory on the caller's line.
func (s *Switchboard) Remember(ctx context.Context, line callcenter.LineID, memory callcenter.Memory) error {
	raw, err := encodeMemory(memory)
	if err != nil {
		return err
	}
	q := url.Values{"variable": {MemoryVariable}, "value": {raw}}
	return s.onLine(ctx, http.MethodPost, line, "/variable", q, nil)
}

// Hangup ends a line with a Q.850 cause.
func (s *Switchboard) Hangup(ctx context.Context, line callcenter.LineID, cause int) error {
	return s.onLine(ctx, http.MethodDelete, line, "", url.Values{"reason_code": {strconv.Itoa(cause)}}, nil)
}

// onLine asks something of a line. A line that has left our application (409 or 412
// while Asterisk takes it down) is as gone as one that does not exist.
func (s *Switchboard) onLine(ctx context.Context, method string, line callcenter.LineID, verb string, q url.Values, body any) error {
	err := s.wire.Do(ctx, method, "/channels/"+url.PathEscape(string(line))+verb, q, body, nil)
	if refusedWith(err, http.StatusConflict, http.StatusPreconditionFailed) {
		return callcenter.Errorf(callcenter.NotFound, "线路已挂断: %w", err)
	}
	return err
}

// refusedWith reports that Asterisk answered with one of these.
func refusedWith(err error, statuses ...int) bool {
	r, refused := errors.AsType[*asterisk.Refusal](err)
	return refused && slices.Contains(statuses, r.Status)
}

// unless takes one kind of refusal for success: what was asked for is already so.
func unless(kind callcenter.ErrorKind, err error) error {
	if callcenter.Is(err, kind) {
		return nil
	}
	return err
}
