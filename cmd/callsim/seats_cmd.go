package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"hotline/cmd/callsim/load"
	"hotline/cmd/callsim/phone"
)

const leaveWithin = 20 * time.Second // to sign out and unregister at the end

// runSeats keeps seats registered that answer, for somebody who dials by hand.
func runSeats(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("seats", flag.ContinueOnError)
	var t target
	t.flags(f)
	after := f.Duration("answer", 2*time.Second, "响铃多久后接听")
	talk := f.Duration("talk", 0, "通话多久后挂机,0 为等对方挂机")
	refuse := f.Int("reject", 0, "不接听,以这个 SIP 状态码拒绝,例如 486")
	count := f.Int("count", 0, "坐席数,0 为全部")
	signIn := f.Bool("signin", true, "拨 *1 登录,结束时拨 *3 退出")
	tone := f.Int("tone", 620, "坐席发出的频率(Hz)")
	if err := parse(f, &t, args); err != nil {
		return err
	}
	ex, err := t.exchange()
	if err != nil {
		return err
	}
	defer ex.Close()
	accounts, err := t.take(*count)
	if err != nil {
		return err
	}
	floor := load.NewFloor(ex, accounts, phone.MediaTone, *tone)
	floor.Behave(load.Manner{AnswerAfter: *after, Talk: *talk, Refuse: *refuse})
	leave, err := arrive(ctx, floor, *signIn)
	defer leave()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d 个坐席已就绪,响铃 %v 后接听,发 %d Hz。拨打 %s:%d 的 %s。按 Ctrl-C 结束。\n",
		floor.Size(), *after, *tone, t.host, t.port, t.number)
	<-ctx.Done()
	return nil
}

// take is the first so many accounts, all of them for 0.
func (t *target) take(count int) ([]load.Account, error) {
	if count == 0 {
		count = len(t.accounts)
	}
	if count > len(t.accounts) || count == 0 {
		return nil, fmt.Errorf("需要 %d 个坐席,只有 %d 个", max(1, count), len(t.accounts))
	}
	return t.accounts[:count], nil
}

// arrive registers the floor and signs it in; leave undoes both, also after a
// part of it failed.
func arrive(ctx context.Context, floor *load.Floor, signIn bool) (leave func(), err error) {
	leave = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		if signIn {
			_ = floor.DialEach(ctx, "*3")
		}
		_ = floor.Unregister(ctx, 0, floor.Size())
	}
	if err := floor.Register(ctx, 0, floor.Size()); err != nil {
		return leave, err
	}
	if signIn {
		err = floor.DialEach(ctx, "*1")
	}
	return leave, err
}
