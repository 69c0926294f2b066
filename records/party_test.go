package records

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

func number(s string) callcenter.Number { return callcenter.ParseNumber(s, callcenter.LocalAreaCode) }

func TestForgettingLeavesTheFigures(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	var facts []callcenter.Fact
	for n, caller := range []string{"13800001234", "0086-13800001234", "12345", "anonymous"} {
		facts = append(facts, wholeCall(noon.Add(time.Duration(n)*time.Hour), n, caller, "1001", callcenter.ID{})...)
	}
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT count(*) FROM party`); n != 2 {
		t.Fatalf("%d parties behind two numbers", n)
	}
	party, err := r.PartyOf(t.Context(), number("+8613800001234"))
	if err != nil {
		t.Fatal(err)
	}
	history, err := r.Calls(t.Context(), Filter{Party: party})
	if err != nil || len(history.Calls) != 2 {
		t.Fatalf("history of %d calls, %v", len(history.Calls), err)
	}
	whole := history.Calls[0].ID
	if got, err := r.NumberOf(t.Context(), party); err != nil || got.E164() != "8613800001234" {
		t.Errorf("number %s, %v", got, err)
	}
	short, err := r.PartyOf(t.Context(), number("12345"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.NumberOf(t.Context(), short); err != nil || got.E164() != "12345" {
		t.Errorf("number %s, %v", got, err)
	}

	before := folded(t, conn)
	if err := r.Forget(t.Context(), party); err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(t.Context(), party); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("forgotten twice: %v", err)
	}
	if after := folded(t, conn); after != before {
		t.Errorf("forgetting changed\n%s\nto\n%s", before, after)
	}
	if _, err := r.NumberOf(t.Context(), party); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("its number: %v", err)
	}
	// The log is read again after a crash: that brings nobody back.
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	if _, err := r.PartyOf(t.Context(), number("13800001234")); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("the party is back: %v", err)
	}
	story, err := r.Story(t.Context(), whole)
	if err != nil || story.Number != "已遗忘" {
		t.Errorf("story of %q, %v", story.Number, err)
	}
	// A new call makes a new party.
	for _, f := range wholeCall(noon.Add(9*time.Hour), 9, "13800001234", "1001", callcenter.ID{}) {
		r.Tell(f)
	}
	drain(t, r)
	if again, err := r.PartyOf(t.Context(), number("13800001234")); err != nil || again == party {
		t.Errorf("party %s after a new call, %v", again, err)
	}
}

func TestNoNumberStandsReadable(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	r, stop := run(t, cfg)
	for _, f := range wholeCall(noon, 1, "13800001234", "1001", callcenter.ID{}) {
		r.Tell(f)
	}
	drain(t, r)
	stop()
	files, err := filepath.Glob(filepath.Join(cfg.Dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("800001234")) {
			t.Errorf("the number stands in %s", name)
		}
	}
	conn := connect(t, url)
	for _, table := range []string{"journal", "party", "call", "consultation"} {
		if strings.Contains(value[string](t, conn, fmt.Sprintf(`SELECT coalesce(string_agg(x::text, ' '), '') FROM %s x`, table)), "800001234") {
			t.Errorf("the number stands in %s", table)
		}
	}
}

func TestStickyIsTheOwnerOfTheOpenMatter(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	call := wholeCall(noon, 1, "13800001234", "1001", callcenter.ID{})
	for _, f := range call {
		r.Tell(f)
	}
	drain(t, r)
	caller := number("13800001234")
	if owner, open := r.Sticky(t.Context(), caller); open {
		t.Errorf("%s owns nothing yet", owner)
	}
	party, err := r.PartyOf(t.Context(), caller)
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, url)
	matter := callcenter.NewID(noon)
	for _, sql := range []string{
		`INSERT INTO matter (id, party, owner, opened_call, opened_at) VALUES ($1, $2, '1007', $3, $4)`,
	} {
		if _, err := conn.Exec(t.Context(), sql, matter, party, call[0].Subject, noon); err != nil {
			t.Fatal(err)
		}
	}
	if owner, open := r.Sticky(t.Context(), caller); !open || owner != "1007" {
		t.Errorf("owner %q, open %v", owner, open)
	}
	if _, err := conn.Exec(t.Context(), `UPDATE matter SET closed_at = $1`, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if owner, open := r.Sticky(t.Context(), caller); open {
		t.Errorf("%s owns a closed matter", owner)
	}
	if _, open := r.Sticky(t.Context(), callcenter.Number{}); open {
		t.Error("an anonymous caller has a history")
	}
}
