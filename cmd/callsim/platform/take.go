package platform

import (
	"context"

	"hotline/cmd/callsim/phone"
)

// take is one of its people whose phone rings for a caller of the hotline.
func (p *Platform) take(ctx context.Context, c *phone.Call) {
	m := p.cfg.Manner
	p.cfg.Tell("12348 转来:%s", Read(c))
	if m.Rung != nil {
		m.Rung(c)
		<-c.Ended()
		return
	}
	if m.Refuse > 0 {
		_ = c.Reject(m.Refuse)
		return
	}
	if c.Ring() != nil || !c.Lasts(ctx, m.AnswerAfter) || c.Answer(ctx) != nil {
		return
	}
	p.cfg.Tell("12345 已接听")
	p.behave(ctx, c, m)
	if cause, err := c.Over(ctx); err == nil {
		p.cfg.Tell("通话结束:%s", cause.Text)
	}
}

// behave does what the manner says during a talk.
func (p *Platform) behave(ctx context.Context, c *phone.Call, m Manner) {
	if m.HoldAfter > 0 && c.Lasts(ctx, m.HoldAfter) {
		p.note("保持", c.Hold(ctx))
		if c.Lasts(ctx, m.HoldAfter) {
			p.note("取回", c.Resume(ctx))
		}
	}
	if m.ReferAfter > 0 && c.Lasts(ctx, m.ReferAfter) {
		p.note("转到 "+m.ReferTo, c.Refer(ctx, m.ReferTo, phone.ReferOptions{}))
	}
	if m.HangUpAfter > 0 && c.Lasts(ctx, m.HangUpAfter) {
		_ = c.Hangup(ctx)
	}
}

func (p *Platform) note(what string, err error) {
	if err != nil {
		p.cfg.Tell("%s没有成功:%v", what, err)
		return
	}
	p.cfg.Tell("%s", what)
}
