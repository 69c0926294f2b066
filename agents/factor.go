package agents

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"image/png"
	"sync"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// The second factor: a one-time code by the clock (RFC 6238), six digits, 30 s. Its
// secret lies sealed in the account, and so in every controller's local copy: a code is
// checked without Postgres.
const (
	codePeriod    = 30 * time.Second
	codeSkew      = 1                // periods either way: phones' clocks differ
	enrolmentLife = 10 * time.Minute // from the secret shown to the first code
	proofLife     = 5 * time.Minute  // from the right password to the code
	issuer        = "12348 热线"
	imageSize     = 240
)

// Enrolment is what somebody puts into his authenticator.
type Enrolment struct {
	Secret string `json:"secret" doc:"密钥,手工输入时用"`
	URI    string `json:"uri" doc:"otpauth:// 地址"`
	Image  string `json:"image" doc:"二维码:data:image/png;base64,…"`
	Ticket string `json:"ticket" doc:"确认时原样交回,10 分钟内有效"`
}

// ticket is what an enrolment must remember until it is confirmed: nobody keeps it
// meanwhile, so any controller can confirm it.
type ticket struct {
	Secret  string    `json:"secret"`
	Expires time.Time `json:"exp"`
}

// Enrol begins the enrolment of a second factor, or of another one.
func (a *Agents) Enrol(s Session) (Enrolment, error) {
	if s.Next == ProveFactor {
		return Enrolment{}, errProveFirst()
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: string(s.Staff.ID), Period: uint(codePeriod / time.Second)})
	if err != nil {
		return Enrolment{}, fmt.Errorf("enrol %s: %w", s.Staff.ID, err)
	}
	picture, err := key.Image(imageSize, imageSize)
	if err != nil {
		return Enrolment{}, fmt.Errorf("enrol %s: %w", s.Staff.ID, err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return Enrolment{}, fmt.Errorf("enrol %s: %w", s.Staff.ID, err)
	}
	text, err := a.sealer.seal(ticket{key.Secret(), time.Now().Add(enrolmentLife)}, enrolmentPurpose+string(s.Staff.ID))
	return Enrolment{
		Secret: key.Secret(), URI: key.URL(), Ticket: text,
		Image: "data:image/png;base64," + base64.StdEncoding.EncodeToString(file.Bytes()),
	}, err
}

// ConfirmFactor ends an enrolment with a first code. Every session he had is over; the
// one returned goes on. It needs Postgres.
func (a *Agents) ConfirmFactor(ctx context.Context, r *Register, s Session, text, code string) (Session, string, error) {
	if s.Next == ProveFactor {
		return Session{}, "", errProveFirst()
	}
	var t ticket
	if !a.sealer.open(text, enrolmentPurpose+string(s.Staff.ID), &t) || time.Now().After(t.Expires) {
		return Session{}, "", callcenter.Errorf(callcenter.Invalid, "绑定已过期,请重新开始")
	}
	if !a.codes.spend(s.Staff.ID, t.Secret, code, time.Now()) {
		return Session{}, "", callcenter.Errorf(callcenter.Invalid, "验证码不正确,请核对手机时间后重试")
	}
	sealed, err := a.sealer.seal(t.Secret, factorPurpose+string(s.Staff.ID))
	if err != nil {
		return Session{}, "", err
	}
	if err := r.SetFactor(ctx, s.Staff.ID, sealed); err != nil {
		return Session{}, "", err
	}
	return a.renew(ctx, s, "验证器已绑定,请重新登录")
}

// Prove shows the second factor of a session that has shown the password only. A wrong
// code counts like a wrong password. It needs neither Postgres nor Redis.
func (a *Agents) Prove(ctx context.Context, s Session, code string) (Session, string, error) {
	if s.Next != ProveFactor {
		return Session{}, "", callcenter.Errorf(callcenter.Conflict, "这次登录已经验证过")
	}
	if err := a.locked(s.Staff.ID); err != nil {
		return Session{}, "", err
	}
	var secret string
	if !a.sealer.open(s.Staff.Factor, factorPurpose+string(s.Staff.ID), &secret) {
		return Session{}, "", callcenter.Errorf(callcenter.Denied, "验证器的密钥已失效,请联系系统管理员解除绑定")
	}
	if !a.codes.spend(s.Staff.ID, secret, code, time.Now()) {
		a.failed(ctx, s.Staff.ID)
		a.log.Info("second factor refused", zap.String("staff", string(s.Staff.ID)))
		return Session{}, "", callcenter.Errorf(callcenter.Invalid, "验证码不正确或已用过,请等下一个")
	}
	a.revoke(s.ID, s.Expires)
	return a.enter(ctx, s.Staff, s.Seat, true)
}

func errProveFirst() error {
	return callcenter.Errorf(callcenter.Denied, "请先输入验证码")
}

// codes remembers the period of the last code of each account: one seen over somebody's
// shoulder opens nothing a second time on this controller.
type codes struct {
	mu   sync.Mutex
	last map[callcenter.AgentID]int64
}

func (c *codes) spend(id callcenter.AgentID, secret, code string, now time.Time) bool {
	for skew := -codeSkew; skew <= codeSkew; skew++ {
		at := now.Add(time.Duration(skew) * codePeriod)
		want, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{
			Period: uint(codePeriod / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(code)) != 1 {
			continue
		}
		period := at.Unix() / int64(codePeriod/time.Second)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.last[id] >= period {
			return false
		}
		c.last[id] = period
		return true
	}
	return false
}
