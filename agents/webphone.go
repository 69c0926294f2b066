package agents

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"hotline/callcenter"
)

// WebPhone is the browser phone of an agent's shift. Conflict: he is at no such seat.
func (a *Agents) WebPhone(agent callcenter.AgentID) (callcenter.WebPhone, error) {
	s := a.shift(agent)
	if !s.open() || !s.Seat.Web() {
		return callcenter.WebPhone{}, callcenter.Errorf(callcenter.Conflict, "工号 %s 没有在浏览器电话签入,请先签入", agent)
	}
	return a.webPhone(s), nil
}

// WebPhones are those of all open shifts.
func (a *Agents) WebPhones() []callcenter.WebPhone {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []callcenter.WebPhone
	for _, s := range a.shifts {
		if s.open() && s.Seat.Web() {
			all = append(all, a.webPhone(s))
		}
	}
	return all
}

// webPhone derives the password from the shift, so that every controller tells Asterisk
// the same one, at any time, and nobody keeps it.
func (a *Agents) webPhone(s Shift) callcenter.WebPhone {
	mac := hmac.New(sha256.New, a.phoneKey)
	_, _ = mac.Write(s.ID[:])
	return callcenter.WebPhone{Seat: s.Seat, Password: hex.EncodeToString(mac.Sum(nil))}
}

// phoneKeyOf keeps the session key for sessions.
func phoneKeyOf(key []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("hotline browser phone 1"))
	return mac.Sum(nil)
}
