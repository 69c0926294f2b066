package controller

import (
	"context"
	"time"

	"hotline/callcenter"
)

const (
	watchEvery   = time.Second
	awayAfter    = 5 * time.Second        // a reconnect takes less
	clockMayStep = 500 * time.Millisecond // more than time synchronisation slews in a second
)

// watch raises what nobody else would notice: that Asterisk is away, and that the
// machine's clock stepped. Durations here do not follow such a step, but the times
// written into facts do.
func (c *Controller) watch(ctx context.Context) error {
	live, alarmed, before := time.Now(), false, time.Now()
	for callcenter.Pause(ctx, watchEvery) {
		now := time.Now()
		if step := stepped(before, now); step.Abs() > clockMayStep {
			c.parts.alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmClockStep, Detail: "本机时钟跳变了 " + step.String() + ":请检查时间同步"})
		}
		before = now
		own := c.crew.post(c.parts.cfg.App())
		if own != nil && own.switchboard.Wire().Live() {
			live, alarmed = now, false
			continue
		}
		if away := now.Sub(live); away >= awayAfter && !alarmed {
			alarmed = true
			c.parts.alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmAsteriskAway, Detail: "已 " + away.Round(time.Second).String() + " 连不上电话交换机,来电由拨号方案照看"})
		}
	}
	return nil
}

// stepped is by how much the wall clock moved more than the monotonic one.
func stepped(before, after time.Time) time.Duration {
	return after.Round(0).Sub(before.Round(0)) - after.Sub(before)
}
