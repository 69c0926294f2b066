package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"hotline/callcenter"
)

// How long a server may take to start and to stop by itself.
const (
	startLimit = 60 * time.Second
	stopLimit  = 20 * time.Second
	killLimit  = 5 * time.Second
)

// server is one program of the stack.
type server struct {
	name  string   // shown to people
	argv  []string // argv[0] is the name it is found by
	path  string   // the file executed
	marks []string // arguments that together no other process has
	dir   string
	log   string // its own output goes here
	ports []int  // TCP
	udp   []int
	user  *user // nil: the one who runs the stack
	stop  syscall.Signal
	ready func(context.Context) error // nil when it can be used
}

func (s server) find() []int { return findProcesses(filepath.Base(s.argv[0]), s.marks...) }

// start starts it, or finds it running, and waits until it is ready.
func (s server) start(ctx context.Context) error {
	var ended chan error
	if len(s.find()) == 0 {
		if err := checkFree(s.name, s.ports, s.udp); err != nil {
			return err
		}
		cmd, err := s.launch()
		if err != nil {
			return fmt.Errorf("start %s: %w", s.name, err)
		}
		ended = make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
	}
	return s.await(ctx, ended)
}

func (s server) launch() (*exec.Cmd, error) {
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	cmd := &exec.Cmd{Path: s.path, Args: s.argv, Dir: s.dir, Stdout: out, Stderr: out}
	// A session of its own: Ctrl-C in the terminal reaches us, and we stop the servers in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if s.user != nil {
		s.user.apply(cmd)
	}
	return cmd, cmd.Start()
}

func (s server) await(ctx context.Context, ended <-chan error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("not ready after %s", startLimit))
	defer cancel()
	var last error
	for {
		if last = s.ready(ctx); last == nil {
			return nil
		}
		select {
		case err := <-ended:
			return callcenter.Errorf(callcenter.Internal, "%s 没有启动成功,请看日志 %s: %w", s.name, s.log, err)
		case <-ctx.Done():
			return callcenter.Errorf(callcenter.Unavailable, "%s 没有就绪,请看日志 %s: %w", s.name, s.log, last)
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// halt stops it and waits until it is gone; it is killed if it does not go.
func (s server) halt() error {
	signalAll(s.find(), s.stop)
	if waitGone(s.find, stopLimit) {
		return nil
	}
	signalAll(s.find(), syscall.SIGKILL)
	if waitGone(s.find, killLimit) {
		return nil
	}
	return callcenter.Errorf(callcenter.Internal, "%s 停不下来,进程 %v", s.name, s.find())
}
