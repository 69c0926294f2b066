package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/agents"
	"hotline/agents/agentstest"
	"hotline/callcenter"
	"hotline/records/migrations"
)

// configured points hotline's configuration at a database of the test's own.
func configured(t *testing.T) (file string) {
	t.Helper()
	pool := agentstest.Database(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := migrations.Up(ctx, pool)
		return errors.Join(err, agents.Migrate(ctx, pool))
	})
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"CONTROLLER_SECRET_FILE", "ASTERISK_PASSWORD_FILE", "AGENTS_SESSION_KEY_FILE", "KEYS_PARTY_FILE", "KEYS_INDEX_FILE",
	} {
		t.Setenv("HOTLINE_"+name, secret)
	}
	t.Setenv("HOTLINE_REDIS_PASSWORD_FILE", "")
	address, err := url.Parse(pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	secret = ""
	if password, has := address.User.Password(); has { // the configuration takes it from a file alone
		secret = filepath.Join(folder, "postgres-password")
		if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
			t.Fatal(err)
		}
		address.User = url.User(address.User.Username())
	}
	query := address.Query()
	query.Set("role", "hotline") // the tables' owner has made them; the program is somebody else
	address.RawQuery = query.Encode()
	t.Setenv("HOTLINE_POSTGRES_PASSWORD_FILE", secret)
	t.Setenv("HOTLINE_POSTGRES_URL", address.String())
	file = filepath.Join(folder, "hotline.toml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// printed is what a staff command wrote to standard output.
func printed(t *testing.T, args ...string) (string, error) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	failed := runStaff(t.Context(), args)
	os.Stdout = stdout
	_ = w.Close()
	var out bytes.Buffer
	if _, err := io.Copy(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String(), failed
}

func TestStaffFromATerminal(t *testing.T) {
	config := configured(t)
	t.Cleanup(agentstest.DropTemplate)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	do := func(args ...string) string {
		t.Helper()
		out, err := printed(t, append([]string{args[0], "-config", config}, args[1:]...)...)
		if err != nil {
			t.Fatalf("staff %s: %v", args[0], err)
		}
		return out
	}
	do("import", write("seats.csv", "话机,位置\n8001,一楼\n"))
	password := write("password", "correct horse\n")
	if out := do("add", "-id", "1001", "-name", "王芳", "-roles", "值班,管理", "-skills", "mandarin:90;yi:50", "-seat", "8001", "-password-file", password); strings.Contains(out, "密码") {
		t.Errorf("a given password is not shown: %s", out)
	}
	if out := do("add", "-id", "1002", "-name", "阿果", "-roles", "duty"); !strings.Contains(out, "工号 1002 的初始密码") {
		t.Errorf("no password for 1002: %s", out)
	}
	if _, err := printed(t, "add", "-config", config, "-id", "1001", "-name", "又", "-roles", "duty"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("added twice: %v", err)
	}
	for range 2 {
		do("import", write("more.json", `{"staff": [{"id": "1003", "name": "李强", "roles": ["duty"], "password": "long enough"}]}`))
	}
	_, err := printed(t, "import", "-config", config, write("bad.csv", "工号,姓名,角色\n1004,新人,值班\n1005,,老板\n"))
	if !callcenter.Is(err, callcenter.Invalid) || !strings.Contains(err.Error(), "第 3 行:姓名") || !strings.Contains(err.Error(), "第 3 行:没有角色") {
		t.Errorf("bad file: %v", err)
	}
	do("remove", "1002")
	out := do("list")
	if !strings.Contains(out, "mandarin:90;yi:50") || !strings.Contains(out, "值班、管理") || !strings.Contains(out, "李强") ||
		strings.Contains(out, "阿果") || strings.Contains(out, "1004") || strings.Contains(out, "argon2") {
		t.Errorf("list:\n%s", out)
	}
}

func TestStaffRefusesAPasswordInSight(t *testing.T) {
	for _, args := range [][]string{{}, {"nonsense"}, {"add", "-password", "x"}, {"import"}, {"import", "staff.xlsx"}, {"remove"}} {
		if _, err := printed(t, args...); !callcenter.Is(err, callcenter.Invalid) {
			t.Errorf("staff %v: %v", args, err)
		}
	}
}
