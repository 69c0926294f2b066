package stack

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"syscall"
)

// StartController starts this program's serve, and the guard beside it, on the
// stack's configuration.
func (p Place) StartController(ctx context.Context) error {
	guard, err := p.guardServer()
	if err != nil {
		return err
	}
	if err := guard.start(ctx); err != nil {
		return err
	}
	controller, err := p.controllerServer()
	if err != nil {
		return err
	}
	return controller.start(ctx)
}

func (p Place) controllerServer() (server, error) {
	s, err := p.ownServer("话务控制器", "serve")
	s.log = p.Path("log", "hotline.log")
	s.ports = []int{p.Port(PortHTTP)}
	s.ready = p.controllerReady
	return s, err
}

func (p Place) guardServer() (server, error) {
	s, err := p.ownServer("守护进程", "guard")
	s.log = p.Path("log", "guard.log")
	s.ready = func(context.Context) error { return nil } // it waits for Asterisk by itself
	return s, err
}

// ownServer is a command of this very binary that runs until it is told to stop.
func (p Place) ownServer(name, command string) (server, error) {
	path, err := os.Executable()
	if err != nil {
		return server{}, fmt.Errorf("find own program: %w", err)
	}
	return server{
		name: name, path: path, argv: []string{"hotline", command, "--config", p.ConfigFile()},
		marks: []string{command, p.ConfigFile()}, dir: p.Home, stop: syscall.SIGTERM,
	}, nil
}

// controllerReady asks the controller itself whether it takes calls.
func (p Place) controllerReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Address(PortHTTP)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask controller: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask controller: %w", err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("controller is not ready: HTTP %d", response.StatusCode)
	}
	return nil
}
