package pgtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/records/migrations"
)

// Server is a Postgres of one test, to be stopped and started again.
type Server struct {
	URL  string
	t    testing.TB
	bin  string
	dir  string
	port int
	as   *syscall.Credential
}

// NewServer makes and starts a Postgres on a free loopback port, with the tables migrated.
func NewServer(t testing.TB) *Server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if len(found) == 0 {
		t.Fatal("no /usr/lib/postgresql/*/bin/pg_ctl: apt-get install postgresql")
	}
	s := &Server{t: t, bin: filepath.Dir(found[len(found)-1]), port: freePort(t)}
	super := fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	s.URL = fmt.Sprintf("postgres://hotline_owner@127.0.0.1:%d/hotline?sslmode=disable", s.port)
	// Not t.TempDir: Postgres refuses root, and another user may not enter that.
	dir, err := os.MkdirTemp("", "hotline-pg-")
	if err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	t.Cleanup(func() {
		s.ctl("stop", "-m", "immediate")
		_ = os.RemoveAll(dir)
	})
	if os.Getuid() == 0 {
		s.become("postgres")
	}
	s.must(exec.Command(filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust", "--no-sync"))
	s.start(super)
	if err := makeRoles(super); err != nil {
		t.Fatal(err)
	}
	if err := migrate(context.Background(), s.URL); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) become(name string) {
	s.t.Helper()
	who, err := user.Lookup(name)
	if err != nil {
		s.t.Fatal(err)
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	if err := os.Chown(s.dir, uid, gid); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) must(cmd *exec.Cmd) {
	s.t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	cmd.Dir = s.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}

func (s *Server) ctl(args ...string) {
	cmd := exec.Command(filepath.Join(s.bin, "pg_ctl"), append([]string{"-D", s.data(), "-w", "-s"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	cmd.Dir = s.dir
	_ = cmd.Run() // a server that is down already cannot be stopped
}

// makeRoles makes the roles and a database of theirs.
func makeRoles(super string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, super)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err = conn.Exec(ctx, migrations.Roles); err == nil {
		_, err = conn.Exec(ctx, "CREATE DATABASE hotline OWNER hotline_owner")
	}
	return err
}

// Start starts it and waits until it answers.
func (s *Server) Start() { s.start(s.URL) }

func (s *Server) start(url string) {
	s.t.Helper()
	s.ctl("start", "-l", filepath.Join(s.dir, "log"), "-o",
		fmt.Sprintf("-h 127.0.0.1 -p %d -k %s", s.port, s.dir))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, url)
		if err == nil {
			_ = conn.Close(ctx)
			return
		}
		if ctx.Err() != nil {
			s.t.Fatalf("private postgres does not answer: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Kill stops it as a power cut would.
func (s *Server) Kill() { s.ctl("stop", "-m", "immediate") }

func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 23000 + rand.IntN(1000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no free port between 23000 and 23999")
	return 0
}
