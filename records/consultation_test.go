package records

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/pgtest"
)

// wages is a whole consultation about unpaid wages.
func wages() callcenter.Form {
	return callcenter.Form{
		DictionaryVersion: 1, CallerKinds: []string{"migrant_worker"}, Region: "511102", Matter1: "civil", Matter2: "wages",
		ServiceKind: "advice", Result: "answered", Secrecy: "ordinary", SpokenLanguage: "mandarin", AmountFen: new(int64(1234500)),
	}
}

func entryOf(id string, author callcenter.AgentID, summary string) Entry {
	return Entry{ID: id, Author: author, Form: wages(), Writing: callcenter.Writing{Summary: summary, Answer: "可申请劳动仲裁"}}
}

func tellCall(t testing.TB, r *Records, at time.Time, n int, number string) callcenter.ID {
	t.Helper()
	facts := wholeCall(at, n, number, "1001", callcenter.ID{})
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	return facts[0].Subject
}

func TestConsultationIsEditedInTurn(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	call := tellCall(t, r, noon, 1, "13800001234")
	ctx := t.Context()

	if err := r.Draft(ctx, call, entryOf("d1", "1001", "老板张三欠薪")); err != nil {
		t.Fatal(err)
	}
	drain(t, r)
	sheet, err := r.Sheet(ctx, call, "1001")
	if err != nil || sheet.Draft == nil || sheet.Draft.Writing.Summary != "老板张三欠薪" || sheet.Entered.Revision != 0 {
		t.Fatalf("%+v, %v", sheet, err)
	}
	if other, err := r.Sheet(ctx, call, "1002"); err != nil || other.Draft != nil {
		t.Errorf("another's draft: %+v, %v", other.Draft, err)
	}
	for range 2 { // the answer to the first was lost
		record, err := r.Save(ctx, call, 0, Concern{}, entryOf("s1", "1001", "老板张三欠薪三个月"))
		if err != nil || record.Entered.Revision != 1 {
			t.Fatalf("%+v, %v", record.Entered, err)
		}
	}
	if _, err := r.Save(ctx, call, 0, Concern{}, entryOf("s2", "1007", "x")); !callcenter.Is(err, callcenter.Conflict) || !strings.Contains(err.Error(), "1001") {
		t.Errorf("an edit of an old revision: %v", err)
	}
	second := entryOf("s3", "1007", "老板张三欠薪四个月")
	second.Form.Secrecy = fold.Strict
	if _, err := r.Save(ctx, call, 1, Concern{}, second); err != nil {
		t.Fatal(err)
	}
	history, strict, err := r.History(ctx, call)
	if err != nil || len(history) != 2 || !strict {
		t.Fatalf("%+v, %v", history, err)
	}
	want := "[{secrecy ordinary strict} {summary 老板张三欠薪三个月 老板张三欠薪四个月}]"
	if got := fmt.Sprint(history[1].Changes); got != want || history[1].Author != "1007" {
		t.Errorf("changed %s by %s, want %s", got, history[1].Author, want)
	}
	if sheet, err = r.Sheet(ctx, call, "1001"); err != nil || sheet.Draft != nil || sheet.Writing.Summary != "老板张三欠薪四个月" {
		t.Errorf("%+v, %v", sheet, err)
	}
	conn := connect(t, url)
	if got := value[string](t, conn, `SELECT concat_ws('|', t.secrecy, t.summary, s.summary, c.amount_fen) FROM consultation c
		JOIN consultation_text t USING (call) JOIN consultation_secret s USING (call)`); got != "strict||老板张三欠薪四个月|1234500" {
		t.Errorf("texts: %s", got)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	call := tellCall(t, r, noon, 1, "13800001234")
	for _, c := range []struct {
		spoil func(*Entry)
		says  string
	}{
		{func(e *Entry) { e.Form.DictionaryVersion = 0 }, "字典版本"},
		{func(e *Entry) { e.Form.DictionaryVersion = 99 }, "第 99 版"},
		{func(e *Entry) { e.Form.CallerKinds = nil }, "来电人群"},
		{func(e *Entry) { e.Form.CallerKinds = []string{"elderly", "elderly"} }, "重复"},
		{func(e *Entry) { e.Form.Region = "" }, "地区"},
		{func(e *Entry) { e.Form.Region = "张三" }, "字典代码"},
		{func(e *Entry) { e.Form.Region = "999999" }, "字典"},
		{func(e *Entry) { e.Form.Matter2 = "" }, "二级事项"},
		{func(e *Entry) { e.Form.Matter2 = "penalty" }, "不属于"},
		{func(e *Entry) { e.Form.Matter1 = "wages" }, "一级事项"},
		{func(e *Entry) { e.Form.Result = "" }, "办理结果"},
		{func(e *Entry) { e.Form.Result = "not_accepted" }, "原因"},
		{func(e *Entry) { e.Form.ResultReason = "other" }, "不予受理才"},
		{func(e *Entry) { e.Form.Secrecy = "" }, "密级"},
		{func(e *Entry) { e.Form.AmountFen = new(int64(-1)) }, "金额"},
		{func(e *Entry) { e.Writing.Summary = "" }, "摘要"},
		{func(e *Entry) { e.Writing.Answer = strings.Repeat("长", 4001) }, "不超过"},
	} {
		e := entryOf("s", "1001", "欠薪")
		c.spoil(&e)
		if _, err := r.Save(t.Context(), call, 0, Concern{}, e); !callcenter.Is(err, callcenter.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %s: %v", c.says, err)
		}
	}
	silent := Entry{ID: "s", Author: "1001", Form: callcenter.Form{DictionaryVersion: 1, Result: "silent", Secrecy: "ordinary"}}
	if _, err := r.Save(t.Context(), call, 0, Concern{}, silent); err != nil {
		t.Errorf("nobody spoke: %v", err)
	}
	if _, err := r.Save(t.Context(), callcenter.NewID(noon), 0, Concern{}, silent); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("no such call: %v", err)
	}
}

// TestWhatPeopleWriteIsSealed: not a word of it stands in the log or the journal, and
// none of it is left when the party is forgotten; what is counted stays.
func TestWhatPeopleWriteIsSealed(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	r, stop := run(t, cfg)
	var calls []callcenter.ID
	for n, caller := range []string{"13800001234", "anonymous"} {
		call := tellCall(t, r, noon.Add(time.Duration(n)*time.Hour), n, caller)
		calls = append(calls, call)
		if err := r.Draft(t.Context(), call, entryOf("d1", "1001", "机密之词")); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Save(t.Context(), call, 0, Concern{}, entryOf("s1", "1001", "机密之词也")); err != nil {
			t.Fatal(err)
		}
		if err := r.Draft(t.Context(), call, entryOf("d2", "1001", "机密之词又")); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, r)
	conn := connect(t, url)
	before := folded(t, conn)
	for _, table := range []string{"journal", "fact_writing", "consultation", "consultation_edit", "consultation_draft"} {
		if strings.Contains(value[string](t, conn, fmt.Sprintf(`SELECT coalesce(string_agg(x::text, ' '), '') FROM %s x`, table)), "机密") {
			t.Errorf("it stands in %s", table)
		}
	}
	if n := value[int](t, conn, `SELECT count(*) FROM fact_writing`); n != 4 {
		t.Errorf("%d writings: of drafts the last open one is enough", n)
	}
	party, err := r.PartyOf(t.Context(), number("13800001234"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(t.Context(), party); err != nil {
		t.Fatal(err)
	}
	// A desk that still has the page open brings nothing back.
	if _, err := r.Save(t.Context(), calls[0], 1, Concern{}, entryOf("s9", "1001", "机密之词再")); err != nil {
		t.Fatal(err)
	}
	sheet, err := r.Sheet(t.Context(), calls[0], "1001")
	if err != nil || sheet.Writing.Summary != "" || sheet.Entered.Revision != 2 || sheet.Draft != nil && sheet.Draft.Writing.Summary != "" {
		t.Errorf("%+v, %v", sheet, err)
	}
	if n := value[int](t, conn, `SELECT count(*) FROM consultation_text WHERE summary LIKE '机密%'`); n != 1 {
		t.Errorf("%d texts, the anonymous one's should be left", n)
	}
	if sheet, err = r.Sheet(t.Context(), calls[1], "1001"); err != nil || sheet.Writing.Summary != "机密之词也" || sheet.Draft == nil || sheet.Draft.Writing.Summary != "机密之词又" {
		t.Errorf("%+v, %v", sheet, err)
	}
	if after := folded(t, conn); strings.Count(after, "\n") != strings.Count(before, "\n")+1 { // the new revision
		t.Errorf("forgetting changed\n%s\nto\n%s", before, after)
	}
	stop()
	files, err := filepath.Glob(filepath.Join(cfg.Dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if b, err := os.ReadFile(name); err != nil || bytes.Contains(b, []byte("机密")) {
			t.Errorf("it stands in %s, %v", name, err)
		}
	}
}

// TestDraftsGoOnWithoutPostgres: taken while it is away from who is known to have
// talked, and there when it is back, also after the controller was restarted.
func TestDraftsGoOnWithoutPostgres(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t)
	cfg := place(t, server.URL, t.TempDir())
	r, stop := run(t, cfg)
	server.Kill()
	facts := wholeCall(noon, 1, "13800001234", "1001", callcenter.ID{})
	for _, f := range facts {
		r.Tell(f)
	}
	call := facts[0].Subject
	if yes, err := r.Talked(t.Context(), call, "1001"); !yes || err != nil {
		t.Errorf("talked: %v, %v", yes, err)
	}
	if _, err := r.Talked(t.Context(), call, "1002"); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("of another nobody can know: %v", err)
	}
	if err := r.Draft(t.Context(), call, entryOf("d1", "1001", "欠薪")); err != nil {
		t.Error(err)
	}
	if _, err := r.Save(t.Context(), call, 0, Concern{}, entryOf("s1", "1001", "欠薪")); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("save: %v", err)
	}
	stop()
	r, _ = run(t, cfg)
	server.Start()
	drain(t, r)
	sheet, err := r.Sheet(t.Context(), call, "1001")
	if err != nil || sheet.Draft == nil || sheet.Draft.Writing.Summary != "欠薪" {
		t.Errorf("%+v, %v", sheet, err)
	}
}

// A Postgres that takes the question and never answers holds an agent up once, and says so.
func TestSavingIsBoundedWhilePostgresHangs(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	call := tellCall(t, r, noon, 1, "13800001234")
	lock, err := pool(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `LOCK TABLE journal IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = r.Save(t.Context(), call, 0, Concern{}, entryOf("s1", "1001", "x"))
	if took := time.Since(began); !callcenter.Is(err, callcenter.Unavailable) || took > 2*saveTimeout {
		t.Errorf("after %s: %v", took, err)
	}
	if err := r.Draft(t.Context(), call, entryOf("d1", "1001", "x")); err != nil {
		t.Errorf("a draft meanwhile: %v", err)
	}
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if record, err := r.Save(t.Context(), call, 0, Concern{}, entryOf("s1", "1001", "x")); err != nil || record.Entered.Revision != 1 {
		t.Errorf("and then: %+v, %v", record.Entered, err)
	}
}

func TestMatters(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	ctx, caller := t.Context(), number("13800001234")
	first := tellCall(t, r, noon, 1, "13800001234")
	open := Concern{Choice: ConcernOpen}
	record, err := r.Save(ctx, first, 0, open, entryOf("s1", "1007", "欠薪")) // entered by a colleague
	if err != nil || record.Entered.Matter.IsZero() {
		t.Fatalf("%+v, %v", record.Entered, err)
	}
	matter := record.Entered.Matter
	if owner, known := r.Sticky(ctx, caller); !known || owner != "1001" {
		t.Errorf("owner %q: who was asked first stays responsible", owner)
	}
	second := tellCall(t, r, noon.Add(time.Hour), 2, "13800001234")
	if sheet, err := r.Sheet(ctx, second, "1001"); err != nil || len(sheet.Matters) != 1 || sheet.Matters[0].ID != matter {
		t.Errorf("the repeat caller's matter is not found: %+v, %v", sheet.Matters, err)
	}
	if record, err = r.Save(ctx, second, 0, open, entryOf("s1", "1001", "又来")); err != nil || record.Entered.Matter != matter {
		t.Errorf("%+v, %v", record.Entered, err)
	}
	if record, err = r.Save(ctx, second, 1, Concern{Choice: ConcernNew}, entryOf("s2", "1001", "另一件事")); err != nil || record.Entered.Matter == matter {
		t.Errorf("%+v, %v", record.Entered, err)
	}
	for range 2 {
		m, err := r.Own(ctx, matter, "1009", "speciality", Entry{ID: "o1", Author: "2001"})
		if err != nil || m.Owner != "1009" || m.OwnerReason != "speciality" {
			t.Errorf("%+v, %v", m, err)
		}
	}
	if _, err := r.Own(ctx, matter, "1009", "because", Entry{ID: "o2", Author: "2001"}); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("a reason of no dictionary: %v", err)
	}
	for range 2 {
		if m, err := r.Close(ctx, matter, "1009"); err != nil || m.ClosedAt.IsZero() {
			t.Errorf("%+v, %v", m, err)
		}
	}
	if _, err := r.Own(ctx, matter, "1001", "left", Entry{ID: "o3", Author: "2001"}); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("a settled matter has an owner: %v", err)
	}
	if _, err := r.Story(ctx, matter); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("the story of a matter as of a call: %v", err)
	}
	stranger := tellCall(t, r, noon.Add(2*time.Hour), 3, "13900001234")
	if _, err := r.Save(ctx, stranger, 0, Concern{ConcernJoined, matter}, entryOf("s1", "1001", "x")); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("another's matter: %v", err)
	}
	nobody := tellCall(t, r, noon.Add(3*time.Hour), 4, "anonymous")
	if _, err := r.Save(ctx, nobody, 0, open, entryOf("s1", "1001", "x")); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("an anonymous caller has a history: %v", err)
	}
}

// TestTwoDesksOneRecord: people edit through two controllers whose logs come in any
// order. Every table is as a fold of all that was told, and each call one record.
func TestTwoDesksOneRecord(t *testing.T) {
	t.Parallel()
	url, keys := pgtest.Database(t), t.TempDir()
	a, _ := run(t, place(t, url, keys))
	b, _ := run(t, place(t, url, keys))
	drawn := 0
	rapid.Check(t, func(rt *rapid.T) {
		drawn++
		facts := wholeCall(noon, 1000+drawn, "13800001234", "1001", callcenter.ID{})[:4]
		call := facts[0].Subject
		for i := range rapid.IntRange(1, 6).Draw(rt, "edits") {
			who := callcenter.AgentID(fmt.Sprint(1001 + rapid.IntRange(0, 1).Draw(rt, "who")))
			e := entryOf(fmt.Sprint("e", i), who, fmt.Sprint("文", i))
			f := callcenter.Fact{Subject: call, Occurrence: e.occurrence(), At: noon.Add(time.Duration(i) * time.Minute), By: "a", Writing: e.Writing}
			f.Data = callcenter.ConsultationSaved{Author: who, Base: rapid.IntRange(0, i).Draw(rt, "base"), Form: e.Form}
			if rapid.Bool().Draw(rt, "draft") {
				f.Data = callcenter.ConsultationDrafted{Author: who, Form: e.Form}
			}
			facts = append(facts, f)
		}
		for _, f := range rapid.Permutation(facts).Draw(rt, "order") {
			for i, r := range []*Records{a, b} {
				if which := rapid.IntRange(0, 2).Draw(rt, "log"); which == i || which == 2 || i == 1 {
					r.Tell(f)
				}
			}
		}
		drain(t, a)
		drain(t, b)
		want := []fold.Fact{}
		for _, f := range facts {
			want = append(want, fold.Fact{Fact: f})
		}
		was := fold.OfCall(call, want)
		sheet, err := a.Sheet(context.Background(), call, "1001")
		if err != nil || sheet.Entered.Revision != was.Entered.Revision || sheet.Entered.Author != was.Entered.Author {
			rt.Fatalf("%+v, %v, want %+v", sheet.Entered, err, was.Entered)
		}
		var text string
		row := a.db.QueryRow(context.Background(), `SELECT coalesce((SELECT summary FROM consultation_text WHERE call = $1), '')`, call)
		if err := row.Scan(&text); err != nil {
			rt.Fatal(err)
		}
		if n := len(was.Edits); n > 0 && text != was.Edits[n-1].Writing.Summary || n == 0 && text != "" {
			rt.Fatalf("text %q of revision %d", text, n)
		}
	})
	if backlog := a.Backlog(); backlog.Aside != 0 {
		t.Errorf("%+v", backlog)
	}
}
