package platform

import (
	"context"
	"time"

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
	if c.Ring() != nil || !lasts(ctx, c, m.AnswerAfter) || c.Answer(ctx) != nil {
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
	if m.HoldAfter > 0 && lasts(ctx, c, m.HoldAfter) {
		p.note("保持", c.Hold(ctx))
		if lasts(ctx, c, m.HoldAfter) {
			p.note("取回", c.Resume(ctx))
		}
	}
	if m.ReferAfter > 0 && lasts(ctx, c, m.ReferAfter) {
		p.note("转到 "+m.ReferTo, c.Refer(ctx, m.ReferTo, phone.ReferOptions{}))
	}
	if m.HangUpAfter > 0 && lasts(ctx, c, m.HangUpAfter) {
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

// lasts lets time pass; false: the call is over first.
func lasts(ctx context.Context, c *phone.Call, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.Ended():
	case <-ctx.Done():
	}
	return false
}
