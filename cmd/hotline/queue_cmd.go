package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/settings"
	"hotline/queue"
)

// runQueue is "hotline queue": the live queue in a terminal, read from Redis itself, so
// that it shows also while no controller runs.
func runQueue(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("queue", flag.ContinueOnError)
	file := configFlag(flags)
	asJSON := flags.Bool("json", false, "输出 JSON")
	every := flags.Duration("every", 0, "每隔多久刷新一次,如 1s;不写只看一次")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	q, client, err := observer(*file)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	for {
		if err := q.Observe(ctx); err != nil {
			return err
		}
		if err := showQueue(ctx, os.Stdout, q, *asJSON); err != nil {
			return err
		}
		if *every <= 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(*every):
		}
	}
}

func observer(file string) (*queue.Queue, *redis.Client, error) {
	cfg, err := config.Load(file, os.Environ())
	if err != nil {
		return nil, nil, err
	}
	address, err := cfg.Redis.Address()
	if err != nil {
		return nil, nil, err
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		// Without the cause: it may quote the password.
		return nil, nil, callcenter.Errorf(callcenter.Invalid, "redis.url 的格式不对")
	}
	client := redis.NewClient(options)
	if cfg, _, err = settings.Over(cfg); err != nil {
		return nil, nil, err
	}
	q, err := queue.New(queue.Config{Redis: client, Center: cfg.Center.Name, Owner: "observer", Topics: cfg.Topics, Reserve: cfg.Reserve, Patience: cfg.Redis.Timeout})
	return q, client, err
}

// mostShown is how many calls of a topic a terminal shows.
const mostShown = 20

var presenceTitles = []struct {
	presence callcenter.Presence
	title    string
}{
	{callcenter.Ready, "就绪"},
	{callcenter.Ringing, "振铃"},
	{callcenter.Talking, "通话"},
	{callcenter.WrapUp, "话后整理"},
	{callcenter.OnBreak, "小休"},
	{callcenter.NotAnswering, "未应答"},
	{callcenter.Unreachable, "话机不通"},
	{callcenter.SignedOut, "签出"},
}

var admissionTitles = map[callcenter.Admission]string{callcenter.Open: "开放", callcenter.Drain: "只出不进", callcenter.Shut: "关闭"}

// expected is a dash where nobody can tell.
func expected(seconds *int) string {
	if seconds == nil {
		return "—"
	}
	return (time.Duration(*seconds) * time.Second).String()
}

func showQueue(ctx context.Context, out io.Writer, q *queue.Queue, asJSON bool) error {
	o, err := q.Overview(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(out).Encode(o)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(w, "%s\n主题\t排队\t最久\t预计\t状态\n", o.At.In(time.Local).Format(time.DateTime))
	for _, t := range o.Topics {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", t.Topic, t.Waiting, time.Duration(t.Longest)*time.Second, expected(t.Expected), admissionTitles[t.Admission])
	}
	_, _ = fmt.Fprint(w, "话务员")
	for _, p := range presenceTitles {
		if n := o.Agents[p.presence]; n > 0 {
			_, _ = fmt.Fprintf(w, "  %s %d", p.title, n)
		}
	}
	_, _ = fmt.Fprintln(w)
	for _, k := range o.Kept {
		_, _ = fmt.Fprintf(w, "预留 %s:留 %d 人,空闲 %d 人\n", k.Skill, k.Keep, k.Free)
	}
	for _, t := range o.Topics {
		page, total, err := q.Waiting(ctx, t.Topic, 0, mostShown)
		if err != nil {
			return err
		}
		for i, c := range page {
			_, _ = fmt.Fprintf(w, "%s 第 %d 位\t%s\t等了 %s\t预计还要 %s\t第 %d 步 %s\n", t.Topic, i+1, c.Call, o.At.Sub(c.Entered).Round(time.Second), expected(c.Expected), c.Step+1, c.Profile)
		}
		if total > len(page) {
			_, _ = fmt.Fprintf(w, "%s 另有 %d 人\n", t.Topic, total-len(page))
		}
	}
	return w.Flush()
}
