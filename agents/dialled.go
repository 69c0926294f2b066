package agents

import (
	"context"

	"hotline/callcenter"
)

// The keys of the seat codes *1, *2 and *3.
const (
	keyReady = "1"
	keyBreak = "2"
	keyOut   = "3"
)

// HasSeat reports that the seat is one of the centre's.
func (a *Agents) HasSeat(seat callcenter.SeatID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ours := a.people.Seats[seat]
	return ours
}

// Dialled does what a seat's phone asked for by a code (key "1" is *1) and says what to tell it.
// The prompt is right also beside an error, which is for the log.
func (a *Agents) Dialled(ctx context.Context, seat callcenter.SeatID, key string) (callcenter.Prompt, error) {
	var err error
	said := callcenter.SeatRefused
	s, taken := a.at(seat)
	switch {
	case key == keyReady:
		said, err = callcenter.SeatReady, a.readyAt(ctx, seat)
	case key == keyBreak && taken:
		said, err = callcenter.SeatBreak, a.wish(ctx, s.Agent, seat, callcenter.WantsBreak, resting, howPhone)
	case key == keyBreak:
		err = callcenter.Errorf(callcenter.Conflict, "话机 %s 无人签入,不能小休", seat)
	case key == keyOut && taken:
		said, err = callcenter.SeatOut, a.signOut(ctx, s.Agent, howPhone)
	case key == keyOut:
		said = callcenter.SeatOut
	default:
		err = callcenter.Errorf(callcenter.Invalid, "没有功能码 *%s", key)
	}
	if err != nil {
		return callcenter.SeatRefused, err
	}
	return said, nil
}

// readyAt makes whoever is at the seat ready, or signs in its default staff.
func (a *Agents) readyAt(ctx context.Context, seat callcenter.SeatID) error {
	if s, taken := a.at(seat); taken {
		return a.wish(ctx, s.Agent, seat, callcenter.WantsCalls, "", howPhone)
	}
	agent, found := a.defaultAt(seat)
	if !found {
		return callcenter.Errorf(callcenter.NotFound, "话机 %s 没有默认人员,请在网页登录", seat)
	}
	if s := a.shift(agent); s.open() && s.Seat != seat {
		return callcenter.Errorf(callcenter.Conflict, "工号 %s 已在话机 %s 签入,请先在那里签出", agent, s.Seat)
	}
	return a.wish(ctx, agent, seat, callcenter.WantsCalls, "", howPhone)
}

func (a *Agents) defaultAt(seat callcenter.SeatID) (callcenter.AgentID, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, s := range a.people.Staff {
		if s.Active && s.DefaultSeat == seat {
			return id, true
		}
	}
	return "", false
}
