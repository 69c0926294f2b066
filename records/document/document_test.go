package document

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const font = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"

func sample() Document {
	share := 0.9812
	rows := [][]Cell{
		{{Text: "=cmd|' /C calc'!A0"}, {Text: "12"}, {Text: "98.12 %", Number: &share, Pattern: "0.00%"}},
	}
	for range 80 {
		rows = append(rows, Texts("峨边彝族自治县", "3", "—"))
	}
	return Document{
		Title: "乐山市 12348 热线 2026 年 10 月通报", Notes: []string{"自动生成,未经审定"},
		Parts: []Part{
			{Heading: "一、总体情况", Paragraphs: [][]Span{{
				{Text: strings.Repeat("本月接听群众来电并解答相关法律咨询,", 9)},
				{Text: "1,234", Link: "https://hotline.example/#/reports?figure=answered"},
				{Text: " 人次,满意率 98.12 %。"},
			}}},
			{Heading: "二、各县(市、区)", Table: Table{Titles: []string{"地区", "来电量", "满意率"}, Rows: rows}},
		},
	}
}

func written(t *testing.T, d Document, f Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := d.Write(&out, f, font); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A PDF's Chinese can be searched and copied, on every page, and its links lead somewhere.
func TestPDF(t *testing.T) {
	t.Parallel()
	raw := written(t, sample(), PDF)
	if len(raw) > 300_000 {
		t.Errorf("%d bytes: the whole font is in it", len(raw))
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v %s", err, out)
	}
	text := string(out)
	for _, want := range []string{"乐山市 12348 热线 2026 年 10 月通报", "一、总体情况", "人次,满意率 98.12 %。", "峨边彝族自治县", "第1页", "第3页", "1,234"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Count(text, "来电量") != 3 {
		t.Errorf("titles stand %d times", strings.Count(text, "来电量"))
	}
	if !bytes.Contains(raw, []byte("https://hotline.example/#/reports?figure=answered")) {
		t.Error("no link")
	}
	if err := sample().Write(io.Discard, PDF, "/nowhere.ttf"); err == nil || !strings.Contains(err.Error(), "fonts-wqy-microhei") {
		t.Errorf("without a font: %v", err)
	}
}

// A spreadsheet has numbers as numbers, and no formula.
func TestXLSX(t *testing.T) {
	t.Parallel()
	file, err := excelize.OpenReader(bytes.NewReader(written(t, sample(), XLSX)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	sheets := file.GetSheetList()
	if len(sheets) != 2 || sheets[0] != "正文" || sheets[1] != "2 二、各县(市、区)" {
		t.Fatalf("%q", sheets)
	}
	rows, err := file.GetRows(sheets[1])
	if err != nil || len(rows) != 82 || rows[1][2] != "98.12%" {
		t.Fatalf("%d rows, %q, %v", len(rows), rows[1], err)
	}
	if raw, err := file.GetCellValue(sheets[1], "C2", excelize.Options{RawCellValue: true}); err != nil || raw != "0.9812" {
		t.Errorf("%q, %v", raw, err)
	}
	if formula, err := file.GetCellFormula(sheets[1], "A2"); err != nil || formula != "" {
		t.Errorf("a formula %q, %v", formula, err)
	}
	if text, err := file.GetRows(sheets[0]); err != nil || !strings.Contains(text[3][0], "1,234 人次") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestDOCX(t *testing.T) {
	t.Parallel()
	raw := written(t, sample(), DOCX)
	parts, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range parts.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(body)
	}
	for name, want := range map[string]string{
		"word/document.xml":            "人次,满意率 98.12 %。",
		"word/_rels/document.xml.rels": "https://hotline.example/#/reports?figure=answered",
	} {
		if !strings.Contains(all[name], want) {
			t.Errorf("no %q in %s", want, name)
		}
	}
	if strings.Count(all["word/document.xml"], "<w:tr>")+strings.Count(all["word/document.xml"], "<w:tr ") != 82 {
		t.Error("rows are missing")
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	raw := written(t, sample(), CSV)
	text, has := strings.CutPrefix(string(raw), BOM)
	if !has {
		t.Error("no BOM")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || rows[0][0] != sample().Title {
		t.Fatalf("%q, %v", rows, err)
	}
	if last := rows[len(rows)-81]; last[0] != "'=cmd|' /C calc'!A0" || last[2] != "98.12 %" {
		t.Errorf("%q", last)
	}
}
