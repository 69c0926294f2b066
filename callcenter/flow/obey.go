package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

const answersKept = 64

// execute carries an order out during a talk, and remembers the answer.
func (c *call) execute(ctx context.Context, o order) {
	err := c.obey(ctx, o.Command)
	if o.Request != "" && !callcenter.Is(err, callcenter.Unavailable) {
		if len(c.answers) >= answersKept {
			clear(c.answers)
		}
		c.answers[o.Request] = err
	}
	o.answer(err)
}

// obey carries a command out. Asking somebody into a talk that is another's can never
// succeed; what another asked for is his to change.
func (c *call) obey(ctx context.Context, command Command) error {
	mine := c.leg != "" && c.promise.Agent.ID == command.Agent
	if g := c.guestBy(command.Agent); g != nil && !mine {
		return c.obeyGuest(ctx, g, command)
	}
	switch command.Verb {
	case Consult, Invite, Transfer:
		if !mine {
			return callcenter.Errorf(callcenter.Foreign, "您不在该通话中,不能为它转接")
		}
		return c.bring(ctx, command)
	case Leave, Drop, Mute, Unmute, Press, Dismiss, PauseRecording, ResumeRecording:
		if !mine {
			return callcenter.Errorf(callcenter.Denied, "这不是您的通话")
		}
	default:
		if !mine && !command.Supervisor {
			return callcenter.Errorf(callcenter.Denied, "这不是您的通话")
		}
	}
	switch command.Verb {
	case Hold:
		return c.hold(ctx, time.Now())
	case Resume:
		return c.resume(ctx, time.Now())
	case HangUp:
		return c.hangUpByDesk(ctx, callcenter.LineID(c.leg), callcenter.CauseNormal)
	case Dismiss:
		c.dismissed = true
		return c.hangUpByDesk(ctx, callcenter.LineID(c.leg), callcenter.CauseNormal)
	case Lose:
		return c.lose(ctx)
	case Leave:
		return c.leaveByDesk(ctx)
	case Drop:
		return c.drop(ctx, command.Guest)
	case Mute, Unmute:
		return c.mute(ctx, c.leg, command.Verb == Mute)
	case Press:
		return c.press(ctx, command.Digits)
	case Listen:
		return c.letListen(ctx, command)
	case PauseRecording:
		return c.pauseRecording(ctx, command.Agent)
	case ResumeRecording:
		return c.resumeRecording(ctx, command.Agent)
	}
	return callcenter.Errorf(callcenter.Invalid, "未知操作 %q", command.Verb)
}

// obeyGuest is what an agent who was asked in may do: with his own line.
func (c *call) obeyGuest(ctx context.Context, g *guest, command Command) error {
	switch command.Verb {
	case HangUp, Lose:
		cause := callcenter.CauseRejected
		if g.joined {
			cause = callcenter.CauseNormal
		}
		return c.hangUpByDesk(ctx, callcenter.LineID(g.token), cause)
	case Mute, Unmute:
		return c.mute(ctx, g.token, command.Verb == Mute)
	}
	return callcenter.Errorf(callcenter.Denied, "该操作只能由主办话务员进行")
}

// bring asks somebody in, or sends the caller to him.
func (c *call) bring(ctx context.Context, command Command) error {
	number, err := c.checkTarget(command)
	switch {
	case err != nil:
		return err
	case command.Request != "" && c.asked(command.Request):
		return nil
	case c.left != nil:
		return callcenter.Errorf(callcenter.Conflict, "来电者已挂机")
	case c.expected() != nil && !number.Emergency:
		return callcenter.Errorf(callcenter.Conflict, "还有一方正在接入,请等他接听,或先取消")
	case command.Verb == Transfer && command.Target.Topic != "":
		if len(c.guests) > 0 {
			return callcenter.Errorf(callcenter.Conflict, "通话里还有别人,请先请他退出")
		}
		c.sendTo(ctx, command)
		return nil
	}
	way := map[Verb]callcenter.Way{Consult: callcenter.Consulting, Invite: callcenter.Inviting, Transfer: callcenter.Transferring}[command.Verb]
	if _, err := c.askIn(ctx, way, command); err != nil {
		return err
	}
	switch command.Verb {
	case Consult:
		return c.hold(ctx, time.Now())
	case Transfer:
		c.handOver(ctx, callcenter.ByAgent, time.Now())
	}
	return nil
}

// asked: whoever was asked in under that id is on his way or here, also after a restart.
func (c *call) asked(request string) bool {
	for _, g := range c.guests {
		if g.Request == request {
			return true
		}
	}
	return false
}

// checkTarget tells whom the agent may ask for: one of three, and not himself.
func (c *call) checkTarget(command Command) (callcenter.Outside, error) {
	t := command.Target
	number, listed := c.outside(t.Outside)
	_, known := c.cfg.Topic(t.Topic)
	named := 0
	for _, is := range []bool{t.Agent != "", t.Topic != "", t.Outside != ""} {
		if is {
			named++
		}
	}
	switch {
	case named != 1:
		return number, callcenter.Errorf(callcenter.Invalid, "请指明一个话务员、一个业务主题或一个外部号码")
	case t.Agent == command.Agent:
		return number, callcenter.Errorf(callcenter.Invalid, "不能转给自己")
	case t.Topic != "" && !known:
		return number, callcenter.Errorf(callcenter.NotFound, "没有业务主题 %q", t.Topic)
	case t.Outside != "" && !listed:
		return number, callcenter.Errorf(callcenter.Denied, "该外部号码不在允许的名单上")
	case t.Agent != "" && c.guestBy(t.Agent) != nil:
		return number, callcenter.Errorf(callcenter.Conflict, "他已在该通话中")
	case c.returns(number) && command.Verb == Transfer:
		return number, callcenter.Errorf(callcenter.Conflict, "来电者正是 %s 转来的,直接转回会来回兜圈;请先咨询或三方,与对方说定后再交接", number.Title)
	case number.Emergency && command.Verb != Invite:
		return number, callcenter.Errorf(callcenter.Invalid, "紧急号码只能接入三方通话,来电者不离线")
	}
	return number, nil
}

// leaveByDesk: the agent leaves the caller to whom he asked in.
func (c *call) leaveByDesk(ctx context.Context) error {
	if c.left != nil || c.heir() == nil && c.expected() == nil {
		return callcenter.Errorf(callcenter.Conflict, "没有可以交接的人,请先接入另一方")
	}
	c.handOver(ctx, callcenter.ByAgent, time.Now())
	return nil
}

// drop ends the part of who was asked in; the caller is back with the agent.
func (c *call) drop(ctx context.Context, n int) error {
	g := c.last(n)
	if g == nil {
		return callcenter.Errorf(callcenter.NotFound, "没有找到这一方,可能已经离开")
	}
	now := time.Now()
	outcome := callcenter.TransferCancelled
	if g.joined {
		c.endGuest(ctx, g, callcenter.ByAgent, now)
		outcome = callcenter.TransferJoined
	} else {
		c.refuseGuest(ctx, g, now)
	}
	c.guestFact(g.N, now, callcenter.TransferEnded{Outcome: outcome})
	c.forgetGuest(ctx, g)
	c.takeBack(ctx, g, now)
	return nil
}

func (c *call) mute(ctx context.Context, token callcenter.Token, on bool) error {
	return c.try(ctx, "mute", func(ctx context.Context) error {
		return c.floor.switchboard.Mute(ctx, callcenter.LineID(token), on)
	})
}

// press sends keys to the number outside that is in the talk, else to the caller.
func (c *call) press(ctx context.Context, digits string) error {
	if digits == "" || len(digits) > longestDigits {
		return callcenter.Errorf(callcenter.Invalid, "请给出 1 至 %d 个按键", longestDigits)
	}
	line := c.line
	for _, g := range c.guests {
		if g.joined && g.outside() {
			line = callcenter.LineID(g.token)
		}
	}
	return c.try(ctx, "press", func(ctx context.Context) error { return c.floor.switchboard.Press(ctx, line, digits) })
}

const longestDigits = 32
