package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/controller"
)

// configFlag is where every command finds the configuration.
func configFlag(flags *flag.FlagSet) *string {
	return flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
}

// seldom: what lives is small (some 20 MB with a hundred calls), and a collection
// stops calls for as long as it takes two cores to agree. Memory is cheaper.
const seldom = 400

// runServe is "hotline serve": one controller, until it is told to stop.
func runServe(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	file := configFlag(flags)
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	cfg, err := config.Load(*file, os.Environ())
	if err != nil {
		return err
	}
	log, err := zap.NewProduction()
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(seldom)
	}
	defer func() { _ = log.Sync() }() // a terminal cannot be synced, and says so
	log = log.With(zap.String("controller", cfg.Controller.Name))
	return serve(ctx, cfg, log, func() (config.Config, error) { return config.Load(*file, os.Environ()) })
}

// serve joins the controller and its pages, which close while the controller stops:
// a verb that is refused then finds the next controller.
func serve(ctx context.Context, cfg config.Config, log *zap.Logger, load func() (config.Config, error)) error {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	c, err := controller.Open(ctx, cfg, reg, log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.HTTP.Listen)
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "网页地址 %s 监听不了: %w", cfg.HTTP.Listen, err)
	}
	again := &reloader{load: load, take: c.Reload, log: log}
	server := pages(c, again, reg, log)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx, listener) })
	g.Go(func() error { return c.Run(ctx) })
	g.Go(func() error { return again.onHangup(ctx) })
	if cfg.Exchange.Listen != "" {
		open, err := cfg.Exchange.Listener()
		if err != nil {
			return err
		}
		g.Go(func() error { return exchangeServer(c, log).Run(ctx, open) })
	}
	log.Info("serving", zap.String("http", cfg.HTTP.Listen))
	return g.Wait()
}
