// Package pgtest gives each test a database of its own: a clone of a template that
// holds the migrated tables and is made once per set of migrations.
package pgtest

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

	"hotline/records/migrations"
)

const env = "HOTLINE_TEST_POSTGRES"

// Database clones the template and returns the clone's URL. It is dropped with the test.
func Database(t testing.TB) string {
	t.Helper()
	return database(t, template)
}

// Empty is a database without a table.
func Empty(t testing.TB) string {
	t.Helper()
	return database(t, func(context.Context, *pgx.Conn, string) (string, error) { return "template1", nil })
}

func database(t testing.TB, of func(ctx context.Context, conn *pgx.Conn, server string) (string, error)) string {
	t.Helper()
	server := os.Getenv(env)
	if server == "" {
		t.Fatalf("set %s to postgres://… of a role that may create databases (make test does)", env)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("%s: %v", env, err)
	}
	defer conn.Close(ctx)
	source, err := of(ctx, conn, server)
	if err != nil {
		t.Fatal(err)
	}
	name := "hotline_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := conn.Exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, source)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Errorf("drop %s: %v", name, err)
			return
		}
		defer conn.Close(ctx)
		if err := drop(ctx, conn, name); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
	})
	return withDatabase(server, name)
}

// drop ends what is still connected. The autovacuum is nobody's whom we may end: a drop
// without force asks it to go, and refuses while others are there.
func drop(ctx context.Context, conn *pgx.Conn, name string) (err error) {
	for range 5 {
		for _, how := range []string{" WITH (FORCE)", ""} {
			if _, err = conn.Exec(ctx, "DROP DATABASE "+name+how); err == nil {
				return nil
			}
		}
	}
	return err
}

// template makes the template if it is not there. Test processes run at once: one
// makes it, the others wait; nobody sees it half made.
func template(ctx context.Context, conn *pgx.Conn, server string) (string, error) {
	digest, err := migrations.Digest()
	if err != nil {
		return "", err
	}
	name := "hotline_records_" + digest
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		return "", err
	}
	defer conn.Exec(ctx, "SELECT pg_advisory_unlock(hashtext($1))", name)
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return name, err
	}
	half := name + "_half"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + half, "CREATE DATABASE " + half} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	if err := migrate(ctx, withDatabase(server, half)); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", half, name))
	return name, err
}

func migrate(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = migrations.Up(ctx, pool)
	return err
}

// Login is the URL of a test's database for the role the program signs in as: it owns
// nothing, and what it may do it gets from the roles it takes.
func Login(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Set("role", "hotline")
	u.RawQuery = q.Encode()
	return u.String()
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	q := u.Query()
	q.Set("timezone", "UTC") // whatever the server's: tests compare rows as JSON
	u.RawQuery = q.Encode()
	return u.String()
}
