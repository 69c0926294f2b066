package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/records"
)

// What lies in the folder of a backup.
const (
	dumpFile    = "database.dump"
	soundFolder = "recordings"
)

// backupArgs reads "-config FILE [-keys FOLDER] FOLDER".
func backupArgs(name string, args []string) (cfg config.Config, file, keys, folder string, err error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	at := configFlag(flags)
	flags.StringVar(&keys, "keys", "", "密钥另存(或取自)这个目录,应在别的介质上")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		return cfg, "", "", "", callcenter.Errorf(callcenter.Invalid, "用法:hotline %s [-config 文件] [-keys 密钥目录] 目录", name)
	}
	cfg, err = config.Load(*at, os.Environ())
	return cfg, *at, keys, flags.Arg(0), err
}

// runBackup is "hotline backup": the database and the recordings into one folder, the
// keys that open them into another. Recordings are copied after the dump, so that every
// one it names is there.
func runBackup(ctx context.Context, args []string) error {
	cfg, _, keys, folder, err := backupArgs("backup", args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := postgresTool(ctx, cfg, "pg_dump", "hotline_backup", cfg.Postgres.BackupPasswordFile,
		"--format=custom", "--file="+filepath.Join(folder, dumpFile)); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(folder, soundFolder), os.DirFS(cfg.Recordings.Dir)); err != nil {
		return fmt.Errorf("backup recordings: %w", err)
	}
	if keys != "" {
		if err := copyKeys(cfg, func(name, file string) (from, to string) { return file, filepath.Join(keys, name) }, keys); err != nil {
			return err
		}
	}
	fmt.Printf("已备份到 %s;号码、文字和录音没有密钥打不开,密钥要另存(-keys)\n", folder)
	return nil
}

// runRestore is "hotline restore": into an empty database and an empty folder of
// recordings, and then whoever was forgotten since the backup is forgotten again.
func runRestore(ctx context.Context, args []string) error {
	cfg, file, keys, folder, err := backupArgs("restore", args)
	if err != nil {
		return err
	}
	if keys != "" {
		if err := copyKeys(cfg, func(name, file string) (from, to string) { return filepath.Join(keys, name), file }, ""); err != nil {
			return err
		}
	}
	if err := postgresTool(ctx, cfg, "pg_restore", "hotline_owner", cfg.Postgres.OwnerPasswordFile,
		"--no-owner", "--exit-on-error", "--single-transaction", filepath.Join(folder, dumpFile)); err != nil {
		return err
	}
	if err := os.CopyFS(cfg.Recordings.Dir, os.DirFS(filepath.Join(folder, soundFolder))); err != nil {
		return fmt.Errorf("restore recordings: %w", err)
	}
	return withReads(ctx, file, func(r *records.Reads, cfg config.Config) error {
		again, err := r.ReplayForgotten(ctx, cfg.Journal.Dir)
		fmt.Printf("已恢复;备份之后遗忘的当事人又遗忘了 %d 位\n", again)
		return err
	})
}

func withReads(ctx context.Context, file string, do func(*records.Reads, config.Config) error) error {
	pool, cfg, err := openPostgres(ctx, file)
	if err != nil {
		return err
	}
	defer pool.Close()
	r, err := readsOf(pool, cfg)
	if err != nil {
		return err
	}
	return do(r, cfg)
}

func readsOf(pool *pgxpool.Pool, cfg config.Config) (*records.Reads, error) {
	return records.OpenReads(records.Config{
		Postgres: pool, KeyFile: cfg.Keys.PartyFile, IndexKeyFile: cfg.Keys.IndexFile, Log: zap.NewNop(),
	})
}

// copyKeys copies the key files; a key that is there already is not replaced.
func copyKeys(cfg config.Config, way func(name, file string) (from, to string), folder string) error {
	if folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("copy keys: %w", err)
		}
	}
	for name, file := range map[string]string{"party.key": cfg.Keys.PartyFile, "index.key": cfg.Keys.IndexFile} {
		from, to := way(name, file)
		raw, err := os.ReadFile(from)
		if err != nil {
			return fmt.Errorf("copy key: %w", err)
		}
		if have, err := os.ReadFile(to); err == nil {
			if string(have) == string(raw) {
				continue
			}
			return callcenter.Errorf(callcenter.Conflict, "%s 已有另一把密钥,没有覆盖", to)
		}
		if err := os.WriteFile(to, raw, 0o600); err != nil {
			return fmt.Errorf("copy key: %w", err)
		}
	}
	return nil
}

// postgresTool runs one of Postgres' own programs on our database. The password goes by
// the environment: arguments are everybody's to read.
func postgresTool(ctx context.Context, cfg config.Config, name, role, passwordFile string, args ...string) error {
	password, err := config.Secret(passwordFile)
	if err != nil {
		return callcenter.Errorf(callcenter.Invalid, "%s 的密码读不出: %w", role, err)
	}
	address, err := url.Parse(cfg.Postgres.URL)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	address.User = url.User(role)
	query := address.Query()
	query.Del("role") // a parameter of ours, which these programs do not know
	query.Del("timezone")
	address.RawQuery = query.Encode()
	path, err := exec.LookPath(name)
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
		if len(found) == 0 {
			return callcenter.Errorf(callcenter.NotFound, "没有 %s,请安装 PostgreSQL 的客户端程序", name)
		}
		path = found[len(found)-1]
	}
	tool := exec.CommandContext(ctx, path, append([]string{"--dbname=" + address.String()}, args...)...)
	tool.Env = append(os.Environ(), "PGPASSWORD="+password)
	if out, err := tool.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
