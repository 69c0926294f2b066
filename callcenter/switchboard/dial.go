package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// Dial dials a number outside through the trunk. Its line tells what an agent's line
// tells: LineRinging, LineAnswered, LineGone with its cause. A trunk that cannot be
// used ends the line at once. The only number it ever shows is the allotted one
// (反电信网络诈骗法 13–14 条).
func (s *Switchboard) Dial(ctx context.Context, dial callcenter.Dial) error {
	if s.cfg.Trunk == "" {
		return callcenter.Errorf(callcenter.Conflict, "没有配置外呼中继,不能拨打外线")
	}
	if dial.Number.Anonymous() {
		return callcenter.Errorf(callcenter.Invalid, "没有号码,不能拨打")
	}
	q := url.Values{
		"endpoint":  {tech + "/" + dial.Number.Local() + "@" + s.cfg.Trunk},
		"app":       {s.wire.App()},
		"channelId": {string(dial.Line)},
		"callerId":  {"<" + s.cfg.Allotted + ">"},
		"timeout":   {strconv.Itoa(max(1, int(dial.Timeout.Round(time.Second)/time.Second)))},
	}
	if s.cfg.Codec != "" {
		q.Set("formats", s.cfg.Codec)
	}
	var body any
	if dial.Memory.Stage != "" {
		memory, err := encodeMemory(dial.Memory)
		if err != nil {
			return err
		}
		body = map[string]any{"variables": map[string]string{MemoryVariable: memory}}
	}
	err := s.wire.Do(ctx, http.MethodPost, "/channels", q, body, nil)
	if r, refused := errors.AsType[*asterisk.Refusal](err); refused && r.Status == http.StatusInternalServerError {
		s.unreachable(callcenter.Token(dial.Line))
		return nil
	}
	return unless(callcenter.Conflict, err)
}
