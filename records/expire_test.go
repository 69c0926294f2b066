package records

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// Each class goes when it is over and not before; what is held stays; every deletion is
// logged; figures and folded rows are as they were.
func TestWhatIsOverIsDeleted(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	r, _ := run(t, cfg)
	ctx := t.Context()
	written := func(n int, at time.Time, number, secrecy string) callcenter.ID {
		call := tellCall(t, r, at, n, number)
		e := entryOf("a", "1001", "一段话")
		e.Form.Secrecy = secrecy
		if _, err := r.Save(ctx, call, 0, Concern{}, e); err != nil {
			t.Fatal(err)
		}
		return call
	}
	old, secret := written(1, noon, "13800001111", "ordinary"), written(2, noon.Add(time.Minute), "13800002222", "strict")
	held, young := written(3, noon.Add(2*time.Minute), "13800003333", "ordinary"), written(4, noon.AddDate(0, 0, 30), "13800001111", "ordinary")
	if _, err := r.Hold(ctx, held, true, "complaint", entryOf("h", "3001", "")); err != nil {
		t.Fatal(err)
	}
	if err := r.Draft(ctx, young, entryOf("d", "1002", "草")); err != nil {
		t.Fatal(err)
	}
	drain(t, r)
	words := func(call callcenter.ID) string {
		t.Helper()
		s, err := r.Sheet(ctx, call, "1002")
		if err != nil {
			t.Fatal(err)
		}
		if s.Draft != nil {
			return s.Writing.Summary + s.Draft.Writing.Summary
		}
		return s.Writing.Summary
	}
	conn := connect(t, url)
	figures := func() string {
		return value[string](t, conn, `SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM tally t`)
	}
	before := figures()
	expire := func(now time.Time, want map[string]int64) {
		t.Helper()
		got, err := r.Expire(ctx, now)
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("at %s: deleted %v, %v, want %v", now.Format(time.DateOnly), got, err, want)
		}
		if again, err := r.Expire(ctx, now); err != nil || len(again) != 0 {
			t.Errorf("twice: %v, %v", again, err)
		}
	}
	expire(noon.AddDate(0, 0, 3649), map[string]int64{"drafts": 1})
	if words(young) != "一段话" {
		t.Errorf("young: %q", words(young))
	}
	expire(noon.AddDate(0, 0, 3651), map[string]int64{"texts": 2, "numbers": 1}) // the party of old called again
	for call, want := range map[callcenter.ID]string{old: "", secret: "", held: "一段话", young: "一段话"} {
		if got := words(call); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if n := value[int](t, conn, `SELECT count(*) FROM party WHERE forgotten_at IS NOT NULL AND number_sealed IS NULL`); n != 1 {
		t.Errorf("%d parties forgotten", n)
	}
	if _, err := r.Hold(ctx, held, false, "complaint", entryOf("l", "3001", "")); err != nil {
		t.Fatal(err)
	}
	expire(noon.AddDate(0, 0, 3700), map[string]int64{"texts": 2, "numbers": 2})
	if after := figures(); after != before {
		t.Error("deletion changed what is counted")
	}
	if n := value[int](t, conn, `SELECT count(*) FROM journal j WHERE j.data::text LIKE '%一段话%'`) + value[int](t, conn, `SELECT count(*) FROM fact_writing`); n != 0 {
		t.Errorf("%d texts are left", n)
	}
	was, err := r.Hashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if is, err := r.Hashes(ctx); err != nil || len(is) != len(was) {
		t.Error(err)
	} else {
		for i := range is {
			if is[i] != was[i] {
				t.Errorf("folded again: %+v, was %+v", is[i], was[i])
			}
		}
	}
	page, err := r.Deletions(ctx, "", 200)
	if err != nil || len(page.Deletions) != 8 || page.Deletions[0].KeepDays != 3650 {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestLogsAndLinksExpire(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	call := tellCall(t, r, time.Now(), 1, "13800001111")
	conn := connect(t, url)
	for _, sql := range []string{
		`INSERT INTO audit (at, staff, action) SELECT now() - make_interval(days => n), '1001', 'x' FROM unnest(ARRAY[1, 1094, 1096]) n WHERE $1 <> ''`,
		`INSERT INTO disclosure (at, staff, disclosed_at, recipient, content, basis) SELECT now() - make_interval(days => n), '1001', now(), 'x', 'x', 'x' FROM unnest(ARRAY[1, 1829, 1831]) n WHERE $1 <> ''`,
		`INSERT INTO rating_link (token_hash, call, talk, agent, made_at, expires_at) SELECT sha256(n::text::bytea), $1::uuid, n, '1001', now() - interval '90 days', now() - make_interval(days => n)
			FROM unnest(ARRAY[1, 29, 31]) n`,
	} {
		if _, err := conn.Exec(t.Context(), sql, call.String()); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]int64{"audit": 1, "disclosures": 1, "rating_links": 1}
	if got, err := r.Expire(t.Context(), time.Now()); err != nil || !maps.Equal(got, want) {
		t.Errorf("deleted %v, %v", got, err)
	}
	// The class may be made as short as the law allows, and no shorter.
	for days, kind := range map[int]callcenter.ErrorKind{179: callcenter.Invalid, 40000: callcenter.Invalid} {
		if _, err := r.SetRetention(t.Context(), "audit", days, "9001"); !callcenter.Is(err, kind) {
			t.Errorf("%d days: %v", days, err)
		}
	}
	if _, err := r.SetRetention(t.Context(), "nonsense", 1, "9001"); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("no such class: %v", err)
	}
	for range 2 { // again: no change, no second line
		if c, err := r.SetRetention(t.Context(), "audit", 180, "9001"); err != nil || c.KeepDays != 180 || c.LeastDays != 180 {
			t.Errorf("%+v, %v", c, err)
		}
	}
	if got, err := r.Expire(t.Context(), time.Now()); err != nil || !maps.Equal(got, map[string]int64{"audit": 1}) {
		t.Errorf("deleted %v, %v", got, err)
	}
	looks, err := r.Looks(asked(t, Asker{Staff: "4001", Auditor: true}), LookFilter{Action: "retention.set"})
	if err != nil || len(looks.Looks) != 1 || field(looks.Looks[0].After, "class") != "audit" {
		t.Errorf("%+v, %v", looks, err)
	}
}

// Each hour's CDR lines get a file of their own, while Asterisk goes on writing, and go
// when the file's time is over.
func TestCDRFilesRotateAndExpire(t *testing.T) {
	t.Parallel()
	cfg := place(t, pgtest.Database(t), t.TempDir())
	cfg.CDR = t.TempDir()
	r, _ := run(t, cfg)
	master := filepath.Join(cfg.CDR, cdrFile)
	line := func(text string) {
		t.Helper()
		f, err := os.OpenFile(master, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text + "\n"); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	files := func() (names []string) {
		all, err := filepath.Glob(filepath.Join(cfg.CDR, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			names = append(names, filepath.Base(f))
		}
		return names
	}
	at := func(now time.Time, gone int64, want ...string) {
		t.Helper()
		got, err := r.Expire(t.Context(), now)
		if err != nil || got["cdr"] != gone {
			t.Errorf("%s: %v, %v", now, got, err)
		}
		names := files()
		if len(names) != len(want) {
			t.Fatalf("%s: %v, want %v", now, names, want)
		}
		for i := range want {
			if names[i] != want[i] {
				t.Errorf("%s: %v, want %v", now, names, want)
			}
		}
	}
	line("of a stranger")
	if err := os.Rename(master, filepath.Join(cfg.CDR, "Master-old.csv")); err != nil {
		t.Fatal(err)
	}
	at(noon, 0, "Master-old.csv")
	line("a")
	at(noon, 0, "Master-20260302T04.csv", "Master-old.csv")
	line("b")
	at(noon.Add(time.Minute), 0, "Master-20260302T04.csv", "Master-old.csv", "Master.csv") // the hour has its file
	// Killed between naming and unnaming: the next round finishes.
	if err := os.Link(master, filepath.Join(cfg.CDR, "Master-20260302T05.csv")); err != nil {
		t.Fatal(err)
	}
	at(noon.Add(time.Hour), 0, "Master-20260302T04.csv", "Master-20260302T05.csv", "Master-old.csv")
	at(noon.AddDate(0, 0, 180), 0, "Master-20260302T04.csv", "Master-20260302T05.csv", "Master-old.csv")
	at(noon.AddDate(0, 0, 180).Add(time.Hour), 1, "Master-20260302T05.csv", "Master-old.csv")
	at(noon.AddDate(0, 0, 181), 1, "Master-old.csv")
	page, err := r.Deletions(t.Context(), "", 0)
	if err != nil || len(page.Deletions) != 2 || page.Deletions[1].Object != "Master-20260302T04.csv" {
		t.Errorf("%+v, %v", page, err)
	}
}
