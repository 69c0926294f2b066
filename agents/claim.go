package agents

import (
	"context"

	"hotline/callcenter"
)

// claim checks that the agent may begin a shift at the seat and holds the seat
// until released, so that two who want it at once do not both get it.
func (a *Agents) claim(ctx context.Context, agent callcenter.AgentID, seat callcenter.SeatID) (release func(), err error) {
	a.look(ctx) // what peers did this second
	a.mu.Lock()
	defer a.mu.Unlock()
	staff := a.people.Staff[agent]
	switch {
	case !staff.Active:
		return nil, callcenter.Errorf(callcenter.Denied, "账号 %s 已停用", agent)
	case !May(staff.Roles, TakeCalls):
		return nil, callcenter.Errorf(callcenter.Denied, "工号 %s 没有值班角色,不能签入话机", agent)
	case staff.MustChange:
		return nil, callcenter.Errorf(callcenter.Denied, "请先修改初始密码,再签入话机")
	case seat == "":
		return nil, callcenter.Errorf(callcenter.Invalid, "请选择话机:工号 %s 没有默认话机", agent)
	case !a.usable(agent, seat):
		return nil, callcenter.Errorf(callcenter.Invalid, "没有话机 %s,或已停用", seat)
	}
	if other := a.holder(seat); other != "" && other != agent {
		return nil, callcenter.Errorf(callcenter.Conflict, "话机 %s 正由工号 %s 使用,请换一部话机", seat, other)
	}
	if s := a.shifts[agent]; s.open() {
		return nil, callcenter.Errorf(callcenter.Conflict, "工号 %s 已在话机 %s 签入,请先在那里签出", agent, s.Seat)
	}
	a.claims[seat] = agent
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.claims, seat)
	}, nil
}

// usable reports a seat he may work at: any in the register, and his own browser. The
// caller holds mu.
func (a *Agents) usable(agent callcenter.AgentID, seat callcenter.SeatID) bool {
	return a.people.Seats[seat].Active || seat == callcenter.WebSeat(agent)
}

// holder is who has the seat or is just taking it. The caller holds mu.
func (a *Agents) holder(seat callcenter.SeatID) callcenter.AgentID {
	if agent, taking := a.claims[seat]; taking {
		return agent
	}
	for id, s := range a.shifts {
		if s.open() && s.Seat == seat {
			return id
		}
	}
	return ""
}

// at is who works at the seat now.
func (a *Agents) at(seat callcenter.SeatID) (Shift, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.shifts {
		if s.open() && s.Seat == seat {
			return s, true
		}
	}
	return Shift{}, false
}
