package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// benchCrew is how many seats the benchmark rings: enough that seats are not what
// bounds the calls a second.
const benchCrew = 100

// benchParts are the parts of a call that app_queue does not have.
var benchParts = []string{"WELCOME", "NOTICE", "ASK_MENU", "ANNOUNCE", "RECORD", "RATE", "FAREWELL"}

// profile is one table: a configuration, and what callsim measures with it.
type profile struct {
	title string
	parts bool // with all parts of a call
	file  string
	flags []string
}

func profiles() []profile {
	return []profile{
		{"与 app_queue 相同的流程(没有提示音、评价、录音、话后整理)", false, "bench-calls.json", nil},
		{"完整流程(欢迎词、告知、菜单、播报、录音、评价、道别),没有目标", true, "bench-calls-full.json", []string{
			"-queue-number", "", "-key", "1", "-rating", "5", "-skip", "offer,sustained", "-rounds", "1",
			"-handover-seats", "10", "-waiting", "30", "-handovers", "60", "-talk", "5s", "-cpu-rate", "2", "-crowd", "100",
		}},
	}
}

// runBench is "hotline bench calls [callsim bench's own flags]": a stack of its
// own, with Asterisk's app_queue beside us, measured by callsim.
func runBench(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "calls" {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline bench calls [callsim bench 的参数]")
	}
	place, err := stack.PlaceOf(benchPlace)
	if err != nil {
		return err
	}
	for _, p := range profiles() {
		if err := benchProfile(ctx, place, p, args[1:]); err != nil {
			return err
		}
	}
	return nil
}

func benchProfile(ctx context.Context, place stack.Place, p profile, args []string) (err error) {
	settings := map[string]string{"HOTLINE_TIMERS_WRAP_UP": "0s"}
	for _, part := range benchParts {
		settings["HOTLINE_CALL_"+part] = strconv.FormatBool(p.parts)
	}
	for name, value := range settings {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("bench profile: %w", err)
		}
	}
	defer func() {
		if downErr := place.Down(context.WithoutCancel(ctx), progress); err == nil {
			err = downErr
		}
	}()
	if err := bringUp(ctx, place, stack.Options{Progress: progress, Queue: true}); err != nil {
		return err
	}
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	fmt.Println("\n" + p.title)
	flags := append([]string{"bench", "-run", place.Path("run.json"), "-json", place.Path(p.file)}, args...)
	sim := exec.CommandContext(ctx, filepath.Join(filepath.Dir(path), "callsim"), append(flags, p.flags...)...)
	sim.Stdout, sim.Stderr = os.Stdout, os.Stderr
	if err := sim.Run(); err != nil {
		return fmt.Errorf("callsim bench: %w", err)
	}
	progress("结果另存在 %s", place.Path(p.file))
	return nil
}

// benchPlace is beside the newcomer's stack, so that both can be up.
func benchPlace(name string) string {
	value := os.Getenv(name)
	switch name {
	case "HOTLINE_HOME":
		if value == "" {
			value = ".hotline"
		}
		return filepath.Join(value, "bench")
	case "HOTLINE_PORT_BASE":
		base, err := strconv.Atoi(value)
		if err != nil {
			base = stack.DefaultPortBase
		}
		return strconv.Itoa(base + stack.PortSpan)
	case "HOTLINE_CREW":
		return strconv.Itoa(benchCrew)
	}
	return value
}
