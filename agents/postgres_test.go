package agents

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap/zaptest"

	"hotline/callcenter"
)

// template migrates one database per run of the tests; each test clones it.
var template = sync.OnceValues(func() (string, error) {
	ctx := context.Background()
	server := os.Getenv("HOTLINE_TEST_POSTGRES")
	if server == "" {
		return "", fmt.Errorf("HOTLINE_TEST_POSTGRES is not set: run the tests with make test, or name a Postgres whose role may create databases")
	}
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", fmt.Errorf("postgres of HOTLINE_TEST_POSTGRES: %w", err)
	}
	defer conn.Close(ctx)
	name := fmt.Sprintf("agents_template_%d", os.Getpid())
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	pool, err := pgxpool.New(ctx, databaseURL(server, name))
	if err != nil {
		return "", err
	}
	defer pool.Close()
	for range 2 { // again is no change
		if err := Migrate(ctx, pool); err != nil {
			return "", err
		}
	}
	return name, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if server := os.Getenv("HOTLINE_TEST_POSTGRES"); server != "" {
		dropDatabase(server, fmt.Sprintf("agents_template_%d", os.Getpid()))
	}
	os.Exit(code)
}

func databaseURL(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

func dropDatabase(server, name string) {
	conn, err := pgx.Connect(context.Background(), server)
	if err != nil {
		return
	}
	defer conn.Close(context.Background())
	_, _ = conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

// database is a migrated database of the test's own.
func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	from, err := template()
	must(t, err)
	server := os.Getenv("HOTLINE_TEST_POSTGRES")
	name := fmt.Sprintf("agents_%d_%d", os.Getpid(), time.Now().UnixNano())
	conn, err := pgx.Connect(t.Context(), server)
	must(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+from)
	must(t, err)
	pool, err := pgxpool.New(t.Context(), databaseURL(server, name))
	must(t, err)
	t.Cleanup(func() { pool.Close(); dropDatabase(server, name) })
	return pool
}

func register(t *testing.T, pool *pgxpool.Pool) *Register {
	r := NewRegister(pool)
	r.cost = cheap
	return r
}

func demoRoll() Roll {
	var roll Roll
	p := demo()
	for _, s := range p.Seats {
		roll.Seats = append(roll.Seats, SeatEntry{Seat: s})
	}
	for _, s := range p.Staff {
		roll.Staff = append(roll.Staff, StaffEntry{Staff: s, Password: password})
	}
	return roll
}

func TestImportTwiceIsOnce(t *testing.T) {
	t.Parallel()
	pool := database(t)
	r := register(t, pool)
	for range 2 {
		report, err := r.Import(t.Context(), demoRoll())
		must(t, err)
		if report.Staff != 5 || report.Seats != 3 || len(report.Generated) != 0 {
			t.Fatalf("report: %+v", report)
		}
	}
	staff, seats, err := r.List(t.Context())
	must(t, err)
	if len(staff) != 5 || len(seats) != 3 || staff[1].Roles[1] != Manager || staff[0].Skills["mandarin"] != 90 {
		t.Fatalf("register: %+v %+v", staff, seats)
	}
	before := staff[0]
	roll := demoRoll()
	for i := range roll.Staff {
		roll.Staff[i].Password = ""
		if roll.Staff[i].ID == wang {
			roll.Staff[i].WrapUp = 45 * time.Second
		}
	}
	_, err = r.Import(t.Context(), roll)
	must(t, err)
	staff, _, err = r.List(t.Context())
	must(t, err)
	if staff[0].WrapUp != 45*time.Second || staff[0].Hash != before.Hash || staff[0].Version != before.Version {
		t.Errorf("an empty password or another wrap-up must not end sessions: %+v", staff[0])
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	r := register(t, database(t))
	_, err := r.Import(t.Context(), demoRoll())
	must(t, err)
	roll, err := ReadCSV([]byte("工号,姓名,角色,默认话机,密码\n3001,新人,值班,8003,long enough\n3002,又一个,值班,8001,long enough\n3003,三,值班,8888,\n"))
	must(t, err)
	_, err = r.Import(t.Context(), roll)
	refusedAs(t, err, callcenter.Invalid)
	for _, want := range []string{"第 3 行:话机 8001 已是工号 1001 的默认话机", "第 4 行:没有话机 8888"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	staff, _, err := r.List(t.Context())
	must(t, err)
	if len(staff) != 5 {
		t.Errorf("%d staff: half of it was imported", len(staff))
	}
}

func TestGeneratedPasswordAndSwappedSeats(t *testing.T) {
	t.Parallel()
	pool := database(t)
	r := register(t, pool)
	_, err := r.Import(t.Context(), demoRoll())
	must(t, err)
	roll, err := ReadCSV([]byte("工号,姓名,角色,默认话机\n1001,王芳,值班,8002\n1002,阿果,值班;管理,8001\n1004,新人,值班,\n"))
	must(t, err)
	report, err := r.Import(t.Context(), roll)
	must(t, err)
	if len(report.Generated) != 1 || len(report.Generated["1004"]) != 26 {
		t.Fatalf("generated: %v", report.Generated)
	}
	a, err := Open(t.Context(), Config{
		Controller: "a1", Queue: newFakeQueue(), Journal: newFakeJournal(), Postgres: pool,
		Folder: t.TempDir(), Key: NewKey(), Log: zaptest.NewLogger(t),
	})
	must(t, err)
	s, _, err := a.SignIn(t.Context(), Credentials{Staff: "1004", Password: report.Generated["1004"]})
	must(t, err)
	if !s.Staff.MustChange {
		t.Error("a generated password must be changed")
	}
	if got, _ := a.defaultAt("8001"); got != aguo {
		t.Errorf("8001 belongs to %s", got)
	}
}

func TestSchemaHoldsTheInvariants(t *testing.T) {
	t.Parallel()
	pool := database(t)
	for _, sql := range []string{
		`INSERT INTO agents.staff (id, name, roles, hash, must_change) VALUES ('1', '甲', '{admin,auditor}', '$argon2id$', false)`,
		`INSERT INTO agents.staff (id, name, roles, hash, must_change) VALUES ('1', '甲', '{}', '$argon2id$', false)`,
		`INSERT INTO agents.staff (id, name, roles, hash, must_change) VALUES ('1', '甲', '{boss}', '$argon2id$', false)`,
		`INSERT INTO agents.staff (id, name, roles, hash, must_change, county) VALUES ('1', '甲', '{duty}', '$argon2id$', false, '511102')`,
		`INSERT INTO agents.staff (id, name, roles, hash, must_change) VALUES ('1', '甲', '{duty}', 'plain text', false)`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("accepted: %s", sql)
		}
	}
}

// Two controllers on the real Postgres: what one does the other knows by NOTIFY.
func TestControllersFollowByNotify(t *testing.T) {
	t.Parallel()
	pool := database(t)
	r := register(t, pool)
	_, err := r.Import(t.Context(), demoRoll())
	must(t, err)
	journal, key := newFakeJournal(), NewKey()
	start := func(name string) *Agents {
		a, err := Open(t.Context(), Config{
			// A queue each: Postgres is the only thing they share.
			Controller: name, Queue: newFakeQueue(), Journal: journal, Postgres: pool,
			Folder: t.TempDir(), Key: key, Log: zaptest.NewLogger(t),
		})
		must(t, err)
		stop := run(t, a)
		t.Cleanup(stop)
		return a
	}
	a, b := start("a1"), start("b1")
	s, token := signIn(t, a, wang, "8001")
	must(t, a.SetIntent(t.Context(), wang, "", callcenter.WantsBreak, "meal"))
	began := time.Now()
	eventually(t, "b sees the sign-in", func() bool {
		got := b.shift(wang)
		return got.open() && got.Seat == "8001" && got.Reason == "meal" && got.Revision == a.shift(wang).Revision
	})
	t.Logf("seen by the other controller after %v", time.Since(began))
	must(t, a.SignOut(t.Context(), s))
	eventually(t, "b sees the sign-out", func() bool { return !b.shift(wang).open() })
	eventually(t, "b knows the session is over", func() bool { _, ended, _ := b.Resume(token); return ended })
	must(t, r.Remove(t.Context(), wang))
	eventually(t, "b knows the account is gone", func() bool { _, there := b.Staff(wang); return !there })
	refusedAs(t, r.Remove(t.Context(), wang), callcenter.NotFound)
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 5 s: %s", what)
		}
	}
}

// A start without Postgres uses the local copy; with neither, nobody can sign in but it starts.
func TestStartWithoutPostgres(t *testing.T) {
	t.Parallel()
	pool := database(t)
	_, err := register(t, pool).Import(t.Context(), demoRoll())
	must(t, err)
	nowhere, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:25999/none?sslmode=disable&connect_timeout=1")
	must(t, err)
	defer nowhere.Close()
	folder, key, queue := t.TempDir(), NewKey(), newFakeQueue()
	at := func(pool *pgxpool.Pool, folder string) *Agents {
		a, err := Open(t.Context(), Config{
			Controller: "a1", Queue: queue, Journal: newFakeJournal(), Postgres: pool,
			Folder: folder, Key: key, Log: zaptest.NewLogger(t),
		})
		must(t, err)
		return a
	}
	signIn(t, at(pool, folder), wang, "8001")
	b := at(nowhere, folder)
	if got := b.Standing(t.Context(), wang); got.Seat != "8001" || got.Name != "王芳" {
		t.Errorf("from the local copy: %+v", got)
	}
	signIn(t, b, aguo, "8002")
	_, _, err = at(nowhere, t.TempDir()).SignIn(t.Context(), Credentials{Staff: wang, Password: password})
	refusedAs(t, err, callcenter.Unauthorized)
	refusedAs(t, register(t, nowhere).SetPassword(t.Context(), wang, "another one", false), callcenter.Unavailable)
}
