package agents

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Credentials are what a person signs in with.
type Credentials struct {
	Staff    callcenter.AgentID
	Password string
	Seat     callcenter.SeatID // where his shift begins; "" for work without a phone
}

// Session is a person signed in.
type Session struct {
	ID      callcenter.ID
	Staff   Staff
	Seat    callcenter.SeatID
	Expires time.Time
}

// SignIn checks the password and, if a seat is given, begins a shift there with
// a break for preparing. A session for a seat somebody else has, or for an agent
// who is at another seat, is refused; at his own seat he gets another session
// (a browser that forgot) and keeps his shift.
func (a *Agents) SignIn(ctx context.Context, c Credentials) (Session, string, error) {
	staff, err := a.verify(ctx, c)
	if err != nil {
		return Session{}, "", err
	}
	if c.Seat != "" && !staff.MustChange {
		if err := a.takeSeat(ctx, staff.ID, c.Seat); err != nil {
			return Session{}, "", err
		}
	}
	return a.newSession(staff, c.Seat)
}

func (a *Agents) newSession(staff Staff, seat callcenter.SeatID) (Session, string, error) {
	now := time.Now()
	token := session{
		ID: callcenter.NewID(now), Staff: staff.ID, Seat: seat, Version: staff.Version,
		Expires: now.Add(a.sessionLife).Truncate(time.Second),
	}
	text, err := a.sealer.seal(token)
	return Session{ID: token.ID, Staff: staff, Seat: seat, Expires: token.Expires}, text, err
}

// verify answers alike, and after the same time, for an unknown badge, a closed
// account and a wrong password.
func (a *Agents) verify(ctx context.Context, c Credentials) (Staff, error) {
	if wait := a.lockout.wait(c.Staff, time.Now()); wait > 0 {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		return Staff{}, callcenter.Errorf(callcenter.Denied, "登录失败次数过多,请 %d 分钟后再试", minutes)
	}
	staff, _ := a.Staff(c.Staff)
	hash := staff.Hash
	if !staff.Active {
		hash = ""
	}
	right, err := a.passwords.check(ctx, hash, c.Password)
	if err != nil {
		return Staff{}, err
	}
	if !right {
		a.lockout.failed(c.Staff, time.Now())
		a.log.Info("sign-in refused", zap.String("staff", string(c.Staff)))
		return Staff{}, callcenter.Errorf(callcenter.Unauthorized, "工号或密码不正确")
	}
	a.lockout.succeeded(c.Staff)
	return staff, nil
}

// takeSeat begins a shift with a break for preparing, unless he is at that seat already.
func (a *Agents) takeSeat(ctx context.Context, agent callcenter.AgentID, seat callcenter.SeatID) error {
	done := a.turns.take(agent)
	defer done()
	a.ask(ctx, agent)
	if s := a.shift(agent); s.open() && s.Seat == seat {
		return nil
	}
	return a.start(ctx, agent, seat, callcenter.WantsBreak, Preparing, howREST)
}

// SignOut ends the session and the shift. Repeated: no effect.
func (a *Agents) SignOut(ctx context.Context, s Session) error {
	if err := a.signOut(ctx, s.Staff.ID, howREST); err != nil {
		return err
	}
	a.revoke(s.ID, s.Expires)
	return nil
}

func (a *Agents) revoke(id callcenter.ID, expires time.Time) {
	a.mu.Lock()
	a.revoked[id], a.unrevoked[id] = expires, expires
	a.generation++
	g := a.generation
	a.mu.Unlock()
	a.keepDiary(g)
	a.wakeWriter()
}

// Resume reads a bearer token. ended reports a session that was genuine and has
// been signed out.
func (a *Agents) Resume(text string) (s Session, ended bool, err error) {
	token, ok := a.sealer.open(text)
	if !ok {
		return Session{}, false, callcenter.Errorf(callcenter.Unauthorized, "登录凭证无效,请重新登录")
	}
	staff, known := a.Staff(token.Staff)
	a.mu.Lock()
	_, out := a.revoked[token.ID]
	a.mu.Unlock()
	s = Session{ID: token.ID, Staff: staff, Seat: token.Seat, Expires: token.Expires}
	switch {
	case out:
		return s, true, callcenter.Errorf(callcenter.Unauthorized, "已经退出登录,请重新登录")
	case !time.Now().Before(token.Expires):
		return s, false, callcenter.Errorf(callcenter.Unauthorized, "登录已过期,请重新登录")
	case !known || !staff.Active || staff.Version != token.Version:
		return s, false, callcenter.Errorf(callcenter.Unauthorized, "账号或权限已变更,请重新登录")
	}
	return s, false, nil
}

// Staff is one account as this controller knows it.
func (a *Agents) Staff(id callcenter.AgentID) (Staff, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, known := a.people.Staff[id]
	return s, known
}

// ChangePassword replaces the person's own password. Every session he had is
// over; the one returned goes on. It needs Postgres.
func (a *Agents) ChangePassword(ctx context.Context, r *Register, s Session, old, renewed string) (Session, string, error) {
	if old == renewed {
		return Session{}, "", callcenter.Errorf(callcenter.Invalid, "新密码不能与现在的相同")
	}
	if _, err := a.verify(ctx, Credentials{Staff: s.Staff.ID, Password: old}); err != nil {
		if callcenter.Is(err, callcenter.Unauthorized) {
			err = callcenter.Errorf(callcenter.Invalid, "现在的密码不正确")
		}
		return Session{}, "", err
	}
	if err := r.SetPassword(ctx, s.Staff.ID, renewed, false); err != nil {
		return Session{}, "", err
	}
	if err := a.refresh(ctx, "staff"); err != nil {
		return Session{}, "", callcenter.Errorf(callcenter.Unavailable, "密码已修改,请重新登录: %w", err)
	}
	staff, _ := a.Staff(s.Staff.ID)
	return a.newSession(staff, s.Seat)
}
