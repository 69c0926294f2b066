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

// benchCrew is how many seats the benchmark rings.
const benchCrew = 60

// benchProfile is a call with nothing in it that app_queue does not do too.
func benchProfile() map[string]string {
	profile := map[string]string{"HOTLINE_TIMERS_WRAP_UP": "0s"}
	for _, part := range []string{"WELCOME", "NOTICE", "ASK_MENU", "ANNOUNCE", "RECORD", "RATE", "FAREWELL"} {
		profile["HOTLINE_CALL_"+part] = "false"
	}
	return profile
}

// runBench is "hotline bench calls [callsim bench's own flags]": a stack of its
// own, with Asterisk's app_queue beside us, measured by callsim.
func runBench(ctx context.Context, args []string) (err error) {
	if len(args) == 0 || args[0] != "calls" {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline bench calls [callsim bench 的参数]")
	}
	place, err := stack.PlaceOf(benchPlace)
	if err != nil {
		return err
	}
	for name, value := range benchProfile() {
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
	flags := []string{"bench", "-run", place.Path("run.json"), "-json", place.Path("bench-calls.json")}
	sim := exec.CommandContext(ctx, filepath.Join(filepath.Dir(path), "callsim"), append(flags, args[1:]...)...)
	sim.Stdout, sim.Stderr = os.Stdout, os.Stderr
	if err := sim.Run(); err != nil {
		return fmt.Errorf("callsim bench: %w", err)
	}
	progress("结果另存在 %s", place.Path("bench-calls.json"))
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
