// Package migrations holds the tables of what is kept, as numbered SQL files.
// A file is never edited after a release: a change is a new file. Which ones have
// run stands in the table goose_records; the staff's tables are the agents
// package's and have a table of their own.
package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed *.sql
var files embed.FS

// Roles are the roles the tables are granted to, as SQL for a superuser: they belong to
// the server, not to a database, so no migration makes them.
//
//go:embed roles/roles.sql
var Roles string

// Up runs what has not run yet and returns the version reached. Several may do so at once.
func Up(ctx context.Context, pool *pgxpool.Pool) (int64, error) {
	return upTo(ctx, pool, math.MaxInt64)
}

func upTo(ctx context.Context, pool *pgxpool.Pool, last int64) (int64, error) {
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return 0, fmt.Errorf("migrate records: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName("goose_records"), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("migrate records: %w", err)
	}
	if _, err := provider.UpTo(ctx, last); err != nil {
		return 0, fmt.Errorf("migrate records: %w", err)
	}
	if err := jobs(ctx, pool); err != nil {
		return 0, fmt.Errorf("migrate records: %w", err)
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate records: %w", err)
	}
	return version, nil
}

// Digest changes when a file does: a test's template database is named by it.
func Digest() (string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	h.Write([]byte(Roles))
	h.Write([]byte(riverVersion))
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}
