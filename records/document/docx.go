package document

import (
	"io"

	"github.com/gomutex/godocx"
	"github.com/gomutex/godocx/docx"
	"github.com/gomutex/godocx/wml/stypes"
)

func (d Document) docx(w io.Writer) error {
	doc, err := godocx.NewDocument()
	if err != nil {
		return err
	}
	title, err := doc.AddHeading(d.Title, 0)
	if err != nil {
		return err
	}
	title.Justification(stypes.JustificationCenter)
	for _, n := range d.Notes {
		doc.AddParagraph(n).Justification(stypes.JustificationCenter)
	}
	for _, p := range d.Parts {
		if p.Heading != "" {
			if _, err := doc.AddHeading(p.Heading, 1); err != nil {
				return err
			}
		}
		for _, spans := range p.Paragraphs {
			write(doc.AddEmptyParagraph(), spans)
		}
		tableOf(doc, p.Table)
	}
	return doc.Write(w)
}

func write(p *docx.Paragraph, spans []Span) {
	for _, s := range spans {
		if s.Link == "" {
			p.AddText(s.Text)
		} else {
			p.AddLink(s.Text, s.Link)
		}
	}
}

func tableOf(doc *docx.RootDoc, t Table) {
	if len(t.Titles) == 0 {
		return
	}
	table := doc.AddTable()
	table.Style("TableGrid")
	head := table.AddRow()
	for _, title := range t.Titles {
		head.AddCell().AddEmptyPara().AddText(title).Bold(true)
	}
	for _, r := range t.Rows {
		row := table.AddRow()
		for _, c := range r {
			write(row.AddCell().AddEmptyPara(), []Span{{c.Text, c.Link}})
		}
	}
	doc.AddEmptyParagraph()
}
