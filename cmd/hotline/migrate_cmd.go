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

// runMigrate is "hotline migrate [-config FILE]": it brings the tables up to date, as their
// owner. With -roles it prints what a superuser runs before.
func runMigrate(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	file := flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
	roles := flags.Bool("roles", false, "打印建立数据库角色的 SQL,由 PostgreSQL 超级用户在热线的库里执行,重复执行无妨")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	if *roles {
		fmt.Print(migrations.Roles)
		return nil
	}
	pool, err := openOwner(ctx, *file)
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

// openOwner opens a pool as the owner of the tables.
func openOwner(ctx context.Context, file string) (*pgxpool.Pool, error) {
	cfg, err := config.Load(file, os.Environ())
	if err != nil {
		return nil, err
	}
	address, err := cfg.Postgres.AddressOf("hotline_owner", cfg.Postgres.OwnerPasswordFile)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Invalid, "hotline_owner 的密码读不出(postgres.owner_password_file): %w", err)
	}
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Invalid, "postgres.url 的格式不对") // without the cause: it may quote the password
	}
	return pool, nil
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
