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

// Step is what a session must do before anything else.
type Step string

// The steps, in their order.
const (
	Entered       Step = ""
	ProveFactor   Step = "second_factor"   // show the code of the second factor
	RenewPassword Step = "change_password" // the password was given by somebody else
	EnrolFactor   Step = "enrol_factor"    // his roles need a second factor, and he has none
)

// Session is a person signed in.
type Session struct {
	ID      callcenter.ID
	Staff   Staff
	Seat    callcenter.SeatID
	Expires time.Time
	Next    Step // Entered: he may work

	version int64 // of the account it was opened with
}

// SignIn checks the password and, if a seat is given, begins a shift there with
// a break for preparing. A session for a seat somebody else has, or for an agent
// who is at another seat, is refused; at his own seat he gets another session
// (a browser that forgot) and keeps his shift. While a step is left, the shift waits.
func (a *Agents) SignIn(ctx context.Context, c Credentials) (Session, string, error) {
	staff, err := a.verify(ctx, c)
	if err != nil {
		return Session{}, "", err
	}
	return a.enter(ctx, staff, c.Seat, false)
}

// next is the first step that is left.
func (a *Agents) next(staff Staff, proved bool) Step {
	switch {
	case staff.Factor != "" && !proved:
		return ProveFactor
	case staff.MustChange:
		return RenewPassword
	case staff.Factor == "" && a.demandFactor && seesMore(staff.Roles):
		return EnrolFactor
	}
	return Entered
}

// enter makes a session of what has been shown so far. Failures are forgotten only when
// all has been: a known password must not make guessing codes free.
func (a *Agents) enter(ctx context.Context, staff Staff, seat callcenter.SeatID, proved bool) (Session, string, error) {
	next := a.next(staff, proved)
	if seat == callcenter.Web {
		seat = callcenter.WebSeat(staff.ID)
	}
	if next != ProveFactor {
		a.succeeded(ctx, staff.ID)
	}
	if seat != "" && next == Entered {
		if err := a.takeSeat(ctx, staff.ID, seat); err != nil {
			return Session{}, "", err
		}
	}
	now, life := time.Now(), a.sessionLife
	if next == ProveFactor {
		life = min(life, proofLife)
	}
	token := session{
		ID: callcenter.NewID(now), Staff: staff.ID, Seat: seat, Proved: proved, Version: staff.Version,
		Expires: now.Add(life).Truncate(time.Second),
	}
	text, err := a.sealer.seal(token, tokenPurpose)
	return Session{ID: token.ID, Staff: staff, Seat: seat, Expires: token.Expires, Next: next, version: token.Version}, text, err
}

// renew goes on after the person changed his own account, which ended every session he had.
func (a *Agents) renew(ctx context.Context, s Session, otherwise string) (Session, string, error) {
	if err := a.refresh(ctx, "staff"); err != nil {
		return Session{}, "", callcenter.Errorf(callcenter.Unavailable, "%s: %w", otherwise, err)
	}
	staff, _ := a.Staff(s.Staff.ID)
	return a.enter(ctx, staff, s.Seat, true)
}

func (a *Agents) locked(id callcenter.AgentID) error {
	if wait := a.lockout.wait(id, time.Now()); wait > 0 {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		return callcenter.Errorf(callcenter.Denied, "登录失败次数过多,请 %d 分钟后再试", minutes)
	}
	return nil
}

// verify answers alike, and after the same time, for an unknown badge, a closed
// account and a wrong password.
func (a *Agents) verify(ctx context.Context, c Credentials) (Staff, error) {
	if err := a.locked(c.Staff); err != nil {
		return Staff{}, err
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
		a.failed(ctx, c.Staff)
		a.log.Info("sign-in refused", zap.String("staff", string(c.Staff)))
		return Staff{}, callcenter.Errorf(callcenter.Unauthorized, "工号或密码不正确")
	}
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
	var token session
	if !a.sealer.open(text, tokenPurpose, &token) {
		return Session{}, false, callcenter.Errorf(callcenter.Unauthorized, "登录凭证无效,请重新登录")
	}
	staff, _ := a.Staff(token.Staff)
	s = Session{
		ID: token.ID, Staff: staff, Seat: token.Seat, Expires: token.Expires,
		Next: a.next(staff, token.Proved), version: token.Version,
	}
	if ended, err = a.still(s, token.Staff); err == nil && a.idle(s, time.Now()) {
		a.revoke(s.ID, s.Expires)
		err = errIdle()
	}
	return s, ended, err
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
	switch {
	case s.Next == ProveFactor:
		return Session{}, "", errProveFirst()
	case old == renewed:
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
	return a.renew(ctx, s, "密码已修改,请重新登录")
}
