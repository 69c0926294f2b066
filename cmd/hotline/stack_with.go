package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// childLimit is how long an interrupted command may take to end by itself.
const childLimit = 20 * time.Second

// stackWith runs a command with servers of its own and stops them afterwards,
// however the command ends: "hotline stack with -only redis,postgres -- go test ./...".
func stackWith(ctx context.Context, place stack.Place, args []string) (err error) {
	options, command, err := stackOptions("stack with", args)
	if err != nil {
		return err
	}
	if len(command) == 0 {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline stack with [参数] -- 命令")
	}
	defer func() {
		if downErr := place.Down(context.WithoutCancel(ctx), progress); err == nil {
			err = downErr
		}
	}()
	if err := place.Up(ctx, options); err != nil {
		return err
	}
	redis, err := place.RedisURL()
	if err != nil {
		return err
	}
	postgres, err := place.OwnerURL()
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, command[0], command[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(), "HOTLINE_TEST_REDIS="+redis, "HOTLINE_TEST_POSTGRES="+postgres,
		"HOTLINE_TEST_RUN="+place.Path("run.json"))
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = childLimit
	if err := child.Run(); err != nil {
		return fmt.Errorf("%s: %w", command[0], err)
	}
	return nil
}
