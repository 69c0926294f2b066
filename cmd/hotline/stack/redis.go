package stack

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// RedisURL is how to reach the stack's Redis, password included.
func (p Place) RedisURL() (string, error) {
	password, err := p.secret("redis-password")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("redis://:%s@%s/0", password, p.Address(PortRedis)), nil
}

func (p Place) redisServer() (server, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return server{}, callcenter.Errorf(callcenter.NotFound, "没有 redis-server,请先运行 deploy/install.sh: %w", err)
	}
	conf := p.Path("redis", "redis.conf")
	return server{
		name: "Redis", path: path, argv: []string{"redis-server", conf}, marks: []string{conf},
		dir: p.Path("redis"), log: p.Path("log", "redis.log"),
		ports: []int{p.Port(PortRedis)}, stop: syscall.SIGTERM, ready: p.redisReady,
	}, nil
}

// prepareRedis writes its configuration.
func (p Place) prepareRedis() error {
	if err := makeFolders(p.Path("redis")); err != nil {
		return err
	}
	password, err := p.secret("redis-password")
	if err != nil {
		return err
	}
	return render("redis/redis.conf.tmpl", p.Path("redis", "redis.conf"), map[string]any{
		"Port": p.Port(PortRedis), "Password": password, "Home": p.Path("redis"), "Log": `""`,
	})
}

func (p Place) redisReady(ctx context.Context) error {
	url, err := p.RedisURL()
	if err != nil {
		return err
	}
	opts, err := redis.ParseURL(url)
	if err != nil {
		return fmt.Errorf("redis url: %w", err)
	}
	opts.MaxRetries = -1
	client := redis.NewClient(opts)
	defer func() { _ = client.Close() }()
	if err := client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}
