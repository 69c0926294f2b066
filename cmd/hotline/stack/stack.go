package stack

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// Options of one start.
type Options struct {
	Servers  []string                         // which to start; empty: all
	Queue    bool                             // Asterisk's own app_queue beside us, for the benchmark
	Retry    time.Duration                    // between two offers of a call nobody took; 0: 2 s
	Fallback time.Duration                    // until such a caller is offered a message; 0: 60 s
	Progress func(format string, args ...any) // told in Chinese what is being done
}

// part is one server and what it needs before and after its start.
type part struct {
	key     string
	prepare func(context.Context) error
	server  func(context.Context) (server, error)
	after   func(context.Context) error
}

// parts are the servers the hotline stands on.
func (p Place) parts(options Options) []part {
	return []part{
		{
			"asterisk", func(ctx context.Context) error { return p.prepareAsterisk(ctx, options) },
			p.asteriskServer, p.probe,
		},
		{
			"redis", func(context.Context) error { return p.prepareRedis() },
			func(context.Context) (server, error) { return p.redisServer() }, nil,
		},
		{
			"postgres", p.preparePostgres,
			func(context.Context) (server, error) { return p.postgresServer() }, p.createDatabase,
		},
	}
}

// stopOrder lists all servers of the place in the order they are stopped in: the
// platform, which only plays; the guard, or it would stand in for a controller we stop;
// the controller, which flushes its log into a Postgres that still answers; Asterisk,
// which ends what calls are left; Postgres last, because it is where everything ends up.
func (p Place) stopOrder(ctx context.Context) []server {
	makers := []func(context.Context) (server, error){
		func(context.Context) (server, error) { return p.platformServer() },
		func(context.Context) (server, error) { return p.guardServer() },
		func(context.Context) (server, error) { return p.controllerServer() },
	}
	for _, part := range p.parts(Options{}) {
		makers = append(makers, part.server)
	}
	var order []server
	for _, make := range makers {
		if s, err := make(ctx); err == nil { // else its program is not even installed
			order = append(order, s)
		}
	}
	return order
}

// Up starts what does not run and writes run.json. What it started keeps running
// when ctx ends.
func (p Place) Up(ctx context.Context, options Options) error {
	release, err := p.lock()
	if err != nil {
		return err
	}
	defer release()
	edited, err := p.prepareConfig()
	if err != nil {
		return err
	}
	if edited {
		options.tell("配置文件 %s 改动过,保持原样", p.ConfigFile())
	}
	group, groupCtx := errgroup.WithContext(ctx)
	for _, part := range p.parts(options) {
		if options.wants(part.key) {
			group.Go(func() error { return p.bring(groupCtx, part, options) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := p.writeUnits(); err != nil {
		return err
	}
	if err := p.writeRoll(); err != nil {
		return err
	}
	return p.writeRun()
}

func (o Options) wants(key string) bool {
	return len(o.Servers) == 0 || slices.Contains(o.Servers, key)
}

func (o Options) tell(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(format, args...)
	}
}

func (p Place) bring(ctx context.Context, part part, options Options) error {
	began := time.Now()
	if err := part.prepare(ctx); err != nil {
		return fmt.Errorf("prepare %s: %w", part.key, err)
	}
	prepared := time.Since(began)
	s, err := part.server(ctx)
	if err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	if part.after != nil {
		if err := part.after(ctx); err != nil {
			return err
		}
	}
	options.tell("%s 就绪,准备 %.1f 秒,启动 %.1f 秒", s.name, prepared.Seconds(), (time.Since(began) - prepared).Seconds())
	return nil
}

// Down stops everything of this place, also what an earlier program left behind.
func (p Place) Down(ctx context.Context, progress func(format string, args ...any)) error {
	release, err := p.lock()
	if err != nil {
		return err
	}
	defer release()
	for _, s := range p.stopOrder(ctx) {
		if len(s.find()) == 0 {
			continue
		}
		if err := s.halt(); err != nil {
			return err
		}
		if progress != nil {
			progress("%s 已停止", s.name)
		}
	}
	return nil
}

// lock lets one Up or Down work at a time; the kernel frees it if we are killed.
func (p Place) lock() (release func(), err error) {
	if err := makeFolders(p.Home, p.Path("log")); err != nil {
		return nil, err
	}
	// Postgres runs as another user and must get through; all that is private lies in
	// folders of its own.
	if err := os.Chmod(p.Home, 0o711); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	file, err := os.OpenFile(p.Path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	return func() { _ = file.Close() }, nil
}
