package agents

import (
	"context"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// tidy ends the shifts that cannot go on: of those whose account or seat was
// closed, and the earlier of two at one seat, which two controllers gave away
// while neither could see the other.
func (a *Agents) tidy(ctx context.Context) {
	for id, how := range a.untidy() {
		if err := a.signOut(ctx, id, how); err != nil {
			a.log.Warn("shift that cannot go on", zap.String("agent", string(id)), zap.Error(err))
		}
	}
}

func (a *Agents) untidy() map[callcenter.AgentID]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	ends := map[callcenter.AgentID]string{}
	if a.people.Staff == nil {
		return ends // nobody is known at all: that is no reason to sign anybody out
	}
	latest := map[callcenter.SeatID]Shift{}
	for id, s := range a.shifts {
		if !s.open() {
			continue
		}
		staff := a.people.Staff[id]
		if !staff.Active || !May(staff.Roles, TakeCalls) || !a.usable(id, s.Seat) {
			ends[id] = howClosed
			continue
		}
		other, taken := latest[s.Seat]
		switch {
		case !taken:
			latest[s.Seat] = s
		case (Shift{ID: s.ID}).newer(Shift{ID: other.ID}):
			ends[other.Agent] = howSuperseded
			latest[s.Seat] = s
		default:
			ends[id] = howSuperseded
		}
	}
	return ends
}
