package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// export reads an export whole.
func export(t *testing.T, r *Records, who Asker, e Export, mask Mask) (rows [][]string) {
	t.Helper()
	for chunk, err := range r.ExportRows(asked(t, who), e, mask) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, chunk...)
	}
	return rows
}

func TestExportsMaskAndLeaveOutWhatIsSecret(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	open, told, strict := tellCall(t, r, noon, 1, "13800001111"), tellCall(t, r, noon.Add(time.Hour), 2, "13800002222"), tellCall(t, r, noon.Add(2*time.Hour), 3, "13800003333")
	hidden := tellCall(t, r, noon.Add(3*time.Hour), 4, "")
	for call, secrecy := range map[callcenter.ID]string{open: "ordinary", told: "confidential", strict: "strict"} {
		e := entryOf("a", "1001", "欠薪,回电 139 1234 5678,=1+1")
		e.Form.Secrecy, e.Form.AmountFen = secrecy, new(int64(1234505))
		if _, err := r.Save(t.Context(), call, 0, Concern{}, e); err != nil {
			t.Fatal(err)
		}
	}
	manager := Asker{Staff: "3001", Reach: All, Secrets: All}
	calls := export(t, r, manager, Export{List: ExportedCalls}, Mask{})
	titles := ExportedCalls.Titles()
	if len(calls) != 3 || len(calls[0]) != len(titles) || calls[0][0] != hidden.String() || calls[2][0] != open.String() {
		t.Fatalf("%v", calls)
	}
	if calls[0][2] != "匿名" || calls[1][2] != "138****2222" || calls[2][1] != "2026-03-02 12:00:00" || calls[2][9] != "4.0" {
		t.Errorf("%v", calls)
	}
	sheets := export(t, r, manager, Export{List: ExportedConsultations}, Mask{Confidential: true})
	cell := func(row []string, title string) string {
		return row[slices.Index(ExportedConsultations.Titles(), title)]
	}
	for _, c := range []struct {
		row         int
		title, want string
	}{
		{2, "一级事项", "民事"},
		{2, "涉及金额(元)", "12345.05"},
		{2, "密级", "普通"},
		{2, "摘要", "欠薪,回电 139****78,=1+1"},
		{1, "密级", "保密"},
		{1, "摘要", "欠薪,回电 139****78,=1+1"},
		{0, "摘要", ""},
	} {
		if got := cell(sheets[c.row], c.title); got != c.want {
			t.Errorf("row %d, %s: %q, want %q", c.row, c.title, got, c.want)
		}
	}
	affairs := export(t, r, Asker{Staff: "2001", Reach: All}, Export{List: ExportedConsultations, Topic: "consult"}, Mask{})
	if len(affairs) != 3 || cell(affairs[1], "摘要") != "(保密)" || cell(affairs[2], "摘要") == "(保密)" {
		t.Errorf("%v", affairs)
	}
	whole := export(t, r, manager, Export{List: ExportedCalls, To: noon.Add(time.Minute)}, Mask{Numbers: true})
	if len(whole) != 1 || whole[0][2] != "13800001111" {
		t.Errorf("%v", whole)
	}
	for _, none := range []Asker{{}, {Staff: "1002", Reach: Own}, {Staff: "3002", Reach: All, County: "511133"}} {
		if rows := export(t, r, none, Export{List: ExportedCalls}, Mask{}); len(rows) != 0 {
			t.Errorf("%+v takes %v", none, rows)
		}
	}
	if text := fmt.Sprint(calls, sheets, affairs); strings.Contains(text, "13800003333") || strings.Contains(text, strict.String()) || strings.Contains(text, "13912345678") {
		t.Error("what is strictly secret is in an export")
	}
}

// A long export comes whole and in order, some rows at a time.
func TestLongExportsComeInChunks(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	conn := connect(t, url)
	const calls = 3*exportChunk + 7
	for _, sql := range []string{
		`INSERT INTO call (id, anonymous, arrived_at, facts) SELECT gen_random_uuid(), true, '2026-03-02T04:00:00Z'::timestamptz + make_interval(secs => n / 3), 1 FROM generate_series(1, $1) n`,
		`INSERT INTO consultation (call, contact, arrived_at) SELECT id, 'refused', arrived_at FROM call WHERE $1 > 0`,
	} {
		if _, err := conn.Exec(t.Context(), sql, calls); err != nil {
			t.Fatal(err)
		}
	}
	seen, chunks, last := map[string]bool{}, 0, "9"
	for rows, err := range r.ExportRows(asked(t, Asker{Staff: "3001", Reach: All}), Export{List: ExportedCalls}, Mask{}) {
		if err != nil {
			t.Fatal(err)
		}
		chunks++
		for _, row := range rows {
			if row[1] > last {
				t.Fatalf("%s after %s", row[1], last)
			}
			seen[row[0]], last = true, row[1]
		}
	}
	if len(seen) != calls || chunks != 4 {
		t.Errorf("%d calls in %d chunks", len(seen), chunks)
	}
}

func TestNumbersInTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"请回 13812345678": "请回 138****78", "身份证51110219900101123X。": "身份证511****3X。", "0833-244 1234": "083****34",
		"欠 12000 元": "欠 12000 元", "2026-03-02 来电": "202****02 来电", "": "",
	} {
		if got := maskNumbers(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// A wish for whole numbers: another decides, once; who asked takes it, once and in time.
func TestWholeNumbersNeedTwoPeople(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	tellCall(t, r, noon, 1, "13800001111")
	one, other := asked(t, Asker{Staff: "3001", Reach: All}), asked(t, Asker{Staff: "3002", Reach: All})
	ask := func() NumberExport {
		t.Helper()
		x, err := r.AskNumberExport(one, Export{List: ExportedCalls, From: noon}, "法院调取", "3001")
		if err != nil || x.State != NumberExportAsked || !x.Export.From.Equal(noon) {
			t.Fatalf("%+v, %v", x, err)
		}
		return x
	}
	x := ask()
	if _, err := r.TakeNumberExport(one, x.ID, "3001"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("taken before it was decided: %v", err)
	}
	if _, err := r.DecideNumberExport(one, x.ID, true, "3001"); !callcenter.Is(err, callcenter.Denied) {
		t.Errorf("his own wish: %v", err)
	}
	if n := value[int](t, connect(t, url), `SELECT count(*) FROM audit WHERE action = 'number_export.own_refused' AND staff = '3001' AND object = $1 AND before IS NOT NULL`, x.ID.String()); n != 1 {
		t.Errorf("that he tried stands in the audit %d times", n)
	}
	if got, err := r.DecideNumberExport(other, x.ID, true, "3002"); err != nil || got.State != NumberExportApproved || got.DecidedBy != "3002" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := r.DecideNumberExport(other, x.ID, false, "3002"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("decided twice: %v", err)
	}
	if _, err := r.TakeNumberExport(other, x.ID, "3002"); !callcenter.Is(err, callcenter.Denied) {
		t.Errorf("taken by another: %v", err)
	}
	if got, err := r.TakeNumberExport(one, x.ID, "3001"); err != nil || got.State != NumberExportTaken {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := r.TakeNumberExport(one, x.ID, "3001"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("taken twice: %v", err)
	}
	refused, late := ask(), ask()
	if got, err := r.DecideNumberExport(other, refused.ID, false, "3002"); err != nil || got.State != NumberExportRefused {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := r.DecideNumberExport(other, late.ID, true, "3002"); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, url).Exec(t.Context(), `UPDATE number_export SET expires_at = now() - interval '1 s' WHERE id = $1`, [16]byte(late.ID)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []callcenter.ID{refused.ID, late.ID} {
		if _, err := r.TakeNumberExport(one, id, "3001"); !callcenter.Is(err, callcenter.Conflict) {
			t.Errorf("taken though refused or too late: %v", err)
		}
	}
	page, err := r.NumberExports(other, "", 2)
	if err != nil || len(page.Exports) != 2 || page.Next == "" || page.Exports[0].State != NumberExportExpired {
		t.Errorf("%+v, %v", page, err)
	}
	if page, err = r.NumberExports(other, page.Next, 2); err != nil || len(page.Exports) != 1 || page.Next != "" {
		t.Errorf("%+v, %v", page, err)
	}
	looks, err := r.Looks(asked(t, Asker{Staff: "4001", Auditor: true}), LookFilter{Object: x.ID.String()})
	if err != nil || len(looks.Looks) != 4 || looks.Looks[0].Action != "number_export.taken" || looks.Looks[1].Staff != "3002" {
		t.Errorf("%+v, %v", looks, err)
	}
}

func TestDisclosuresAreEnteredOnce(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	call := tellCall(t, r, noon, 1, "13800001111")
	affairs, auditor := asked(t, Asker{Staff: "2001", Reach: All}), asked(t, Asker{Staff: "4001", Auditor: true})
	d := Disclosure{Staff: "2001", DisclosedAt: noon, Recipient: "市中区人民法院", Content: "录音一段", Basis: "民事诉讼法第 70 条", Call: call}
	for n := range 3 {
		d.DisclosedAt = noon.Add(time.Duration(n) * time.Hour)
		if got, err := r.Disclose(affairs, d); err != nil || got.ID.IsZero() || got.At.IsZero() || got.Call != call {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	d.DisclosedAt = time.Now().Add(time.Hour)
	if _, err := r.Disclose(affairs, d); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("in the future: %v", err)
	}
	d.DisclosedAt, d.Call = noon, callcenter.NewID(noon)
	if _, err := r.Disclose(affairs, d); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("of no call: %v", err)
	}
	page, err := r.Disclosures(auditor, DisclosureFilter{Limit: 2})
	if err != nil || len(page.Disclosures) != 2 || page.Next == "" || !page.Disclosures[0].DisclosedAt.Equal(noon.Add(2*time.Hour)) {
		t.Fatalf("%+v, %v", page, err)
	}
	if page, err = r.Disclosures(auditor, DisclosureFilter{After: page.Next, Limit: 2}); err != nil || len(page.Disclosures) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
	if page, err = r.Disclosures(auditor, DisclosureFilter{Call: call, From: noon, To: noon.Add(time.Minute)}); err != nil || len(page.Disclosures) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
}
