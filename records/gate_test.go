package records

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// onePooled is a pool of one connection, so that whoever asks next asks over it.
func onePooled(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(pgtest.Login(url))
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxConns = 1
	p, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// asked is a context in which somebody asks.
func asked(t *testing.T, who Asker) context.Context {
	t.Helper()
	ctx, asker := Asking(t.Context())
	*asker = who
	return ctx
}

func denied(err error) bool {
	refusal, is := errors.AsType[*pgconn.PgError](err)
	return is && refusal.Code == "42501"
}

// One pooled connection serves one person after the other, and the program in between:
// each sees his own rows, whoever came before, and however that one's query ended.
func TestAPooledConnectionCarriesNothingOver(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	calls := map[callcenter.AgentID]callcenter.ID{"1001": tellTalk(t, r, "1001", 1), "1002": tellTalk(t, r, "1002", 2)}
	g := gate{onePooled(t, url), program}
	count := func(ctx context.Context, sql string) (n int) {
		t.Helper()
		if err := g.QueryRow(ctx, sql).Scan(&n); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return n
	}
	const every = `SELECT count(*) FROM call`
	for round := range 3 {
		for agent, call := range calls {
			var seen callcenter.ID
			if err := g.QueryRow(asked(t, Asker{Staff: agent, Reach: Own}), `SELECT min(id::text)::uuid FROM call`).Scan(&seen); err != nil || seen != call {
				t.Fatalf("%s saw %s, %v, want %s", agent, seen, err, call)
			}
			if n := count(asked(t, Asker{}), every); n != 0 {
				t.Fatalf("nobody saw %d calls", n)
			}
			if _, err := g.Exec(asked(t, Asker{Staff: agent, Reach: All, Secrets: All}), `DELETE FROM call`); !denied(err) {
				t.Fatalf("a manager deletes calls: %v", err)
			}
			if n := count(t.Context(), every); n != 2 {
				t.Fatalf("round %d: the program saw %d calls", round, n)
			}
			if _, err := g.Query(asked(t, Asker{Staff: agent, Reach: All}), `SELECT nonsense`); err == nil {
				t.Fatal("nonsense was answered")
			}
			if n := count(asked(t, Asker{Staff: "1003", Reach: Own}), every); n != 0 {
				t.Fatalf("1003 saw %d calls", n)
			}
			if n := count(asked(t, Asker{Staff: "2001", Reach: All}), every); n != 2 {
				t.Fatalf("affairs saw %d calls", n)
			}
			if n := count(asked(t, Asker{Staff: "2002", Reach: All, County: "511102"}), every); n != 0 {
				t.Fatalf("another county saw %d calls", n)
			}
		}
	}
	if _, err := g.pool.Exec(t.Context(), every); !denied(err) {
		t.Errorf("the login role reads by itself: %v", err)
	}
}

// What each role must not be able to do, whatever the program asks for.
func TestWhatNoRoleMayDo(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	p := onePooled(t, url)
	for is, forbidden := range map[role][]string{
		auditor: {"SELECT id FROM call", "SELECT id FROM party", "UPDATE audit SET reason = ''", "DELETE FROM audit", "SELECT call FROM consultation_secret"},
		program: {
			"UPDATE journal SET data = '{}'", "DELETE FROM journal", "UPDATE audit SET reason = ''", "DELETE FROM audit", "TRUNCATE audit", "DELETE FROM party", "UPDATE party SET forgotten_at = now()", "DELETE FROM disclosure", "UPDATE disclosure SET basis = ''", "UPDATE retention_class SET least_days = 1", "DELETE FROM deletion", "INSERT INTO audit (staff, action, at) VALUES ('x', 'x', now())",
			"DROP TABLE call", "ALTER TABLE call DISABLE ROW LEVEL SECURITY",
		},
		retention: {"SELECT 1 FROM journal", "DELETE FROM call", "UPDATE call SET outcome = 'failed'", "UPDATE audit SET reason = ''", "TRUNCATE audit", "UPDATE retention_class SET keep_days = 1", "DELETE FROM deletion"},
	} {
		for _, sql := range forbidden {
			if _, err := (gate{p, is}).Exec(t.Context(), sql); !denied(err) {
				t.Errorf("%s: %s: %v", is, sql, err)
			}
		}
	}
	for _, sql := range forbiddenToDesk() {
		if _, err := (gate{p, program}).Exec(asked(t, Asker{Staff: "1001", Reach: All, Secrets: All}), sql); !denied(err) {
			t.Errorf("desk: %s: %v", sql, err)
		}
	}
	var privileged string
	if err := p.QueryRow(t.Context(), `SELECT coalesce(string_agg(rolname, ' '), '') FROM pg_roles
		WHERE rolname LIKE 'hotline%' AND (rolsuper OR rolcreaterole OR rolbypassrls AND rolname <> 'hotline_backup')`).Scan(&privileged); err != nil || privileged != "" {
		t.Errorf("too mighty: %q, %v", privileged, err)
	}
}

func forbiddenToDesk() []string {
	return []string{
		"DELETE FROM consultation_secret", "UPDATE party SET forgotten_at = now()", "INSERT INTO journal SELECT * FROM journal",
		"INSERT INTO call (id) VALUES (gen_random_uuid())", "UPDATE consultation SET secrecy = 'ordinary'", "SELECT words FROM consultation_search",
		"UPDATE audit SET reason = ''", "DELETE FROM audit", "TRUNCATE audit", "INSERT INTO audit (staff, action) VALUES ('somebody else', 'x')",
		"INSERT INTO audit (staff, action, at) VALUES ('1001', 'x', '2020-01-01')",
		"UPDATE disclosure SET basis = ''", "DELETE FROM disclosure", "INSERT INTO disclosure (staff, disclosed_at, recipient, content, basis) VALUES ('somebody else', now(), 'x', 'x', 'x')",
		"INSERT INTO number_export (list, filter, reason, asked_by) VALUES ('calls', '{}', 'x', 'somebody else')", "UPDATE number_export SET asked_by = '1001'", "DELETE FROM number_export",
	}
}

// Every table a person's request may read has policies that hold for its owner too, or
// stands here with the reason why everybody may see all of it.
func TestEveryTablePeopleReadHasPolicies(t *testing.T) {
	t.Parallel()
	public := []string{
		"dictionary", "dictionary_version", // words
		"knowledge",                                              // what the centre tells anybody who calls
		"tally_sum", "tally_change", "state_sum", "state_change", // sums, the same for everyone
	}
	p := pool(t, pgtest.Database(t))
	rows, err := p.Query(t.Context(), `
		SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
		  AND (has_table_privilege('hotline_desk', c.oid, 'SELECT') OR has_table_privilege('hotline_auditor', c.oid, 'SELECT'))`)
	if err != nil {
		t.Fatal(err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range open {
		if !slices.Contains(public, table) {
			t.Errorf("%s is open to everybody", table)
		}
	}
}

// The texts that reach SET have no way to end it.
func TestLiterals(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	g := gate{onePooled(t, url), program}
	for _, staff := range []string{"1001", "", "'", "''; SET LOCAL ROLE hotline_program; --", `\'; --`, "一", strings.Repeat("'", 50)} {
		var back string
		err := g.QueryRow(asked(t, Asker{Staff: callcenter.AgentID(staff), Reach: Own}), `SELECT current_setting('hotline.staff') || '/' || current_user`).Scan(&back)
		if err != nil || back != staff+"/hotline_desk" {
			t.Errorf("%q came back as %q, %v", staff, back, err)
		}
	}
}

// tellTalk tells a call an agent talked in, into Postgres.
func tellTalk(t *testing.T, r *Records, agent callcenter.AgentID, n int) callcenter.ID {
	t.Helper()
	call := callcenter.CallIDOf(callcenter.LineID(fmt.Sprint("line", n)), noon)
	token := callcenter.Token(call.String() + ".1.x")
	for _, data := range []callcenter.Payload{
		callcenter.CallArrived{Line: callcenter.LineID(fmt.Sprint("line", n)), Called: "12348"},
		callcenter.SegmentStarted{Token: token, Agent: agent},
		callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller},
	} {
		r.Tell(callcenter.Fact{Subject: call, At: noon, By: "a", Data: data})
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return call
}
