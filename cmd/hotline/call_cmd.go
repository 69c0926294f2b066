package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// recordLimit is how long a call's record may take to reach Postgres after the call.
const recordLimit = 15 * time.Second

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
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	callsim := filepath.Join(filepath.Dir(path), "callsim")
	if _, err := os.Stat(callsim); err != nil {
		return callcenter.Errorf(callcenter.NotFound, "没有 %s,请先 make build: %w", callsim, err)
	}
	began := time.Now()
	sim := exec.CommandContext(ctx, callsim, append([]string{"call", "-story", "-run", place.Path("run.json")}, args...)...)
	sim.Stdout, sim.Stderr = os.Stdout, os.Stderr
	if err := sim.Run(); err != nil {
		return fmt.Errorf("callsim: %w", err)
	}
	id, err := recordedSince(ctx, place, began)
	if err != nil {
		return err
	}
	progress("这通来电留下的记录")
	return ownCommand(ctx, "records", "show", "-config", place.ConfigFile(), id)
}

// recordedSince waits until the call that began after the moment stands ended in
// Postgres: its facts get there through the local log, a moment after the hang-up.
func recordedSince(ctx context.Context, place stack.Place, began time.Time) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, recordLimit, fmt.Errorf("no record after %s", recordLimit))
	defer cancel()
	for {
		out, err := ownOutput(ctx, "records", "recent", "-config", place.ConfigFile(), "-json", "-limit", "1")
		if err != nil {
			return "", err
		}
		var page struct {
			Calls []struct {
				ID      string    `json:"id"`
				Arrived time.Time `json:"arrived_at"`
				Ended   time.Time `json:"ended_at"`
			} `json:"calls"`
		}
		if err := json.Unmarshal(out, &page); err != nil {
			return "", fmt.Errorf("records recent: %w", err)
		}
		if len(page.Calls) == 1 && page.Calls[0].Arrived.After(began) && !page.Calls[0].Ended.IsZero() {
			return page.Calls[0].ID, nil
		}
		select {
		case <-ctx.Done():
			return "", callcenter.Errorf(callcenter.Unavailable, "库里还没有这通来电的记录,请看日志 bin/hotline stack logs hotline: %w", context.Cause(ctx))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// ownCommand runs another command of this binary and waits for it.
func ownCommand(ctx context.Context, args ...string) error {
	command, err := own(ctx, args)
	if err != nil {
		return err
	}
	command.Stdout = os.Stdout
	return named(args, command.Run())
}

// ownOutput is ownCommand, with what it prints given back.
func ownOutput(ctx context.Context, args ...string) ([]byte, error) {
	command, err := own(ctx, args)
	if err != nil {
		return nil, err
	}
	out, err := command.Output()
	return out, named(args, err)
}

func own(ctx context.Context, args []string) (*exec.Cmd, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own program: %w", err)
	}
	command := exec.CommandContext(ctx, path, args...)
	command.Stderr = os.Stderr
	return command, nil
}

func named(args []string, err error) error {
	if err != nil {
		return fmt.Errorf("hotline %s: %w", args[0], err)
	}
	return nil
}
