package switchboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// offered claims a call on offer, if we may take one. Losing it to another is no error.
func (s *Switchboard) offered(e *asterisk.CallBroadcast) {
	if s.wire.Congested() || !s.admits(e.Channel) {
		return
	}
	s.run(func(ctx context.Context) {
		q := url.Values{"channelId": {e.Channel.ID}, "application": {s.wire.App()}}
		err := s.wire.Do(ctx, http.MethodPost, "/events/claim", q, nil, nil)
		switch {
		case err == nil, callcenter.Is(err, callcenter.Conflict), callcenter.Is(err, callcenter.NotFound):
		default:
			s.log.Warn("call not claimed", zap.Stringer("call_id", callOf(e.Channel)), zap.Error(err))
		}
	})
}

func (s *Switchboard) admits(c ari.ChannelData) bool {
	if fromSeat(c) {
		return s.cfg.AdmitSeat(seatOf(c))
	}
	return s.cfg.Admit(s.arrival(c))
}

// seatOf is the seat whose phone a line is: PJSIP/8001-0000002a.
func seatOf(c ari.ChannelData) callcenter.SeatID {
	name := strings.TrimPrefix(c.Name, tech+"/")
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		name = name[:i]
	}
	return callcenter.SeatID(name)
}

// started is a line entering our application: an agent's answered, a seat's code, or a caller.
func (s *Switchboard) started(e *ari.StasisStart) {
	line := callcenter.LineID(e.Channel.ID)
	if code, ok := seatCode(line, e.Args); ok {
		s.cfg.SeatCode(code)
		return
	}
	if line.Dictation() {
		s.dictate(line, e.Args)
		return
	}
	if line.Dialled() {
		s.lines.learn(line, callOf(e.Channel))
	}
	if isOurs(line) {
		s.tell(callcenter.LineAnswered, e.Channel, at(e.EventData), "")
		return
	}
	arrival := s.arrival(e.Channel)
	if arrival.Channel != "" {
		arrival.Reference, arrival.About = handed(strings.Join(e.Args, ""))
	}
	s.lines.enter(arrival)
	s.cfg.Arrive(arrival)
}

func (s *Switchboard) arrival(c ari.ChannelData) callcenter.Arrival {
	a := callcenter.Arrival{
		Call: callOf(c), Line: callcenter.LineID(c.ID), Created: created(c),
		Answered: c.State == "Up",
	}
	if s.cfg.City != "" && seatOf(c) == callcenter.SeatID(s.cfg.City) {
		a.Channel = callcenter.City
	}
	if a.Line.Dialled() { // who dialled it is ourselves: remembered says whom
		a.Created = a.Call.Time()
		return a
	}
	if c.Caller != nil {
		a.Caller = callcenter.ParseNumber(c.Caller.Number, s.cfg.AreaCode)
	}
	if c.Dialplan != nil {
		a.Called = c.Dialplan.Exten
	}
	return a
}

// SeatCode is a code a seat dialled: *1 is Key "1".
type SeatCode struct {
	Line callcenter.LineID
	Seat callcenter.SeatID
	Key  string
}

// seatCode reads the arguments seat:<key>:<ext>. Stasis hands them over whole,
// StasisBroadcast cut at the colons.
func seatCode(line callcenter.LineID, args []string) (SeatCode, bool) {
	parts := strings.Split(strings.Join(args, ":"), ":")
	if len(parts) != 3 || parts[0] != "seat" {
		return SeatCode{}, false
	}
	return SeatCode{Line: line, Key: parts[1], Seat: callcenter.SeatID(parts[2])}, true
}

// confirmation begins the playback ids of answers to seat codes.
const confirmation = "seat-code-"

// Confirm answers a seat's code with a prompt and hangs up after it.
func (s *Switchboard) Confirm(ctx context.Context, code SeatCode, prompt callcenter.Prompt) error {
	if err := s.Answer(ctx, code.Line); err != nil {
		return err
	}
	media, _ := s.media(callcenter.Mandarin, []callcenter.Prompt{prompt})
	if len(media) == 0 {
		return s.Hangup(ctx, code.Line, callcenter.CauseNormal)
	}
	return s.play(ctx, code.Line, confirmation+string(code.Line), media)
}

func (s *Switchboard) hangupSoon(line callcenter.LineID) {
	s.run(func(ctx context.Context) {
		if err := s.Hangup(ctx, line, callcenter.CauseNormal); err != nil && !callcenter.Is(err, callcenter.NotFound) {
			s.log.Warn("seat's line not hung up", zap.Error(err))
		}
	})
}
