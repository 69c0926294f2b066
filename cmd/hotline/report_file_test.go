package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hotline/callcenter"
	files "hotline/records/document"
	"hotline/records/figures"
	"hotline/records/tally"
)

// TestReportsAreTakenAway: each page in each format, opened again, has the figures of
// REST; what was taken is noted, and who may not export takes nothing.
func TestReportsAreTakenAway(t *testing.T) {
	f := newFloor(t, everyRole()...)
	for i := range 3 {
		f.call(fmt.Sprint("1380000000", i), "duty", callcenter.Form{
			DictionaryVersion: 1, CallerKinds: []string{"migrant_worker"}, Region: "511102", Matter1: "civil", Matter2: "wages", ServiceKind: "advice", Result: "answered", Secrecy: "ordinary",
		}, callcenter.Writing{Summary: "欠薪"})
	}
	f.drain()
	token := f.signIn("manager")
	hour := time.Now().Truncate(time.Hour)
	ask := figures.Ask{Query: tally.Query{From: hour.Add(-24 * time.Hour), To: hour.Add(time.Hour)}, Now: time.Now()}
	path := func(page string, format files.Format) string {
		return "/api/exports/report?" + url.Values{
			"page": {page}, "format": {string(format)}, "from": {ask.Query.From.Format(time.RFC3339)}, "to": {ask.Query.To.Format(time.RFC3339)},
		}.Encode()
	}
	for _, page := range figures.Pages() {
		for _, format := range []files.Format{files.CSV, files.XLSX} {
			status, body := f.ask("GET", path(page.Key, format), token, nil)
			if status != 200 {
				t.Fatalf("%s as %s: %d %s", page.Key, format, status, body)
			}
			rows := readRows(t, format, body)
			for _, section := range page.Sections {
				got := f.report(token, section.Ask(ask))
				var want []string
				for _, d := range got.Definitions {
					want = append(want, figures.Text(got.Total.Figures[d.Name], d.Unit))
				}
				if !slices.ContainsFunc(rows, func(row []string) bool { return sameCells(row, want) }) {
					t.Errorf("%s, %s as %s: no row ends with %q in\n%q", page.Key, section.Key, format, want, rows)
				}
			}
		}
	}
	status, body := f.ask("GET", path("overview", files.PDF), token, nil)
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil || !strings.Contains(string(text), "接听群众来电并解答相关法律咨询") || !strings.Contains(string(text), "人工接听") {
		t.Errorf("%v %s", err, text)
	}
	if !strings.Contains(body, "/#/reports/calls?figure=answered") {
		t.Error("no figure of the PDF leads to its calls")
	}
	if status, body := f.ask("GET", path("overview", files.DOCX), token, nil); status != 200 || !strings.HasPrefix(body, "PK") {
		t.Errorf("%d", status)
	}
	for _, who := range []string{"duty", "auditor", "unit", "admin"} {
		if status, _ := f.ask("GET", path("overview", files.CSV), f.signIn(who), nil); status != 403 {
			t.Errorf("%s: %d", who, status)
		}
	}
	if _, body := f.ask("GET", "/api/audit", f.signIn("auditor"), nil); !strings.Contains(body, `"action":"export_report"`) || !strings.Contains(body, `"object":"overview"`) {
		t.Errorf("not noted: %s", body)
	}
}

// readRows opens a file and gives the rows of all its tables.
func readRows(t *testing.T, format files.Format, body string) (rows [][]string) {
	t.Helper()
	if format == files.CSV {
		text, has := strings.CutPrefix(body, files.BOM)
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil || !has {
			t.Fatal(has, err)
		}
		return rows
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	for _, sheet := range book.GetSheetList() {
		some, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, some...)
	}
	return rows
}

// sameCells: a spreadsheet writes units without the space.
func sameCells(row, want []string) bool {
	if len(row) < len(want) {
		return false
	}
	return slices.EqualFunc(row[len(row)-len(want):], want, func(a, b string) bool {
		return strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "")
	})
}
