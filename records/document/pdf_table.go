package document

// widest is how many columns stand on a page held upright.
const widest = 7

const padding = 3

// table draws a table, its titles again on each page.
func (p *page) table(t Table) {
	if len(t.Titles) == 0 {
		return
	}
	p.font(small)
	widths := p.widths(t)
	p.y += padding
	titles := Texts(t.Titles...)
	p.row(titles, widths)
	for _, r := range t.Rows {
		if height := p.heightOf(r, widths); p.y+height > p.height-margin {
			p.next()
			p.font(small)
			p.row(titles, widths)
		}
		p.row(r, widths)
	}
	p.y += body
}

// widths gives each column what its widest cell takes, and all of them no more than there is.
func (p *page) widths(t Table) []float64 {
	widths := make([]float64, len(t.Titles))
	for i, title := range t.Titles {
		widths[i] = p.measure(title)
	}
	for _, r := range t.Rows {
		for i, c := range r {
			widths[i] = max(widths[i], p.measure(c.Text))
		}
	}
	room, sum := p.width-2*margin, 0.0
	for i := range widths {
		widths[i] = min(widths[i]+2*padding+1, room/2)
		sum += widths[i]
	}
	for i := range widths {
		if sum > room {
			widths[i] *= room / sum
		}
	}
	return widths
}

func (p *page) row(r []Cell, widths []float64) {
	height, x := p.heightOf(r, widths), float64(margin)
	for i, width := range widths {
		p.pdf.RectFromUpperLeft(x, p.y, width, height)
		if i < len(r) {
			for n, line := range p.lines(r[i].Text, width) {
				p.at(line, r[i].Link, x+padding, p.y+padding+float64(n)*p.size*leading)
			}
		}
		x += width
	}
	p.y += height
}

func (p *page) heightOf(r []Cell, widths []float64) float64 {
	most := 1
	for i, c := range r {
		most = max(most, len(p.lines(c.Text, widths[i])))
	}
	return float64(most)*p.size*leading + 2*padding
}

// lines cuts a text as wide as a column.
func (p *page) lines(text string, width float64) (lines []string) {
	line := ""
	for _, word := range words(text) {
		if line != "" && p.measure(line+word) > width-2*padding {
			lines, line = append(lines, line), ""
		}
		line += word
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}
