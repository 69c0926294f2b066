package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"hotline/callcenter"
)

// Listen rings the phone of who shall listen.
func (s *Switchboard) Listen(ctx context.Context, phone callcenter.LineID, seat callcenter.SeatID, timeout time.Duration) error {
	return s.originate(ctx, phone, url.Values{
		"endpoint": {seat.Endpoint()}, "callerId": {`"监听" <0>`}, "timeout": {seconds(timeout)},
	}, nil)
}

// Connect taps a line and puts the tap into a bridge with the phone. The tap takes
// nothing from the phone (whisper none), so nobody hears it by whatever mistake.
func (s *Switchboard) Connect(ctx context.Context, phone, to callcenter.LineID) error {
	q := url.Values{"spy": {"both"}, "whisper": {"none"}, "app": {s.wire.App()}}
	path := "/snoop/" + url.PathEscape(string(phone.Tap()))
	if err := unless(callcenter.Conflict, s.wire.Do(ctx, http.MethodPost, "/channels/"+url.PathEscape(string(to))+path, q, nil, nil)); err != nil {
		return err
	}
	bridge := "/bridges/" + url.PathEscape(string(phone))
	if err := unless(callcenter.Conflict, s.wire.Do(ctx, http.MethodPost, bridge, url.Values{"type": {"mixing"}}, nil, nil)); err != nil {
		return err
	}
	lines := url.Values{"channel": {string(phone) + "," + string(phone.Tap())}}
	return gone(s.wire.Do(ctx, http.MethodPost, bridge+"/addChannel", lines, nil, nil))
}

// Unlisten ends the phone's line, its tap and their bridge.
func (s *Switchboard) Unlisten(ctx context.Context, phone callcenter.LineID) error {
	tap := unless(callcenter.NotFound, s.Hangup(ctx, phone.Tap(), callcenter.CauseNormal))
	own := unless(callcenter.NotFound, s.Hangup(ctx, phone, callcenter.CauseNormal))
	bridge := unless(callcenter.NotFound, s.wire.Do(ctx, http.MethodDelete, "/bridges/"+url.PathEscape(string(phone)), nil, nil, nil))
	return errors.Join(tap, own, unless(callcenter.Conflict, bridge))
}
