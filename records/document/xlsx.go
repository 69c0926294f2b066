package document

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsx writes what is text on the first sheet and each table on one of its own.
func (d Document) xlsx(w io.Writer) (err error) {
	file := excelize.NewFile()
	defer func() { err = firstOf(err, file.Close()) }()
	book := book{file: file, styles: map[string]int{}}
	const text = "正文"
	if err := file.SetSheetName("Sheet1", text); err != nil {
		return err
	}
	if err := file.SetColWidth(text, "A", "A", 100); err != nil {
		return err
	}
	line := 0
	say := func(words, pattern string) {
		line++
		if err == nil {
			err = book.set(text, line, 1, Cell{Text: words, Pattern: pattern})
		}
	}
	say(d.Title, heading)
	for _, n := range d.Notes {
		say(n, "")
	}
	tables := 0
	for i, p := range d.Parts {
		if len(p.Paragraphs) > 0 && p.Heading != "" {
			say(p.Heading, heading)
		}
		for _, spans := range p.Paragraphs {
			say(textOf(spans), wrapped)
		}
		if err == nil && len(p.Table.Titles) > 0 {
			err = book.table(sheetName(p.Heading, i), p.Table)
			tables++
		}
	}
	if err != nil {
		return err
	}
	if tables == 1 && line <= 1+len(d.Notes) { // a table alone is what opens
		file.SetActiveSheet(1)
	}
	return file.Write(w)
}

// sheetName is a heading as a sheet may be called.
func sheetName(heading string, i int) string {
	name := []rune(strings.NewReplacer("[", "(", "]", ")", "/", "-", "\\", "-", "?", "", "*", "", ":", " ", "'", "").Replace(heading))
	return fmt.Sprintf("%d %s", i+1, string(name[:min(len(name), 24)]))
}

// book keeps a style for each way cells are drawn.
type book struct {
	file   *excelize.File
	styles map[string]int
}

// Two patterns that are no numbers'.
const (
	heading = "heading"
	wrapped = "wrapped"
)

func (b book) style(pattern string) (int, error) {
	if id, known := b.styles[pattern]; known {
		return id, nil
	}
	style := &excelize.Style{}
	switch pattern {
	case heading:
		style.Font = &excelize.Font{Bold: true}
	case wrapped:
		style.Alignment = &excelize.Alignment{WrapText: true, Vertical: "top"}
	default:
		style.CustomNumFmt = &pattern
	}
	id, err := b.file.NewStyle(style)
	b.styles[pattern] = id
	return id, err
}

func (b book) table(sheet string, t Table) error {
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	for i, title := range t.Titles {
		if err := b.set(sheet, 1, i+1, Cell{Text: title, Pattern: heading}); err != nil {
			return err
		}
	}
	for i, row := range t.Rows {
		for j, c := range row {
			if err := b.set(sheet, i+2, j+1, c); err != nil {
				return err
			}
		}
	}
	last, err := excelize.ColumnNumberToName(len(t.Titles))
	if err != nil {
		return err
	}
	if err := b.file.SetColWidth(sheet, "A", last, 18); err != nil {
		return err
	}
	return b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// set writes a cell. A text is written as one: no spreadsheet reckons with it.
func (b book) set(sheet string, row, column int, c Cell) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	if c.Number != nil {
		err = b.file.SetCellFloat(sheet, at, *c.Number, -1, 64)
	} else {
		err = b.file.SetCellStr(sheet, at, c.Text)
	}
	if err == nil && c.Link != "" {
		err = b.file.SetCellHyperLink(sheet, at, c.Link, "External")
	}
	if err != nil || c.Pattern == "" {
		return err
	}
	id, err := b.style(c.Pattern)
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(sheet, at, at, id)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
