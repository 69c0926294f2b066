package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

type sessions struct {
	agents   *agents.Agents
	register *agents.Register
}

type signIn struct {
	FromBrowser
	Body struct {
		Staff    callcenter.AgentID `json:"staff" minLength:"1" maxLength:"32" doc:"工号"`
		Password string             `json:"password" minLength:"1" maxLength:"256" doc:"密码"`
		Seat     callcenter.SeatID  `json:"seat,omitempty" maxLength:"8" doc:"要签入的话机;不坐席就不填"`
		Browser  bool               `json:"browser,omitempty" doc:"浏览器登录:凭证放入 Cookie,不在正文里"`
	}
}

// Person is a signed-in person as he may see himself.
type Person struct {
	Staff      callcenter.AgentID `json:"staff" doc:"工号"`
	Name       string             `json:"name" doc:"姓名"`
	Roles      []agents.Role      `json:"roles" doc:"角色"`
	County     string             `json:"county,omitempty" doc:"限定的县区代码"`
	Actions    []agents.Action    `json:"actions" doc:"可以做的事"`
	Own        []agents.Action    `json:"own,omitempty" doc:"只对本人通过话的来电可以做的事"`
	Seat       callcenter.SeatID  `json:"seat,omitempty" doc:"登录时选的话机"`
	Expires    time.Time          `json:"expires" doc:"登录何时过期"`
	MustChange bool               `json:"must_change" doc:"须先修改初始密码"`
	Factor     bool               `json:"factor" doc:"已绑定验证器"`
	Next       agents.Step        `json:"next,omitempty" enum:"second_factor,change_password,enrol_factor" doc:"还差哪一步才能工作:second_factor 输入验证码(POST /api/session/second-factor/proof,五分钟内),change_password 修改初始密码(PUT /api/session/password),enrol_factor 绑定验证器(POST、PUT /api/session/second-factor);不出现则可以工作。每一步都返回新的登录凭证,旧的随即失效"`
}

// SignedIn is a person with the token to show from now on.
type SignedIn struct {
	Person
	Token string `json:"token,omitempty" doc:"登录凭证,放在 Authorization: Bearer 之后;浏览器登录时没有"`
}

func personOf(s agents.Session) Person {
	p := Person{
		Staff: s.Staff.ID, Name: s.Staff.Name, Roles: s.Staff.Roles, County: s.Staff.County,
		Seat: s.Seat, Expires: s.Expires, MustChange: s.Staff.MustChange,
		Factor: s.Staff.Factor != "", Next: s.Next,
	}
	for _, action := range agents.AllActions() {
		switch agents.ReachOf(s.Staff.Roles, action) {
		case agents.Own:
			p.Own = append(p.Own, action)
		case agents.Everybodys:
			p.Actions = append(p.Actions, action)
		}
	}
	return p
}

type personOut struct{ Body Person }

type signedInOut struct {
	Cookie string `header:"Set-Cookie"`
	Body   SignedIn
}

type signedOut struct {
	Cookie string `header:"Set-Cookie"`
}

type changePassword struct {
	FromBrowser
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"256" doc:"现在的密码"`
		New string `json:"new" minLength:"8" maxLength:"256" doc:"新密码,8 位以上"`
	}
}

func (s sessions) add(api huma.API) {
	in := operation(api, http.MethodPost, agents.SessionPath, "sign-in", "登录;填话机则同时签入。返回里的 next 说明还差哪一步", "",
		callcenter.Unauthorized, callcenter.Denied, callcenter.Conflict, callcenter.Unavailable)
	in.DefaultStatus = http.StatusCreated
	huma.Register(api, in, s.signIn)
	huma.Register(api, operation(api, http.MethodGet, agents.SessionPath, "get-session", "我是谁,能做什么", agents.HaveSession), s.get)
	huma.Register(api, operation(api, http.MethodDelete, agents.SessionPath, "sign-out", "退出登录并签出话机;重复无妨",
		agents.HaveSession, callcenter.Unavailable), s.signOut)
	huma.Register(api, operation(api, http.MethodPut, agents.SessionPath+"/password", "change-password", "修改自己的密码;其他登录随即失效",
		agents.HaveSession, callcenter.Unavailable), s.changePassword)
	s.addFactor(api)
}

func (s sessions) signIn(ctx context.Context, in *signIn) (*signedInOut, error) {
	session, token, err := s.agents.SignIn(ctx, agents.Credentials{Staff: in.Body.Staff, Password: in.Body.Password, Seat: in.Body.Seat})
	if err != nil {
		return nil, err
	}
	return in.give(session, token, in.Body.Browser), nil
}

func (s sessions) get(ctx context.Context, _ *none) (*personOut, error) {
	session, err := me(ctx)
	return &personOut{personOf(session)}, err
}

func (s sessions) signOut(ctx context.Context, in *struct{ FromBrowser }) (*signedOut, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.agents.SignOut(ctx, session); err != nil || !in.byCookie {
		return nil, err
	}
	return &signedOut{in.cookie("", time.Unix(0, 0))}, nil
}

func (s sessions) changePassword(ctx context.Context, in *changePassword) (*signedInOut, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	renewed, token, err := s.agents.ChangePassword(ctx, s.register, session, in.Body.Old, in.Body.New)
	if err != nil {
		return nil, err
	}
	return in.give(renewed, token, in.byCookie), nil
}
