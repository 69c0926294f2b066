package main

import (
	"context"
	"fmt"
	"time"

	"hotline/cmd/callsim/phone"
)

// converse is the call itself, told as it happens.
func (d *demo) converse(ctx context.Context, caller, seat *phone.Phone) error {
	out, err := d.dial(ctx, caller)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepWithin)
		defer cancel()
		_ = out.Hangup(ctx)
	}()
	in, err := d.connect(ctx, out, seat)
	if err != nil {
		return err
	}
	if err := d.speak(ctx, out, in); err != nil {
		return err
	}
	return d.rateCall(ctx, out, in)
}

func (d *demo) step(ctx context.Context, what string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepWithin, fmt.Errorf("%v 内没有发生", stepWithin))
	defer cancel()
	if err := do(ctx); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (d *demo) dial(ctx context.Context, caller *phone.Phone) (out *phone.Call, err error) {
	options := phone.DialOptions{From: d.caller}
	if d.caller == "anonymous" {
		options = phone.DialOptions{Anonymous: true}
	}
	err = d.step(ctx, "呼叫没有接通", func(ctx context.Context) error {
		if out, err = caller.Dial(ctx, d.target.number, options); err != nil {
			return err
		}
		d.story.caller = out
		d.story.note("主叫 %s 拨打 %s", d.caller, d.target.number)
		return out.Connected(ctx)
	})
	if err != nil {
		return out, err
	}
	d.story.note("热线接通")
	err = d.step(ctx, "接通后没有声音", func(ctx context.Context) error { return out.Hears(ctx, 0) })
	if err != nil || d.key == "" {
		return out, err
	}
	d.story.note("主叫听到提示音")
	if err := wait(ctx, out, d.keyAfter); err != nil {
		return out, fmt.Errorf("按键之前: %w", err)
	}
	err = d.step(ctx, "按键没有发出", func(ctx context.Context) error { return out.Press(ctx, d.key) })
	d.story.note("主叫按 %s", d.key)
	return out, err
}

// connect waits for the seat to be rung and answers.
func (d *demo) connect(ctx context.Context, out *phone.Call, seat *phone.Phone) (in *phone.Call, err error) {
	// *1 is answered also when the sign-in is refused: only the missing ring tells.
	err = d.step(ctx, fmt.Sprintf("坐席 %s 没有振铃(登录被拒绝,或不会被分到这个电话)", seat.User()), func(ctx context.Context) error {
		in, err = seat.Next(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.story.seat = in
	number, name := in.CallerID()
	d.story.note("坐席 %s 振铃,显示 %s %s", seat.User(), number, name)
	if err := in.Ring(); err != nil {
		return nil, err
	}
	if err := wait(ctx, in, d.ring); err != nil {
		return nil, fmt.Errorf("振铃时: %w", err)
	}
	err = d.step(ctx, "坐席应答失败", in.Answer)
	d.story.note("坐席应答")
	return in, err
}

// speak proves both directions by frequency, and lets the talk last.
func (d *demo) speak(ctx context.Context, out, in *phone.Call) error {
	err := d.step(ctx, "主叫听不到坐席", func(ctx context.Context) error { return out.Hears(ctx, seatTone) })
	if err != nil {
		return err
	}
	d.story.note("主叫听到坐席(%d Hz)", seatTone)
	err = d.step(ctx, "坐席听不到主叫", func(ctx context.Context) error { return in.Hears(ctx, callerTone) })
	if err != nil {
		return err
	}
	d.story.note("坐席听到主叫(%d Hz)", callerTone)
	if err := wait(ctx, out, d.talk); err != nil {
		return fmt.Errorf("通话中断: %w", err)
	}
	err = d.step(ctx, "坐席挂机失败", in.Hangup)
	d.story.note("坐席挂机")
	return err
}

// rateCall answers the rating and lets the hotline end the call.
func (d *demo) rateCall(ctx context.Context, out, in *phone.Call) error {
	if d.rate != "" {
		err := d.step(ctx, "没有听到评价提示", func(ctx context.Context) error { return out.Hears(ctx, 0) })
		if err != nil {
			return err
		}
		if err := wait(ctx, out, 2*time.Second); err != nil {
			return fmt.Errorf("评价之前: %w", err)
		}
		err = d.step(ctx, "评价没有发出", func(ctx context.Context) error { return out.Press(ctx, d.rate) })
		if err != nil {
			return err
		}
		d.story.note("主叫评价 %s", d.rate)
	}
	err := d.step(ctx, "热线没有结束通话", func(ctx context.Context) error {
		_, err := out.Over(ctx)
		return err
	})
	if err == nil {
		d.story.note("热线结束通话(%s)", out.Cause().Text)
	}
	return err
}

// wait lets time pass; a call that ends meanwhile is an error.
func wait(ctx context.Context, c *phone.Call, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-c.Ended():
		return fmt.Errorf("通话已结束: %s", c.Cause().Text)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
