package controller

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	agentsapi "hotline/agents/api"
	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// OneCall is what every verb on a call is told. huma fills in only what is exported.
type OneCall struct {
	ID      string `path:"id" maxLength:"36" doc:"来电编号"`
	Request string `header:"Idempotency-Key" maxLength:"64" doc:"请求方自定的编号:同一编号重发多少次都只执行一次,回答相同"`
}

// target is whom an agent asks for.
type target struct {
	OneCall
	Body struct {
		Agent   callcenter.AgentID   `json:"agent,omitempty" maxLength:"32" doc:"工号:指定的话务员,此刻须空闲"`
		Topic   callcenter.TopicName `json:"topic,omitempty" maxLength:"32" doc:"业务主题:空闲的任一话务员"`
		Outside string               `json:"outside,omitempty" maxLength:"32" doc:"允许名单上外部号码的代号"`
	}
}

func (t *target) to() callcenter.Target {
	return callcenter.Target{Agent: t.Body.Agent, Topic: t.Body.Topic, Outside: t.Body.Outside}
}

type dropped struct {
	OneCall
	Guest int `query:"guest" minimum:"0" doc:"第几位被请入的人,0 为最后一位"`
}

type pressed struct {
	OneCall
	Body struct {
		Digits string `json:"digits" pattern:"^[0-9*#A-D]{1,32}$" doc:"按键"`
	}
}

// Noting writes down what whoever makes a request did.
type Noting func(ctx context.Context, change callcenter.Change) error

// RegisterCommands adds the verbs on a call. An agent commands his own talk; who may
// command calls can hold, resume, hang up and listen to any, and that he did is noted.
func RegisterCommands(api huma.API, owner *Owner, note Noting) {
	for _, verb := range []struct {
		verb          flow.Verb
		path, summary string
	}{
		{flow.Hold, "hold", "保持:来电者听音乐"},
		{flow.Resume, "resume", "取回:继续通话;有第三方在场则成三方通话"},
		{flow.HangUp, "hang-up", "挂断坐席的线路:振铃时为拒接,通话中为结束;另有人在场则把来电者留给他"},
		{flow.Leave, "leave", "退出:把来电者留给请入的一方;对方还在振铃则由他接听"},
		{flow.Mute, "mute", "静音:别人听不到自己"},
		{flow.Unmute, "unmute", "取消静音"},
		{flow.PauseRecording, "pause-recording", "暂停录音:此后所说不录;只有通话中的话务员可以。没有在录音或已暂停则为 409"},
		{flow.ResumeRecording, "resume-recording", "恢复录音;没有暂停则为 409"},
		{flow.Listen, "listen", "监听:自己的话机振铃,接听后只听,谁也听不到自己;记入流水"},
	} {
		register(api, owner, note, verb.path, verb.summary, func(in *OneCall) (OneCall, flow.Command) {
			return *in, flow.Command{Verb: verb.verb}
		})
	}
	for _, verb := range []struct {
		verb          flow.Verb
		path, summary string
	}{
		{flow.Consult, "consult", "咨询:来电者保持,请另一人接听"},
		{flow.Invite, "invite", "邀请:来电者不离线,请另一人加入三方通话;紧急号码用它"},
		{flow.Transfer, "transfer", "盲转:立即退出,来电者等另一人接听;无人接听则转回"},
	} {
		register(api, owner, note, verb.path, verb.summary, func(in *target) (OneCall, flow.Command) {
			return in.OneCall, flow.Command{Verb: verb.verb, Target: in.to()}
		})
	}
	register(api, owner, note, "drop", "请一方退出;还在振铃则取消,来电者回到话务员", func(in *dropped) (OneCall, flow.Command) {
		return in.OneCall, flow.Command{Verb: flow.Drop, Guest: in.Guest}
	})
	register(api, owner, note, "press", "发送按键:有外部号码在场则给它,否则给来电者", func(in *pressed) (OneCall, flow.Command) {
		return in.OneCall, flow.Command{Verb: flow.Press, Digits: in.Body.Digits}
	})
	registerDismiss(api, owner)
	registerOutside(api, owner)
}

// register adds one verb, whose body read makes a command of.
func register[In any](api huma.API, owner *Owner, note Noting, path, summary string, read func(*In) (OneCall, flow.Command)) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/calls/{id}/" + path, OperationID: path + "-call",
		Summary: summary, DefaultStatus: http.StatusNoContent,
		Security: []map[string][]string{{agentsapi.Bearer: {}}},
		Errors: []int{
			http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
			http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusInternalServerError,
		},
	}, func(ctx context.Context, in *In) (*struct{}, error) {
		of, command := read(in)
		call, err := callcenter.ParseID(of.ID)
		if err != nil {
			return nil, err
		}
		command.Request = of.Request
		if err := sign(ctx, &command); err != nil {
			return nil, err
		}
		if err := owner.Command(ctx, call, command); err != nil || !command.Supervisor {
			return nil, err
		}
		if err := note(ctx, changeOf(call, command)); err != nil {
			return nil, callcenter.Errorf(callcenter.Unavailable, "操作已经执行,但没有记入留痕,请告知管理员: %w", err)
		}
		return nil, nil
	})
}

// changeOf is what the audit says of a supervisor's verb. Whom he listened to and when is
// a fact of the call as well.
func changeOf(call callcenter.ID, command flow.Command) callcenter.Change {
	change := callcenter.Change{Action: "call." + string(command.Verb), Call: call}
	if t := command.Target; t != (callcenter.Target{}) {
		change.After = t
	}
	return change
}

// sign says who asks, and whether for his own talk alone.
func sign(ctx context.Context, command *flow.Command) error {
	s, reach, err := agents.AuthorizeReach(ctx, agents.CommandCalls)
	command.Agent, command.Seat, command.Supervisor = s.Staff.ID, s.Seat, reach == agents.Everybodys
	return err
}

type outsideList struct {
	Body struct {
		Numbers []callcenter.Outside `json:"numbers" doc:"允许接入通话的外部号码"`
	}
}

func registerOutside(api huma.API, owner *Owner) {
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/outside", OperationID: "list-outside", Summary: "允许接入通话的外部号码",
		Security: []map[string][]string{{agentsapi.Bearer: {}}},
		Errors:   []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError},
	}, func(ctx context.Context, _ *struct{}) (*outsideList, error) {
		if _, err := agents.Authorize(ctx, agents.HaveSession); err != nil {
			return nil, err
		}
		out := &outsideList{}
		out.Body.Numbers = owner.crew.parts.offers.numbers()
		return out, nil
	})
}
