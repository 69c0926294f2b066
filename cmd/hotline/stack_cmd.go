package main

import (
	"context"
	"fmt"
	"os"

	"hotline/callcenter"
	"hotline/cmd/hotline/stack"
)

// runStack is "hotline stack up|down|status|logs".
func runStack(ctx context.Context, args []string) error {
	place, err := stack.PlaceOf(os.Getenv)
	if err != nil {
		return err
	}
	verb := ""
	if len(args) > 0 {
		verb = args[0]
	}
	switch verb {
	case "up":
		return place.Up(ctx, stack.Options{Progress: progress})
	case "down":
		return place.Down(ctx, progress)
	}
	return callcenter.Errorf(callcenter.Invalid, "用法:hotline stack up|down|status|logs")
}

// progress tells somebody who waits what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, "· "+format+"\n", args...) }
