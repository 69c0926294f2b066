package switchboard

import (
	"strings"
	"time"

	"github.com/CyCoreSystems/ari/v5"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// handle turns one event of Asterisk into what somebody must know of it.
func (s *Switchboard) handle(event ari.Event) {
	switch e := event.(type) {
	case *asterisk.CallBroadcast:
		s.offered(e)
	case *ari.StasisStart:
		s.started(e)
	case *ari.StasisEnd:
		s.ended(e.Channel, callcenter.CauseNormal, at(e.EventData))
	case *ari.ChannelDestroyed:
		s.ended(e.Channel, e.Cause, at(e.EventData))
	case *ari.ChannelStateChange:
		if e.Channel.State == "Ringing" && isOurs(callcenter.LineID(e.Channel.ID)) {
			s.tell(callcenter.LineRinging, e.Channel, at(e.EventData), "")
		}
	case *ari.ChannelDtmfReceived:
		s.tell(callcenter.LineDigit, e.Channel, at(e.EventData), e.Digit)
	case *ari.ChannelHold:
		s.tell(callcenter.LineHeld, e.Channel, at(e.EventData), "")
	case *ari.ChannelUnhold:
		s.tell(callcenter.LineResumed, e.Channel, at(e.EventData), "")
	case *asterisk.ChannelTransfer:
		s.referred(e)
	case *ari.PlaybackFinished:
		s.said(e)
	case *ari.RecordingFinished:
		s.recorded(e.Recording, at(e.EventData), false)
	case *ari.RecordingFailed:
		s.recorded(e.Recording, at(e.EventData), true)
	}
}

func at(e ari.EventData) time.Time { return time.Time(e.Timestamp) }

func (s *Switchboard) tell(kind callcenter.LineEventKind, c ari.ChannelData, when time.Time, digit string) {
	s.cfg.Deliver(callcenter.LineEvent{
		Kind: kind, Call: callOf(c), Line: callcenter.LineID(c.ID), At: when, Digit: digit,
	})
}

// ended tells a line's end once. A leg that answered and one that never did end
// with different events, and both may come.
func (s *Switchboard) ended(c ari.ChannelData, cause int, when time.Time) {
	line := callcenter.LineID(c.ID)
	if !s.lines.leave(line) {
		return
	}
	if line.Dictation() {
		s.dictationGone(line)
		return
	}
	s.cfg.Deliver(callcenter.LineEvent{Kind: callcenter.LineGone, Call: callOf(c), Line: line, At: when, Cause: cause})
}

func (s *Switchboard) said(e *ari.PlaybackFinished) {
	target, _ := strings.CutPrefix(e.Playback.TargetURI, "channel:")
	line := callcenter.LineID(target)
	if strings.HasPrefix(e.Playback.ID, confirmation) {
		s.hangupSoon(line)
		return
	}
	call := s.lines.call(line)
	if call.IsZero() {
		return // the line went first
	}
	s.cfg.Deliver(callcenter.LineEvent{
		Kind: callcenter.SayingEnded, Call: call, Line: line, At: at(e.EventData),
		Saying: e.Playback.ID, Failed: e.Playback.State == "failed",
	})
}

func (s *Switchboard) recorded(r ari.LiveRecordingData, when time.Time, failed bool) {
	if line := callcenter.LineID(r.Name); line.Dictation() {
		s.dictated(line, failed)
		return
	}
	target, _ := strings.CutPrefix(r.TargetURI, "bridge:")
	call, err := callcenter.ParseID(target)
	if err != nil {
		return // not a recording of ours
	}
	s.cfg.Deliver(callcenter.LineEvent{
		Kind: callcenter.RecordingEnd, Call: call, At: when, Recording: r.Name,
		Seconds: int(time.Duration(r.Duration) / time.Second), Failed: failed,
	})
}
