package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

type proveIn struct {
	FromBrowser
	Body struct {
		Code string `json:"code" pattern:"^[0-9]{6}$" doc:"验证器上的六位数字"`
	}
}

type confirmIn struct {
	FromBrowser
	Body struct {
		Ticket string `json:"ticket" minLength:"1" maxLength:"1024" doc:"绑定开始时给出的 ticket"`
		Code   string `json:"code" pattern:"^[0-9]{6}$" doc:"验证器上的六位数字"`
	}
}

type enrolmentOut struct{ Body agents.Enrolment }

// addFactor adds the operations on a second factor.
func (s sessions) addFactor(api huma.API) {
	huma.Register(api, operation(api, http.MethodPost, agents.FactorPath+"/proof", "prove-factor", "登录的第二步:输入验证码", agents.HaveSession,
		callcenter.Conflict, callcenter.Unavailable), s.prove)
	huma.Register(api, operation(api, http.MethodPost, agents.FactorPath, "enrol-factor", "开始绑定验证器:得到密钥和二维码;已绑定的则换绑", agents.HaveSession), s.enrol)
	huma.Register(api, operation(api, http.MethodPut, agents.FactorPath, "confirm-factor", "输入第一个验证码,完成绑定;其他登录随即失效", agents.HaveSession,
		callcenter.Unavailable), s.confirm)
}

func (s sessions) prove(ctx context.Context, in *proveIn) (*signedInOut, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	proved, token, err := s.agents.Prove(ctx, session, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return in.give(proved, token, in.byCookie), nil
}

func (s sessions) enrol(ctx context.Context, _ *none) (*enrolmentOut, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.agents.Enrol(session)
	if err != nil {
		return nil, err
	}
	return &enrolmentOut{e}, nil
}

func (s sessions) confirm(ctx context.Context, in *confirmIn) (*signedInOut, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	renewed, token, err := s.agents.ConfirmFactor(ctx, s.register, session, in.Body.Ticket, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return in.give(renewed, token, in.byCookie), nil
}
