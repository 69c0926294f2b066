package switchboard

import (
	"context"
	"net/http"
	"slices"

	"github.com/CyCoreSystems/ari/v5"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
)

const surveyors = 16 // variables read at a time

// Survey reads all calls of our application, and lines of ours that belong to no
// caller: agents' legs whose caller is gone, and seats waiting for an answer to
// their code, which nobody will give any more.
func (s *Switchboard) Survey(ctx context.Context) (calls []callcenter.Snapshot, orphans []callcenter.LineID, err error) {
	channels, err := s.channels(ctx)
	if err != nil {
		return nil, nil, err
	}
	var bridges []ari.BridgeData
	if err := s.wire.Do(ctx, http.MethodGet, "/bridges", nil, nil, &bridges); err != nil {
		return nil, nil, err
	}
	found, alive := map[callcenter.ID]*callcenter.Snapshot{}, map[callcenter.LineID]bool{}
	for _, c := range channels {
		line := callcenter.LineID(c.ID)
		switch {
		case isLeg(line):
		case fromSeat(c):
			orphans = append(orphans, line)
		default:
			snap := &callcenter.Snapshot{Arrival: s.arrival(c)}
			alive[line] = true
			s.lines.learn(line, snap.Call)
			if other := found[snap.Call]; other != nil { // he was being moved
				snap, other = moved(snap, other)
				orphans = append(orphans, other.Line)
			}
			found[snap.Call] = snap
		}
	}
	s.lines.keep(alive)
	for _, c := range channels {
		if line := callcenter.LineID(c.ID); isLeg(line) {
			if snap := found[callOf(c)]; snap != nil {
				snap.Legs = append(snap.Legs, leg(c))
			} else {
				orphans = append(orphans, line)
			}
		}
	}
	for _, b := range bridges {
		if call, err := callcenter.ParseID(b.ID); err == nil && found[call] != nil {
			found[call].Bridge, found[call].Joined = true, joined(b)
		}
	}
	return s.recall(ctx, found, orphans)
}

// moved tells on which of two lines a caller goes on: the one he was being moved to, if it
// has answered.
func moved(a, b *callcenter.Snapshot) (on, off *callcenter.Snapshot) {
	if a.Line.Moved() && a.Answered || !a.Line.Moved() && !b.Answered {
		return a, b
	}
	return b, a
}

// Lines are all lines Asterisk has, of whatever application or none.
func (s *Switchboard) Lines(ctx context.Context) (map[callcenter.LineID]bool, error) {
	var all []ari.ChannelData
	if err := s.wire.Do(ctx, http.MethodGet, "/channels", nil, nil, &all); err != nil {
		return nil, err
	}
	lines := make(map[callcenter.LineID]bool, len(all))
	for _, c := range all {
		lines[callcenter.LineID(c.ID)] = true
	}
	return lines, nil
}

// recall reads what the surveyed calls remember. A line that went meanwhile is no call.
func (s *Switchboard) recall(ctx context.Context, found map[callcenter.ID]*callcenter.Snapshot, orphans []callcenter.LineID) ([]callcenter.Snapshot, []callcenter.LineID, error) {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(surveyors)
	kept := make([]*callcenter.Snapshot, 0, len(found))
	for _, snap := range found {
		kept = append(kept, snap)
	}
	lost := make([]bool, len(kept))
	for i, snap := range kept {
		work.Go(func() error {
			err := s.remembered(ctx, snap)
			lost[i] = callcenter.Is(err, callcenter.NotFound)
			return unless(callcenter.NotFound, err)
		})
	}
	if err := work.Wait(); err != nil {
		return nil, nil, err
	}
	var calls []callcenter.Snapshot
	for i, snap := range kept {
		if !lost[i] {
			calls = append(calls, *snap)
			continue
		}
		for _, l := range snap.Legs {
			orphans = append(orphans, callcenter.LineID(l.Token))
		}
	}
	slices.SortFunc(calls, func(a, b callcenter.Snapshot) int { return a.Created.Compare(b.Created) })
	return calls, orphans, nil
}

// Examine reads one call again.
func (s *Switchboard) Examine(ctx context.Context, call callcenter.ID, line callcenter.LineID) (callcenter.Snapshot, error) {
	channels, err := s.channels(ctx)
	if err != nil {
		return callcenter.Snapshot{}, err
	}
	snap := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: call, Line: line}}
	alive := false
	for _, c := range channels {
		switch {
		case c.ID == string(line):
			alive, snap.Arrival = true, s.arrival(c)
		case isLeg(callcenter.LineID(c.ID)) && callOf(c) == call:
			snap.Legs = append(snap.Legs, leg(c))
		}
	}
	var bridge ari.BridgeData
	switch err := s.wire.Do(ctx, http.MethodGet, bridgePath(call), nil, nil, &bridge); {
	case err == nil:
		snap.Bridge, snap.Joined = true, joined(bridge)
	case !callcenter.Is(err, callcenter.NotFound):
		return callcenter.Snapshot{}, err
	}
	if !alive {
		if err := s.nameAgents(ctx, snap.Legs); err != nil {
			return callcenter.Snapshot{}, err
		}
		return snap, callcenter.Errorf(callcenter.NotFound, "来电已挂断")
	}
	return snap, s.remembered(ctx, &snap)
}
