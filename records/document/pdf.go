package document

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/signintech/gopdf"
)

// The measures of a page, in points.
const (
	margin  = 56
	foot    = 40
	body    = 11
	small   = 9
	leading = 1.7
)

// page is where the next line of a PDF goes.
type page struct {
	pdf           *gopdf.GoPdf
	width, height float64
	y             float64
	size          float64
	err           error
}

func (d Document) pdf(w io.Writer, font string) error {
	raw, err := readFont(font)
	if err != nil {
		return err
	}
	size := *gopdf.PageSizeA4
	for _, p := range d.Parts {
		if len(p.Table.Titles) > widest {
			size = *gopdf.PageSizeA4Landscape
		}
	}
	p := &page{pdf: &gopdf.GoPdf{}, width: size.W, height: size.H}
	p.pdf.Start(gopdf.Config{PageSize: size})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: d.Title, Producer: "hotline"})
	if err := p.pdf.AddTTFFontData("text", raw); err != nil {
		return err
	}
	p.next()
	p.spans([]Span{{Text: d.Title}}, 18, 0)
	for _, n := range d.Notes {
		p.spans([]Span{{Text: n}}, small, 0)
	}
	for _, part := range d.Parts {
		p.y += body
		if part.Heading != "" {
			p.spans([]Span{{Text: part.Heading}}, 14, 0)
		}
		for _, spans := range part.Paragraphs {
			p.spans(spans, body, 2*body) // paragraphs begin two signs in
		}
		p.table(part.Table)
	}
	if p.err != nil {
		return p.err
	}
	_, err = p.pdf.WriteTo(w)
	return err
}

// next begins a page, and numbers it.
func (p *page) next() {
	p.pdf.AddPage()
	p.font(small)
	p.at(fmt.Sprintf("第%d页", p.pdf.GetNumberOfPages()), "", p.width/2-20, p.height-foot)
	p.y = margin
}

func (p *page) room(height float64) {
	if p.y+height > p.height-margin {
		size := p.size
		p.next()
		p.font(size)
	}
}

func (p *page) font(size float64) {
	p.size = size
	p.keep(p.pdf.SetFont("text", "", size))
}

func (p *page) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *page) measure(text string) float64 {
	width, err := p.pdf.MeasureTextWidth(text)
	p.keep(err)
	return width
}

// at writes a piece of one line.
func (p *page) at(text, link string, x, y float64) {
	if link != "" {
		p.pdf.SetTextColor(0, 60, 160)
		p.pdf.AddExternalLink(link, x, y, p.measure(text), p.size*leading)
	}
	p.pdf.SetXY(x, y)
	p.keep(p.pdf.Cell(nil, text))
	p.pdf.SetTextColor(0, 0, 0)
}

// spans writes a paragraph.
func (p *page) spans(spans []Span, size, indent float64) {
	p.font(size)
	x, end := margin+indent, p.width-margin
	p.room(size * leading)
	for _, s := range spans {
		for text := range strings.SplitSeq(s.Text, "\n") {
			for _, word := range words(text) {
				width := p.measure(word)
				if x+width > end && x > margin && !closes(word) {
					p.y += size * leading
					p.room(size * leading)
					x = margin
				}
				p.at(word, s.Link, x, p.y)
				x += width
			}
		}
	}
	p.y += size * leading
}

// words cuts where a line may end: around each Chinese sign, not within a number.
func words(text string) (list []string) {
	together := false
	for _, r := range text {
		sticks := r < unicode.MaxLatin1 && r != ' '
		if together && sticks {
			list[len(list)-1] += string(r)
		} else {
			list = append(list, string(r))
		}
		together = sticks
	}
	return list
}

// closes: no line begins with such a sign; it may stand in the margin.
func closes(word string) bool {
	return strings.ContainsAny(word[:min(3, len(word))], ",。、;:!?)》”’%,.;") && len(word) <= 3
}
