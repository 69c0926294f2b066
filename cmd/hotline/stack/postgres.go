package stack

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/migrations"
)

// The versions the schema is tested with.
const (
	oldestPostgres = 15
	newestPostgres = 17
)

// OwnerURL is how whoever may create databases and tables reaches Postgres, password
// included.
func (p Place) OwnerURL() (string, error) { return p.postgresURL("hotline_owner", "hotline") }

// PostgresURL is how the hotline itself reaches its database, password included.
func (p Place) PostgresURL() (string, error) { return p.postgresURL("hotline", "hotline") }

func (p Place) postgresURL(role, database string) (string, error) {
	password, err := p.secret("postgres-" + role + "-password")
	if err != nil {
		return "", err
	}
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, password),
		Host: p.Address(PortPostgres), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String(), nil
}

// postgresBin is the folder of the newest usable version: Debian keeps them apart
// and out of PATH.
func postgresBin() (string, error) {
	for version := newestPostgres; version >= oldestPostgres; version-- {
		bin := filepath.Join("/usr/lib/postgresql", strconv.Itoa(version), "bin")
		if _, err := os.Stat(filepath.Join(bin, "initdb")); err == nil {
			return bin, nil
		}
	}
	return "", callcenter.Errorf(callcenter.NotFound,
		"没有找到 PostgreSQL %d 至 %d 的服务端程序,请先运行 deploy/install.sh", oldestPostgres, newestPostgres)
}

func (p Place) postgresServer() (server, error) {
	bin, err := p.postgresBinOf()
	if err != nil {
		return server{}, err
	}
	owner, err := postgresUser(p.Home)
	if err != nil {
		return server{}, err
	}
	data := p.Path("postgres", "data")
	// It finds its libraries by the folder in argv[0].
	path := filepath.Join(bin, "postgres")
	return server{
		name: "PostgreSQL", path: path, argv: []string{path, "-D", data}, marks: []string{data},
		dir: "/", log: p.Path("log", "postgres.log"),
		ports: []int{p.Port(PortPostgres)}, user: owner,
		stop:  syscall.SIGINT, // "fast": ends sessions, writes everything, needs no recovery
		ready: p.postgresReady,
	}, nil
}

// postgresBinOf stays with the version the data was made by.
func (p Place) postgresBinOf() (string, error) {
	raw, err := os.ReadFile(p.Path("postgres", "data", "PG_VERSION"))
	if err != nil {
		return postgresBin()
	}
	version := string(raw[:max(0, len(raw)-1)])
	bin := filepath.Join("/usr/lib/postgresql", version, "bin")
	if _, err := os.Stat(filepath.Join(bin, "postgres")); err != nil {
		return "", callcenter.Errorf(callcenter.Conflict,
			"%s 里的数据是 PostgreSQL %s 建的,但这台机器上没有这个版本;请装上它,或换一个 HOTLINE_HOME", p.Home, version)
	}
	return bin, nil
}

// preparePostgres makes the cluster once and writes its configuration each time.
func (p Place) preparePostgres(ctx context.Context) error {
	if err := makeFolders(p.Path("postgres")); err != nil {
		return err
	}
	data := p.Path("postgres", "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		if err := p.initdb(ctx, data); err != nil {
			return err
		}
	}
	for _, name := range []string{"postgresql.conf.tmpl", "pg_hba.conf"} {
		target := filepath.Join(data, trimTemplate(name))
		if err := render("postgres/"+name, target, map[string]any{"Port": p.Port(PortPostgres)}); err != nil {
			return err
		}
	}
	return p.ownPostgres()
}

// initdb builds beside the place and renames, so an interrupted one is not taken for a cluster.
func (p Place) initdb(ctx context.Context, data string) error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	if _, err := p.secret("postgres-postgres-password"); err != nil {
		return err
	}
	making := data + ".new"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	pwfile := p.Path("postgres", "pwfile")
	password, err := p.secret("postgres-postgres-password")
	if err != nil {
		return err
	}
	if err := os.WriteFile(pwfile, []byte(password+"\n"), 0o600); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	defer func() { _ = os.Remove(pwfile) }()
	if err := p.ownPostgres(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", making, "-U", "postgres",
		"--auth=scram-sha-256", "--pwfile="+pwfile, "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
	cmd.Dir = "/"
	owner, err := postgresUser(p.Home)
	if err != nil {
		return err
	}
	if owner != nil {
		owner.apply(cmd)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb %s: %w: %s", making, err, out)
	}
	return os.Rename(making, data)
}

func (p Place) ownPostgres() error {
	owner, err := postgresUser(p.Home)
	if err != nil || owner == nil {
		return err
	}
	return owner.own(p.Path("postgres"))
}

func (p Place) postgresReady(ctx context.Context) error {
	conn, err := p.connectPostgres(ctx, "postgres", "postgres")
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (p Place) connectPostgres(ctx context.Context, role, database string) (*pgx.Conn, error) {
	target, err := p.postgresURL(role, database)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, target)
	if err != nil {
		return nil, fmt.Errorf("connect postgres: %w", err)
	}
	return conn, nil
}

// createDatabase makes the hotline's database and its roles, none of them a superuser.
func (p Place) createDatabase(ctx context.Context) error {
	server, err := p.connectPostgres(ctx, "postgres", "postgres")
	if err != nil {
		return err
	}
	defer func() { _ = server.Close(context.WithoutCancel(ctx)) }()
	var there bool
	if err := server.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'hotline')`).Scan(&there); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	if !there {
		if _, err := server.Exec(ctx, `CREATE DATABASE hotline`); err != nil {
			return fmt.Errorf("create database: %w", err)
		}
	}
	own, err := p.connectPostgres(ctx, "postgres", "hotline")
	if err != nil {
		return err
	}
	defer func() { _ = own.Close(context.WithoutCancel(ctx)) }()
	if _, err := own.Exec(ctx, migrations.Roles); err != nil {
		return fmt.Errorf("create roles: %w", err)
	}
	if !there {
		if _, err := own.Exec(ctx, `ALTER DATABASE hotline OWNER TO hotline_owner`); err != nil {
			return fmt.Errorf("give database to its owner: %w", err)
		}
	}
	// Tests drop their databases while autovacuum may be looking at one.
	if _, err := own.Exec(ctx, `GRANT pg_signal_backend TO hotline_owner`); err != nil {
		return fmt.Errorf("let owner drop databases: %w", err)
	}
	for _, role := range []string{"hotline_owner", "hotline", "hotline_backup"} {
		password, err := p.secret("postgres-" + role + "-password")
		if err != nil {
			return err
		}
		// The password is our own base32 text: nothing in it needs quoting.
		if _, err := own.Exec(ctx, `ALTER ROLE `+role+` PASSWORD '`+password+`'`); err != nil {
			return fmt.Errorf("password of role %s: %w", role, err)
		}
	}
	return nil
}
