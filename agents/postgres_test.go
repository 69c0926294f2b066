package agents

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap/zaptest"

	"hotline/agents/agentstest"
	"hotline/callcenter"
)

func database(t *testing.T) *pgxpool.Pool { return agentstest.Database(t, Migrate) }

func register(pool *pgxpool.Pool) *Register {
	return NewRegister(pool, cheap, new(agentstest.Notes).Note)
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
	r := register(pool)
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
	r := register(database(t))
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
	r := register(pool)
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
		Controller: "a1", Queue: agentstest.NewQueue(), Journal: agentstest.NewJournal(), Postgres: pool,
		Folder: t.TempDir(), Key: NewKey(), Log: zaptest.NewLogger(t), Cost: cheap,
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
	r := register(pool)
	_, err := r.Import(t.Context(), demoRoll())
	must(t, err)
	journal, key := agentstest.NewJournal(), NewKey()
	start := func(name string) *Agents {
		a, err := Open(t.Context(), Config{
			// A queue each: Postgres is the only thing they share.
			Controller: name, Queue: agentstest.NewQueue(), Journal: journal, Postgres: pool,
			Folder: t.TempDir(), Key: key, Log: zaptest.NewLogger(t), Cost: cheap,
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
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// A start without Postgres uses the local copy; with neither, nobody can sign in but it starts.
func TestStartWithoutPostgres(t *testing.T) {
	t.Parallel()
	pool := database(t)
	_, err := register(pool).Import(t.Context(), demoRoll())
	must(t, err)
	nowhere, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:25999/none?sslmode=disable&connect_timeout=1")
	must(t, err)
	defer nowhere.Close()
	folder, key, queue := t.TempDir(), NewKey(), agentstest.NewQueue()
	at := func(pool *pgxpool.Pool, folder string) *Agents {
		a, err := Open(t.Context(), Config{
			Controller: "a1", Queue: queue, Journal: agentstest.NewJournal(), Postgres: pool,
			Folder: folder, Key: key, Log: zaptest.NewLogger(t), Cost: cheap,
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
	refusedAs(t, register(nowhere).SetPassword(t.Context(), wang, "another one", false), callcenter.Unavailable)
}
