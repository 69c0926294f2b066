package stack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"hotline/callcenter"
)

// StartPlatform starts a city's 12345 for the newcomer to talk with: callsim, which lies
// beside this program, at its trunk.
func (p Place) StartPlatform(ctx context.Context) error {
	platform, err := p.platformServer()
	if err != nil {
		return err
	}
	if _, err := os.Stat(platform.path); err != nil {
		return callcenter.Errorf(callcenter.NotFound, "没有 %s,请先 make build: %w", platform.path, err)
	}
	return platform.start(ctx)
}

func (p Place) platformServer() (server, error) {
	path, err := os.Executable()
	if err != nil {
		return server{}, fmt.Errorf("find own program: %w", err)
	}
	run := p.Path("run.json")
	return server{
		name: "12345 平台", path: filepath.Join(filepath.Dir(path), "callsim"), argv: []string{"callsim", "platform", "-answer", "3s", "-run", run},
		marks: []string{"platform", "-answer", run}, // whom it hands over is another process
		dir:   p.Home, log: p.Path("log", "12345.log"), stop: syscall.SIGTERM,
		ready: func(context.Context) error { return nil }, // it registers by itself
	}, nil
}
