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

// loadReport is what callsim load prints.
type loadReport struct {
	Summary load.Summary  `json:"summary"`
	Calls   []load.Record `json:"calls,omitempty"`
}

func runLoad(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	var t target
	t.flags(f)
	rate := f.Float64("rate", 1, "每秒呼入数")
	duration := f.Duration("duration", 30*time.Second, "呼入多久")
	inside := f.Int("inside", 0, "改为始终保持这么多主叫在线(不按速率)")
	callers := f.Int("callers", 100, "-inside 时总共的主叫数")
	count := f.Int("count", 0, "坐席数,0 为全部")
	media := f.String("media", "none", "RTP:tone、silence 或 none(只有信令)")
	signIn := f.Bool("signin", true, "坐席拨 *1 登录,结束时拨 *3 退出")
	each := f.Bool("each", true, "打印每一个电话")
	var m load.Manner
	f.DurationVar(&m.AnswerAfter, "answer", 0, "坐席响铃多久后接听")
	f.DurationVar(&m.Talk, "talk", time.Second, "通话多久后坐席挂机")
	f.Float64Var(&m.Jitter, "jitter", 0.2, "通话时长上下浮动的比例")
	var s load.Script
	f.StringVar(&s.Key, "key", "", "接通后按的键")
	f.DurationVar(&s.KeyAfter, "key-after", time.Second, "接通多久后按键")
	f.Float64Var(&s.Abandon, "abandon", 0, "等待中放弃的主叫比例(0 到 1)")
	f.DurationVar(&s.AbandonAfter, "abandon-after", 3*time.Second, "等待多久后放弃")
	f.StringVar(&s.Rate, "rating", "", "坐席挂机后主叫按的评价键")
	f.DurationVar(&s.RateAfter, "rating-after", 2*time.Second, "坐席挂机多久后评价")
	f.DurationVar(&s.Patience, "patience", time.Minute, "等待超过多久算失败")
	if err := parse(f, &t, args); err != nil {
		return err
	}
	if s.Number = t.number; s.Number == "" || *rate <= 0 {
		return fmt.Errorf("请给出 -number 和大于 0 的 -rate")
	}
	if (s.Key != "" || s.Rate != "") && phone.Media(*media) == phone.MediaNone {
		return fmt.Errorf("按键要用 RTP,请给出 -media tone 或 silence")
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
	floor := load.NewFloor(ex, accounts, phone.Media(*media), 620)
	floor.Behave(m)
	leave, err := arrive(ctx, floor, *signIn)
	defer leave()
	if err != nil {
		return err
	}
	book := load.NewBook()
	floor.Keep(book)
	cs := load.NewCallers(ex, phone.Media(*media), 440)
	if *inside > 0 {
		load.Crowd(ctx, cs, s, book, *inside, *callers)
	} else {
		load.AtRate(ctx, cs, s, book, *rate, *duration)
	}
	report := loadReport{Summary: load.Summarise(book)}
	if *each {
		report.Calls = book.Records()
	}
	if err := printJSON(out, report); err != nil {
		return err
	}
	if n := report.Summary.Failed; n > 0 {
		return fmt.Errorf("%d 个电话中有 %d 个失败", report.Summary.Calls, n)
	}
	return nil
}
