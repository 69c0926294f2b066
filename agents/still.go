package agents

import (
	"time"

	"hotline/callcenter"
)

// Still says why a session does not go on, nil if it does. It is no request: a screen
// that is open asks again and again, and nobody need be sitting before it.
func (a *Agents) Still(s Session) error {
	_, err := a.still(s, s.Staff.ID)
	if err == nil && a.left(s, time.Now()) {
		err = errIdle()
	}
	return err
}

func (a *Agents) still(s Session, id callcenter.AgentID) (ended bool, err error) {
	staff, known := a.Staff(id)
	a.mu.Lock()
	_, out := a.revoked[s.ID]
	a.mu.Unlock()
	switch {
	case out:
		return true, callcenter.Errorf(callcenter.Unauthorized, "已经退出登录,请重新登录")
	case !time.Now().Before(s.Expires):
		return false, callcenter.Errorf(callcenter.Unauthorized, "登录已过期,请重新登录")
	case !known || !staff.Active || staff.Version != s.version:
		return false, callcenter.Errorf(callcenter.Unauthorized, "账号或权限已变更,请重新登录")
	}
	return false, nil
}

func errIdle() error {
	return callcenter.Errorf(callcenter.Unauthorized, "长时间没有操作,请重新登录")
}
