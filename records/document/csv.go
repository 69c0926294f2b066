package document

import (
	"encoding/csv"
	"io"
	"strings"
)

// BOM begins a CSV: without it a spreadsheet reads Chinese as Latin.
const BOM = "\uFEFF"

// csv writes part after part, a row for each paragraph and each row of a table.
func (d Document) csv(w io.Writer) error {
	if _, err := io.WriteString(w, BOM); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := func(cells ...string) { _ = out.Write(Harmless(cells)) } // told by Error
	row(d.Title)
	for _, n := range d.Notes {
		row(n)
	}
	for _, p := range d.Parts {
		row("")
		if p.Heading != "" {
			row(p.Heading)
		}
		for _, spans := range p.Paragraphs {
			row(textOf(spans))
		}
		if len(p.Table.Titles) > 0 {
			row(append([]string(nil), p.Table.Titles...)...)
		}
		for _, r := range p.Table.Rows {
			cells := make([]string, len(r))
			for i, c := range r {
				cells[i] = c.Text
			}
			row(cells...)
		}
	}
	out.Flush()
	return out.Error()
}

// Harmless keeps a spreadsheet from taking what somebody wrote for a formula.
func Harmless(row []string) []string {
	for i, cell := range row {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			row[i] = "'" + cell
		}
	}
	return row
}
