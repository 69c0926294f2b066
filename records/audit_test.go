package records

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// The audit is read whole by its cursor, however many lines one moment has, and filtered.
func TestAuditIsReadPageByPage(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	conn := connect(t, url)
	if _, err := conn.Exec(t.Context(), `INSERT INTO audit (at, staff, action, object)
		SELECT '2026-03-02T04:00:00Z'::timestamptz + make_interval(secs => n / 10), 'staff' || n % 3, 'action' || n % 2, n::text FROM generate_series(1, 450) n`); err != nil {
		t.Fatal(err)
	}
	ctx := asked(t, Asker{Staff: "4001", Auditor: true})
	count := func(f LookFilter) (n int) {
		t.Helper()
		seen := map[callcenter.ID]bool{}
		for {
			page, err := r.Looks(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Looks {
				if seen[l.ID] {
					t.Fatalf("%s is on two pages", l.ID)
				}
				seen[l.ID] = true
			}
			if f.After = page.Next; f.After == "" {
				return len(seen)
			}
		}
	}
	for want, f := range map[int]LookFilter{
		450: {Limit: 7}, 150: {Staff: "staff1"}, 225: {Action: "action0", Limit: 200}, 1: {Object: "17"}, 0: {Staff: "nobody"},
		100: {From: noon.Truncate(time.Second).Add(10 * time.Second), To: noon.Truncate(time.Second).Add(20 * time.Second)},
	} {
		if n := count(f); n != want {
			t.Errorf("%+v: %d lines, want %d", f, n, want)
		}
	}
	if page, err := r.Looks(asked(t, Asker{Staff: "staff1", Reach: All}), LookFilter{Limit: 200}); err != nil || len(page.Looks) != 150 {
		t.Errorf("who is no auditor sees %d lines, %v", len(page.Looks), err)
	}
	var lines [][]string
	for rows, err := range r.ExportLooks(ctx, LookFilter{Staff: "staff0"}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, rows...)
	}
	if len(lines) != 150 || len(lines[0]) != len(AuditTitles()) || lines[0][1] != "staff0" {
		t.Errorf("%d lines: %v", len(lines), lines[0])
	}
}

// What people change of a call or a matter is in the audit with what it was before, once,
// though its facts are told twice; and what is no fact of a call is there as well.
func TestEveryChangeIsInTheAudit(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	ctx := t.Context()
	call := tellCall(t, r, noon, 1, "13800001234")
	drain(t, r)
	first, err := r.Save(ctx, call, 0, Concern{Choice: ConcernNew}, entryOf("a", "1001", "机密的话"))
	if err != nil {
		t.Fatal(err)
	}
	second := entryOf("b", "1002", "又一句")
	second.Form.Region = "511133"
	for range 2 { // sent twice
		if _, err := r.Save(ctx, call, 1, Concern{Choice: ConcernJoined, Matter: first.Entered.Matter}, second); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Own(ctx, first.Entered.Matter, "1009", "speciality", entryOf("c", "2001", "")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Close(ctx, first.Entered.Matter, "1009"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SetGreenChannel(ctx, call, time.Now().Add(time.Hour), "elderly", entryOf("d", "1001", "")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SetGreenChannel(ctx, call, time.Time{}, "ended", entryOf("e", "1002", "")); err != nil {
		t.Fatal(err)
	}
	r.Tell(callcenter.Fact{Subject: call, Occurrence: "ear", At: noon, By: "a", Data: callcenter.CallListened{By: "3001"}})
	r.Tell(callcenter.Fact{Subject: call, Occurrence: "r#1", At: noon, By: "a", Data: callcenter.RecordingPaused{Name: "r", By: "1001"}})
	r.Tell(callcenter.Fact{Subject: call, Occurrence: "r#1", At: noon.Add(time.Second), By: "a", Data: callcenter.RecordingResumed{Name: "r", By: "1001"}})
	note := callcenter.Change{By: "3001", Action: "admission.set", Object: "wages", Before: "open", After: "closed"}
	if err := r.NoteDurably(ctx, note); err != nil {
		t.Fatal(err)
	}
	drain(t, r)
	page, err := r.Looks(asked(t, Asker{Staff: "4001", Auditor: true}), LookFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range page.Looks {
		if strings.Contains(string(l.Before)+string(l.After), "话") || l.Call != call && l.Object == "" {
			t.Errorf("%+v", l)
		}
		got = append(got, strings.Join([]string{string(l.Staff), l.Action, field(l.Before, "author"), field(l.Before, "owner"), field(l.Before, "until")[:min(3, len(field(l.Before, "until")))]}, " "))
	}
	want := []string{
		"3001 admission.set   ", "1001 recording.resumed   ", "1001 recording.paused   ", "3001 call.listened   ", "1002 green_channel.set 1001  202", "1001 green_channel.set   ",
		"1009 matter.closed   ", "2001 matter.owned  1001 ", "1002 consultation.saved 1001  ", "1001 consultation.saved   ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if string(page.Looks[0].Before) != `"open"` || string(page.Looks[0].After) != `"closed"` {
		t.Errorf("%s, %s", page.Looks[0].Before, page.Looks[0].After)
	}
	if field(page.Looks[1].Before, "name") != "r" || page.Looks[2].Before != nil {
		t.Errorf("resumed after %s, paused after %s", page.Looks[1].Before, page.Looks[2].Before)
	}
	if done, err := r.Rebuild(ctx); err != nil || done.Calls != 1 {
		t.Errorf("a note is taken for a call: %+v, %v", done, err)
	}
}

// field is a text of a JSON object; "" if it has none.
func field(raw json.RawMessage, name string) string {
	var all map[string]any
	_ = json.Unmarshal(raw, &all)
	text, _ := all[name].(string)
	return text
}

// Nothing younger than the law allows can be deleted, by anybody; older by retention alone.
func TestHowLongLogsAreKept(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	p := onePooled(t, url)
	conn := connect(t, url)
	for table, days := range map[string]int{"audit": 180, "disclosure": 1096} {
		columns, values := "staff, action", "'1001', 'x'"
		if table == "disclosure" {
			columns, values = "staff, disclosed_at, recipient, content, basis", "'1001', now(), 'x', 'x', 'x'"
		}
		if _, err := conn.Exec(t.Context(), `INSERT INTO `+table+` (at, `+columns+`) SELECT now() - make_interval(days => $1, hours => n), `+values+` FROM unnest(ARRAY[-1, 1]) n`, days); err != nil {
			t.Fatal(err)
		}
		if _, err := (gate{p, retention}).Exec(t.Context(), `DELETE FROM `+table); !denied(err) {
			t.Errorf("retention deletes young lines of %s: %v", table, err)
		}
		old := `DELETE FROM ` + table + ` WHERE at < now() - make_interval(days => $1)`
		for _, is := range []role{program, desk, auditor} {
			if _, err := (gate{p, is}).Exec(t.Context(), old, days); !denied(err) {
				t.Errorf("%s deletes old lines of %s: %v", is, table, err)
			}
		}
		if _, err := conn.Exec(t.Context(), old, days); err == nil {
			t.Errorf("the owner deletes old lines of %s", table)
		}
		if tag, err := (gate{p, retention}).Exec(t.Context(), old, days); err != nil || tag.RowsAffected() != 1 {
			t.Errorf("%s: %v, %v", table, tag, err)
		}
	}
}
