package switchboard

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Dictate rings a seat's phone and records what is said there after the tone, until # or
// the hang-up, at most so long. Dictated is told when it is over, once or more often.
func (s *Switchboard) Dictate(ctx context.Context, line callcenter.LineID, seat callcenter.SeatID, ring, most time.Duration) error {
	return s.originate(ctx, line, url.Values{
		"endpoint": {seat.Endpoint()}, "callerId": {`"录制提示音" <0>`}, "timeout": {seconds(ring)},
		"appArgs": {seconds(most)},
	}, nil)
}

// dictate begins the recording on a phone that was picked up.
func (s *Switchboard) dictate(line callcenter.LineID, args []string) {
	s.run(func(ctx context.Context) {
		q := url.Values{
			"name": {string(line)}, "format": {"wav"}, "maxDurationSeconds": args, "terminateOn": {"#"}, "beep": {"true"}, "ifExists": {"overwrite"},
		}
		err := s.onLine(ctx, http.MethodPost, line, "/record", q, nil)
		if err == nil {
			return
		}
		s.log.Warn("dictation not recorded", zap.String("line", string(line)), zap.Error(err))
		s.dictated(line, true)
	})
}

// dictationGone is the end of its line: nobody picked up, or he has hung up. Of what he
// said before that, Asterisk tells a moment later.
func (s *Switchboard) dictationGone(line callcenter.LineID) {
	s.run(func(ctx context.Context) {
		select {
		case <-ctx.Done():
		case <-time.After(recordingWritten):
			s.cfg.Dictated(line, true)
		}
	})
}

// recordingWritten is how long after the hang-up Asterisk may take to tell of a recording.
const recordingWritten = 5 * time.Second

// dictated ends a dictation.
func (s *Switchboard) dictated(line callcenter.LineID, failed bool) {
	s.cfg.Dictated(line, failed)
	s.hangupSoon(line)
}
