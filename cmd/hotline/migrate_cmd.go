package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/records/migrations"
)

// runMigrate is "hotline migrate [-config FILE]": it brings the tables up to date.
func runMigrate(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	file := flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	pool, _, err := openPostgres(ctx, *file)
	if err != nil {
		return err
	}
	defer pool.Close()
	version, err := migrations.Up(ctx, pool)
	if err != nil {
		return err
	}
	if err := agents.Migrate(ctx, pool); err != nil {
		return err
	}
	fmt.Printf("数据库已是最新(记录表第 %d 版)\n", version)
	return nil
}

// openPostgres opens the pool of a configuration file. It connects when first used.
func openPostgres(ctx context.Context, file string) (*pgxpool.Pool, config.Config, error) {
	cfg, err := config.Load(file, os.Environ())
	if err != nil {
		return nil, cfg, err
	}
	address, err := cfg.Postgres.Address()
	if err != nil {
		return nil, cfg, err
	}
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		// Without the cause: it may quote the password.
		return nil, cfg, callcenter.Errorf(callcenter.Invalid, "postgres.url 的格式不对")
	}
	return pool, cfg, nil
}
