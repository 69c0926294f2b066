package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// channels are those in our application, as Asterisk has them now. What the
// dialplan says of a channel does not tell: a claimed one shows StasisBroadcast.
func (s *Switchboard) channels(ctx context.Context) ([]ari.ChannelData, error) {
	app, err := s.wire.Application(ctx, s.wire.App())
	if err := unless(callcenter.NotFound, err); err != nil {
		return nil, err
	}
	ours := make(map[string]bool, len(app.Channels))
	for _, id := range app.Channels {
		ours[id] = true
	}
	var all []ari.ChannelData
	if err := s.wire.Do(ctx, http.MethodGet, "/channels", nil, nil, &all); err != nil {
		return nil, err
	}
	var in []ari.ChannelData
	for _, c := range all {
		if ours[c.ID] {
			in = append(in, c)
		}
	}
	return in, nil
}

// remembered completes a snapshot from the variables on its lines.
func (s *Switchboard) remembered(ctx context.Context, snap *callcenter.Snapshot) error {
	raw, err := s.variable(ctx, snap.Line, MemoryVariable)
	if err != nil {
		return err
	}
	if snap.Memory, err = decodeMemory(raw); err != nil {
		// A memory nobody can read: the caller starts again rather than being lost.
		s.log.Error("call's memory not readable", zap.Stringer("call_id", snap.Call), zap.Error(err))
		snap.Memory = callcenter.Memory{}
	}
	if snap.Line.Dialled() {
		number, err := s.variable(ctx, snap.Line, numberVariable)
		if err != nil {
			return err
		}
		snap.Caller = callcenter.ParseNumber(number, s.cfg.AreaCode)
	}
	if snap.Channel != "" && !snap.Line.Moved() {
		note, err := s.variable(ctx, snap.Line, handedVariable)
		if err != nil {
			return err
		}
		snap.Arrival.Reference, snap.About = handed(note)
	}
	return s.nameAgents(ctx, snap.Legs)
}

func (s *Switchboard) nameAgents(ctx context.Context, legs []callcenter.Leg) error {
	for i := range legs {
		raw, err := s.variable(ctx, callcenter.LineID(legs[i].Token), legVariable)
		if err := unless(callcenter.NotFound, err); err != nil {
			return err
		}
		n, err := readNote(raw)
		if err != nil {
			s.log.Error("leg's note not readable", zap.Stringer("call_id", legs[i].Token.Call()), zap.Error(err))
		}
		n.describe(&legs[i])
	}
	return nil
}

// variable reads a line's variable, empty if it was never set. NotFound: no such line.
func (s *Switchboard) variable(ctx context.Context, line callcenter.LineID, name string) (string, error) {
	var v struct {
		Value string `json:"value"`
	}
	path := "/channels/" + url.PathEscape(string(line)) + "/variable"
	err := s.wire.Do(ctx, http.MethodGet, path, url.Values{"variable": {name}}, nil, &v)
	if r, refused := errors.AsType[*asterisk.Refusal](err); refused && r.Status == http.StatusNotFound && strings.Contains(r.Message, "variable") {
		return "", nil
	}
	return v.Value, err
}

func joined(b ari.BridgeData) []callcenter.LineID {
	lines := make([]callcenter.LineID, len(b.ChannelIDs))
	for i, id := range b.ChannelIDs {
		lines[i] = callcenter.LineID(id)
	}
	return lines
}

// fromSeat reports a line whose seat dialled a code: codes begin with a star.
func fromSeat(c ari.ChannelData) bool {
	return c.Dialplan != nil && strings.HasPrefix(c.Dialplan.Exten, "*")
}
