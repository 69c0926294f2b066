// Command callsim plays callers and seats that dial for real, over SIP and RTP:
// one call to look at, load, seats for a hand test, and a benchmark of the
// hotline beside Asterisk's own app_queue. It knows a PBX by its SIP alone, so it
// can measure any.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `用法:callsim 命令 [选项]

  call     拨打一个真实的电话:登录坐席,接通,互相听到,评价,打印经过
  load     许多主叫按给定的速率呼入,许多坐席接听,打印每个电话的时间
  seats    注册坐席,响铃后自动接听,直到 Ctrl-C
  platform 扮演 12345 平台:接听转去的来电,把市民转来,直到 Ctrl-C
  bench    同一台 Asterisk 上与 app_queue 交替测量

每个命令的选项:callsim 命令 -h
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "callsim:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return errors.New("请给出命令")
	}
	commands := map[string]func(context.Context, []string, io.Writer) error{
		"call": runCall, "load": runLoad, "seats": runSeats, "bench": runBench, "platform": runPlatform,
	}
	command := commands[args[0]]
	if command == nil {
		fmt.Fprint(os.Stderr, usage)
		return fmt.Errorf("没有命令 %q", args[0])
	}
	return command(ctx, args[1:], out)
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("输出结果: %w", err)
	}
	return nil
}
