package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// runCall is "hotline call": one more real call into the stack that is up. What
// follows is given to callsim as it is.
func runCall(ctx context.Context, args []string) error {
	place, err := stack.PlaceOf(os.Getenv)
	if err != nil {
		return err
	}
	return demoCall(ctx, place, args...)
}

// demoCall lets callsim dial, and prints the call's way and what was kept of it.
func demoCall(ctx context.Context, place stack.Place, args ...string) error {
	progress("拨打 %s:一个真实的电话,约半分钟", stack.Numbers()[0])
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	callsim := filepath.Join(filepath.Dir(own), "callsim")
	if _, err := os.Stat(callsim); err != nil {
		return callcenter.Errorf(callcenter.NotFound, "没有 %s,请先 make build: %w", callsim, err)
	}
	sim := exec.CommandContext(ctx, callsim, append([]string{"call", "-story", "-run", place.Path("run.json")}, args...)...)
	sim.Stdout, sim.Stderr = os.Stdout, os.Stderr
	if err := sim.Run(); err != nil {
		return fmt.Errorf("callsim: %w", err)
	}
	progress("这通来电留下的记录")
	return ownCommand(ctx, "records", "show", "--config", place.ConfigFile(), "latest")
}

// ownCommand runs another command of this binary and waits for it.
func ownCommand(ctx context.Context, args ...string) error {
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	command := exec.CommandContext(ctx, own, args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("hotline %s: %w", args[0], err)
	}
	return nil
}
