package agentstest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// lockOfTemplate is held while the template is made: packages test at once.
const lockOfTemplate = 72_348_001

// Database is a migrated database of the test's own, dropped when it ends. It is
// cloned from a template that the process makes once; DropTemplate removes it.
func Database(t *testing.T, migrate func(context.Context, *pgxpool.Pool) error) *pgxpool.Pool {
	t.Helper()
	server := os.Getenv("HOTLINE_TEST_POSTGRES")
	if server == "" {
		t.Fatal("HOTLINE_TEST_POSTGRES is not set: run make test, or name a Postgres whose role may create databases")
	}
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatalf("HOTLINE_TEST_POSTGRES does not answer: %v", err)
	}
	// Closed whatever happens: the lock must not outlive a template that could not be made.
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	template := fmt.Sprintf("agents_template_%d", os.Getpid())
	exec := func(sql string) {
		if _, err := conn.Exec(context.WithoutCancel(t.Context()), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	name := "agents_test_" + strings.ToLower(rand.Text()[:12])
	exec(fmt.Sprintf("SELECT pg_advisory_lock(%d)", lockOfTemplate))
	var there bool
	if err := conn.QueryRow(t.Context(), "SELECT exists(SELECT FROM pg_database WHERE datname = $1)", template).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if !there {
		exec("CREATE DATABASE " + template)
		pool := open(t, server, template)
		for range 2 { // again is no change
			if err := migrate(t.Context(), pool); err != nil {
				t.Fatal(err)
			}
		}
		pool.Close()
	}
	exec("CREATE DATABASE " + name + " TEMPLATE " + template)
	exec(fmt.Sprintf("SELECT pg_advisory_unlock(%d)", lockOfTemplate))
	pool := open(t, server, name)
	t.Cleanup(func() {
		pool.Close()
		exec("DROP DATABASE " + name + " WITH (FORCE)")
	})
	return pool
}

// DropTemplate is for TestMain, after the tests.
func DropTemplate() {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv("HOTLINE_TEST_POSTGRES"))
	if err != nil {
		return // then there is no template either
	}
	defer conn.Close(ctx)
	_, _ = conn.Exec(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS agents_template_%d WITH (FORCE)", os.Getpid()))
}

func open(t *testing.T, server, name string) *pgxpool.Pool {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	pool, err := pgxpool.New(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	return pool
}
