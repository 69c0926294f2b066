package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// runStack is "hotline stack up|down|status|logs|with".
func runStack(ctx context.Context, args []string) error {
	place, err := stack.PlaceOf(os.Getenv)
	if err != nil {
		return err
	}
	verb, rest := "", []string(nil)
	if len(args) > 0 {
		verb, rest = args[0], args[1:]
	}
	switch verb {
	case "up":
		return stackUp(ctx, place, rest)
	case "down":
		return place.Down(ctx, progress)
	case "status":
		return stackStatus(ctx, place)
	case "logs":
		return stackLogs(ctx, place, rest)
	case "with":
		return stackWith(ctx, place, rest)
	}
	return callcenter.Errorf(callcenter.Invalid, "用法:hotline stack up|down|status|logs,或 hotline stack with [参数] -- 命令")
}

// stackUp is run without its call, and leaves what it started.
func stackUp(ctx context.Context, place stack.Place, args []string) error {
	options, rest, err := stackOptions("stack up", args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return callcenter.Errorf(callcenter.Invalid, "多余的参数 %q", rest)
	}
	up := bringUp
	if len(options.Servers) > 0 { // they alone
		up = func(ctx context.Context, place stack.Place, options stack.Options) error {
			return place.Up(ctx, options)
		}
	}
	if err := up(ctx, place, options); err != nil {
		return err
	}
	progress("拨号、登录所需的一切都写在 %s", place.Path("run.json"))
	return nil
}

func stackOptions(name string, args []string) (stack.Options, []string, error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	only := flags.String("only", "", "只启动这些服务,不启动控制器,逗号分隔:asterisk、redis、postgres")
	retry := flags.Duration("retry", 0, "没有控制器时,隔多久再试一次(默认 2s)")
	fallback := flags.Duration("fallback", 0, "没有控制器时,多久后请来电者留言(默认 60s)")
	queue := flags.Bool("queue", false, "另外加载 Asterisk 自己的 app_queue,供对比测量")
	if err := flags.Parse(args); err != nil {
		return stack.Options{}, nil, callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	return stack.Options{Progress: progress, Retry: *retry, Fallback: *fallback, Servers: list(*only), Queue: *queue}, flags.Args(), nil
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

func stackStatus(ctx context.Context, place stack.Place) error {
	all, err := place.Status(ctx)
	if err != nil {
		return err
	}
	away := 0
	for _, s := range all {
		state := "正常"
		switch {
		case len(s.PIDs) == 0:
			state, away = "未运行", away+1
		case s.Fault != nil:
			state, away = "异常:"+s.Fault.Error(), away+1
		}
		fmt.Printf("%-12s 端口 %v 进程 %v %s\n", s.Name, s.Ports, s.PIDs, state)
	}
	if away > 0 {
		return callcenter.Errorf(callcenter.Unavailable, "有 %d 个服务没有正常运行", away)
	}
	return nil
}

// stackLogs follows all logs, or those named, until interrupted.
func stackLogs(ctx context.Context, place stack.Place, names []string) error {
	run, err := place.Run()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(run.Logs))
	}
	args := []string{"-n", "20", "-F"}
	for _, name := range names {
		path, known := run.Logs[name]
		if !known {
			return callcenter.Errorf(callcenter.NotFound, "没有日志 %q,可用:%s", name, strings.Join(slices.Sorted(maps.Keys(run.Logs)), "、"))
		}
		args = append(args, path)
	}
	tail := exec.CommandContext(ctx, "tail", args...)
	tail.Stdout, tail.Stderr = os.Stdout, os.Stderr
	if err := tail.Run(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("stack logs: %w", err)
	}
	return nil
}

// progress tells somebody who waits what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, "· "+format+"\n", args...) }
