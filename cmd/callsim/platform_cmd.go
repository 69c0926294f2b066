package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/cmd/callsim/platform"
	"hotline/cmd/callsim/platform/ledger"
)

// runPlatform stands as 12345 until interrupted, or hands over one citizen.
func runPlatform(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("platform", flag.ContinueOnError)
	var t target
	t.flags(f)
	cfg := platform.Config{Specialists: []string{"5001", "5002"}, Tell: func(format string, args ...any) {
		fmt.Fprintf(out, time.Now().Format("15:04:05.000")+"  "+format+"\n", args...)
	}}
	f.StringVar(&cfg.User, "user", "", "在热线一侧的中继用户名;run.json 里有")
	f.StringVar(&cfg.Password, "password", "", "及其密码")
	f.IntVar(&cfg.Tone, "tone", 500, "平台的人发出的频率(Hz)")
	m := &cfg.Manner
	f.DurationVar(&m.AnswerAfter, "answer", 2*time.Second, "振铃多久后接听")
	f.IntVar(&m.Refuse, "reject", 0, "不接听,以这个 SIP 状态码拒绝,例如 486")
	f.DurationVar(&m.HangUpAfter, "hang-up", 0, "接听多久后挂机,0 为等对方挂机")
	f.DurationVar(&m.HoldAfter, "hold", 0, "接听多久后保持对方(re-INVITE),再过同样久取回;0 为不保持")
	f.DurationVar(&m.ReferAfter, "refer", 0, "接听多久后用 REFER 转走;0 为不转")
	f.StringVar(&m.ReferTo, "refer-to", "5001", "转到平台的哪个号码")
	var c platform.Citizen
	book := ledger.Config{Tell: cfg.Tell}
	orderFlags(f, &book)
	number := f.String("hand-over", "", "只转来一位市民:他的号码,或 anonymous")
	f.StringVar(&c.Matter.Order, "order", "", "这位市民在 12345 的工单号")
	f.StringVar(&c.Matter.Topic, "topic", "", "属于热线的哪个主题;空为由他自己按键")
	f.IntVar(&c.Tone, "citizen-tone", 440, "市民发出的频率(Hz)")
	if err := parse(f, &t, args); err != nil {
		return err
	}
	if cfg.User == "" {
		cfg.User, cfg.Password = t.platform.User, t.platform.Password
	}
	cfg.Hotline = t.number
	var err error
	if cfg.Phones, err = t.phones(cfg.Tone, c.Tone); err != nil {
		return err
	}
	p, err := platform.Open(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	if *number == "" {
		fmt.Fprintf(out, "12345 平台在热线的中继 %s 上,%v 后接听。按 Ctrl-C 结束。\n", cfg.User, m.AnswerAfter)
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return p.Run(ctx) })
		if t.ledger.Platform != "" {
			g.Go(func() error { return runOrders(ctx, book, t.ledger, out) })
		}
		return g.Wait()
	}
	if c.Number = *number; c.Number == "anonymous" {
		c.Number = ""
	}
	call, err := p.HandOver(ctx, c)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepWithin)
		defer cancel()
		_ = call.Hangup(ctx)
	}()
	select {
	case <-call.Ended():
		fmt.Fprintf(out, "通话结束:%s\n", call.Cause().Text)
	case <-ctx.Done():
	}
	return nil
}
