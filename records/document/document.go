package document

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/callcenter"
)

// Document is a title and what stands under it.
type Document struct {
	Title string
	Notes []string // under the title: who issued it, what it is good for
	Parts []Part
}

// Part is a section: text, then a table. Either may be missing.
type Part struct {
	Heading    string
	Paragraphs [][]Span
	Table      Table
}

// Span is a piece of a paragraph, perhaps with a link.
type Span struct{ Text, Link string }

// Table is rows under titles. The zero Table is none.
type Table struct {
	Titles []string
	Rows   [][]Cell
}

// Cell is what is read in a table; what is a number is one in a spreadsheet, too.
type Cell struct {
	Text, Link string
	Number     *float64
	Pattern    string // of the number, as spreadsheets write it
}

// Texts makes a row of cells.
func Texts(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, t := range texts {
		row[i] = Cell{Text: t}
	}
	return row
}

// Format is a kind of file.
type Format string

// The formats.
const (
	DOCX Format = "docx"
	XLSX Format = "xlsx"
	PDF  Format = "pdf"
	CSV  Format = "csv"
)

// Formats lists them.
func Formats() []Format { return []Format{DOCX, XLSX, PDF, CSV} }

// Known reports whether there is such a format.
func (f Format) Known() bool { return slices.Contains(Formats(), f) }

// Type is the media type of its files.
func (f Format) Type() string {
	return map[Format]string{
		DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		PDF:  "application/pdf", CSV: "text/csv; charset=utf-8",
	}[f]
}

// Write writes a document in a format. Font is the file Chinese is drawn with in a PDF.
func (d Document) Write(w io.Writer, f Format, font string) (err error) {
	switch f {
	case DOCX:
		err = d.docx(w)
	case XLSX:
		err = d.xlsx(w)
	case PDF:
		err = d.pdf(w, font)
	case CSV:
		err = d.csv(w)
	default:
		return callcenter.Errorf(callcenter.Invalid, "没有 %q 这种格式,可选 docx、xlsx、pdf、csv", f)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f, err)
	}
	return nil
}

func textOf(spans []Span) string {
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.Text)
	}
	return text.String()
}
