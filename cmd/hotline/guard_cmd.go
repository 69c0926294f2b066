package main

import (
	"context"
	"flag"
	"os"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/guard"
)

// How long a controller may be silent before its callers are given music, and
// before they are sent to the fallback: a restart takes a second or two.
const (
	guardMusicAfter    = 2 * time.Second
	guardFallbackAfter = time.Minute
)

// runGuard is "hotline guard": looks after callers whose controller is gone.
func runGuard(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("guard", flag.ContinueOnError)
	file := configFlag(flags)
	fallback := flags.Duration("fallback", guardFallbackAfter, "控制器多久没有回来,就请来电者留言")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	cfg, err := config.Load(*file, os.Environ())
	if err != nil {
		return err
	}
	password, err := config.Secret(cfg.Asterisk.PasswordFile)
	if err != nil {
		return err
	}
	log, err := zap.NewProduction()
	if err != nil {
		return err
	}
	return guard.Run(ctx, guard.Config{
		URL: cfg.Asterisk.URL, User: cfg.Asterisk.User, Password: password,
		Name: "guard-" + cfg.Controller.Name, Guarded: "hotline-", Fallback: "hotline-fallback",
		MusicAfter: guardMusicAfter, FallbackAfter: *fallback, Log: log.Named("guard"),
	})
}
