package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/cmd/callsim/bench"
	"hotline/cmd/callsim/load"
	"hotline/cmd/callsim/phone"
)

// runBench measures the hotline and app_queue on one Asterisk.
func runBench(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	var t target
	t.flags(f)
	b := bench.Bench{Progress: func(format string, args ...any) { fmt.Fprintf(os.Stderr, "· "+format+"\n", args...) }}
	ours := f.String("ours-number", "12348", "通向热线的号码;空为不测")
	queue := f.String("queue-number", "12399", "通向 app_queue 的号码;空为不测")
	controller := f.Int("controller-pid", 0, "hotline serve 的进程号;0 为按 run.json 寻找")
	f.IntVar(&b.AsteriskPID, "asterisk-pid", 0, "Asterisk 的进程号;0 为按 run.json 寻找")
	f.IntVar(&b.Rounds, "rounds", 3, "轮数,取中位数")
	f.IntVar(&b.Seats, "handover-seats", 20, "测交接时坐席数;其余坐席此时不注册")
	f.IntVar(&b.Waiting, "waiting", 10, "测交接时等待的主叫数")
	f.IntVar(&b.HandOvers, "handovers", 200, "每轮交接次数")
	f.IntVar(&b.Offers, "offers", 30, "每轮测空闲坐席的次数")
	f.DurationVar(&b.Talk, "talk", time.Second, "通话时长")
	f.Float64Var(&b.RateFrom, "rate-from", 35, "持续速率从多少开始(个/秒)")
	f.Float64Var(&b.RateStep, "rate-step", 10, "持续速率每步增加")
	f.DurationVar(&b.RateFor, "rate-for", 30*time.Second, "每个速率持续多久")
	f.Float64Var(&b.CPURate, "cpu-rate", 30, "测 CPU 时的速率(个/秒);太低时量到的多是唤醒,不是呼叫")
	f.DurationVar(&b.CPUFor, "cpu-for", 20*time.Second, "测 CPU 多久")
	f.IntVar(&b.Crowd, "crowd", 200, "等待听音乐的主叫数")
	f.StringVar(&b.Key, "key", "", "主叫在菜单里按的键(完整流程用)")
	f.StringVar(&b.Rating, "rating", "", "坐席挂机后主叫按的评价键(完整流程用)")
	skip := f.String("skip", "", "不测的项目,逗号分隔:offer,handover,cpu,waiting,sustained")
	file := f.String("json", "", "结果 JSON 另存到文件")
	if err := parse(f, &t, args); err != nil {
		return err
	}
	b.Skip = map[string]bool{}
	for name := range strings.SplitSeq(*skip, ",") {
		if name != "" {
			b.Skip[name] = true
		}
	}
	if err := findProcesses(&t, &b.AsteriskPID, controller); err != nil {
		return err
	}
	for _, s := range []bench.System{{Name: "hotline", Number: *ours, ControllerPID: *controller}, {Name: "app_queue", Number: *queue}} {
		if s.Number != "" {
			b.Systems = append(b.Systems, s)
		}
	}
	result, err := measure(ctx, &t, &b, *ours != "")
	if err != nil {
		return err
	}
	result.Table(out)
	return writeResult(result, *file, out)
}

func measure(ctx context.Context, t *target, b *bench.Bench, signIn bool) (result bench.Result, err error) {
	ex, err := t.exchange()
	if err != nil {
		return result, err
	}
	defer ex.Close()
	if b.Seats > len(t.accounts) {
		return result, fmt.Errorf("测交接需要 %d 个坐席,只有 %d 个", b.Seats, len(t.accounts))
	}
	b.Floor = load.NewFloor(ex, t.accounts, phone.MediaNone, 0)
	b.Callers = load.NewCallers(ex, phone.MediaSilence, 0)
	b.Signallers = load.NewCallers(ex, phone.MediaNone, 0)
	leave, err := arrive(ctx, b.Floor, signIn)
	defer leave()
	if err != nil {
		return result, err
	}
	return b.Run(ctx)
}

func writeResult(result bench.Result, file string, out io.Writer) error {
	if file == "" {
		return printJSON(out, result)
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("保存结果: %w", err)
	}
	if err := printJSON(f, result); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// findProcesses looks for the stack's processes by their command lines, as the
// stack itself does: Asterisk by its asterisk.conf, the controller by its
// configuration.
func findProcesses(t *target, asterisk, controller *int) error {
	if t.home == "" && *asterisk == 0 {
		return fmt.Errorf("请给出 -asterisk-pid,或用 -run 让它自己寻找")
	}
	home := filepath.Clean(t.home)
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return fmt.Errorf("寻找进程: %w", err)
	}
	for _, entry := range entries {
		raw, err := os.ReadFile(entry)
		if err != nil {
			continue // it has ended
		}
		words := strings.Split(string(raw), "\x00")
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		switch {
		case *asterisk == 0 && slices.Contains(words, filepath.Join(home, "asterisk/etc/asterisk.conf")) && !slices.Contains(words, "-rx"):
			*asterisk = pid
		case *controller == 0 && slices.Contains(words, "serve") && strings.Contains(string(raw), home):
			*controller = pid
		}
	}
	if *asterisk == 0 {
		return fmt.Errorf("没有找到 %s 的 Asterisk", home)
	}
	return nil
}
