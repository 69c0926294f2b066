package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"hotline/cmd/callsim/load"
	"hotline/cmd/callsim/phone"
)

const (
	callerTone = 440
	seatTone   = 620
	stepWithin = 30 * time.Second // for the PBX to do the next thing
)

// demo is one call with everything in it.
type demo struct {
	target   target
	caller   string
	key      string
	keys     phone.Keys
	keyAfter time.Duration
	ring     time.Duration
	talk     time.Duration
	rate     string
	seat     string
	signIn   bool

	story *story
	ex    *phone.Exchange
}

func runCall(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("call", flag.ContinueOnError)
	d := demo{story: newStory()}
	d.target.flags(f)
	f.StringVar(&d.caller, "from", "13800001234", "主叫号码;anonymous 为匿名")
	f.StringVar(&d.key, "key", "1", "菜单按键,空为不按")
	f.Func("keys", "怎样发送按键:event(RFC 4733,默认)或 tone(语音中的双音)", func(way string) (err error) {
		d.keys, err = phone.ParseKeys(way)
		return err
	})
	f.DurationVar(&d.keyAfter, "key-after", 6*time.Second, "听多久提示音后按键")
	f.DurationVar(&d.ring, "ring", time.Second, "坐席振铃多久后接听")
	f.DurationVar(&d.talk, "talk", 5*time.Second, "通话多久")
	f.StringVar(&d.rate, "rate", "1", "评价按键,空为不评价")
	f.StringVar(&d.seat, "seat", "", "由哪个坐席接听;默认按技能选择")
	f.BoolVar(&d.signIn, "signin", true, "坐席拨 *1 登录,结束时拨 *3 退出")
	asStory := f.Bool("story", false, "打印可读的经过,而不是 JSON")
	if err := parse(f, &d.target, args); err != nil {
		return err
	}
	err := d.run(ctx)
	d.story.close(err)
	if *asStory {
		d.story.tell(out)
	} else if failure := printJSON(out, d.story); failure != nil {
		return failure
	}
	return err
}

func (d *demo) run(ctx context.Context) (err error) {
	d.ex, err = d.target.exchange(callerTone, seatTone)
	if err != nil {
		return err
	}
	defer d.ex.Close()
	account, err := d.pick()
	if err != nil {
		return err
	}
	seat := d.ex.Phone(phone.Profile{User: account.User, Password: account.Password, Tone: seatTone})
	leave, err := d.arrive(ctx, seat)
	defer leave()
	if err != nil {
		return err
	}
	caller := d.ex.Phone(phone.Profile{User: "caller", Tone: callerTone, Keys: d.keys})
	return d.converse(ctx, caller, seat)
}

// pick finds the seat whose person is best at what the key asks for.
func (d *demo) pick() (load.Account, error) {
	if d.seat != "" {
		return d.target.account(d.seat)
	}
	skill := map[string]string{"2": "yi", "3": "wages"}[d.key]
	if skill == "" {
		skill = "mandarin"
	}
	if len(d.target.staff) > 0 {
		best := slices.MaxFunc(d.target.staff, func(a, b staff) int { return cmp.Compare(a.Skills[skill], b.Skills[skill]) })
		return d.target.account(best.Seat)
	}
	accounts, err := d.target.take(1)
	if err != nil {
		return load.Account{}, err
	}
	return accounts[0], nil
}

func (d *demo) arrive(ctx context.Context, seat *phone.Phone) (leave func(), err error) {
	leave = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		if d.signIn {
			_ = load.DialCode(ctx, seat, "*3")
		}
		_ = seat.Unregister(ctx)
	}
	if err := seat.Register(ctx); err != nil {
		return leave, err
	}
	d.story.note("坐席 %s 的话机已注册", seat.User())
	if !d.signIn {
		return leave, nil
	}
	if err := load.DialCode(ctx, seat, "*1"); err != nil {
		return leave, fmt.Errorf("坐席登录: %w", err)
	}
	d.story.note("坐席 %s 拨 *1 登录", seat.User())
	return leave, nil
}
