package records

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/document"
	"hotline/records/figures"
	"hotline/records/tally"
)

// ReportFile is a page of figures to be taken away: of what, and where its links lead.
type ReportFile struct {
	Page string
	Ask  figures.Ask // its names and dimensions are the page's; its step cuts what the page divides by time
	Base string      // of the app, for links to the calls of each figure
}

// summary are the figures of the sentence the hotline is reported with, in its order.
func summary() []string {
	return []string{"answered", "calls", "connect_rate_a", "speed_of_answer", "participation_rate", "satisfaction_rate"}
}

// ReportDocument writes a page of figures as a document: the hotline's sentence, then each
// section as a table. A figure leads to its calls, which are shown to who may see them.
func (r *Reads) ReportDocument(ctx context.Context, f ReportFile) (document.Document, error) {
	page, err := figures.PageNamed(f.Page)
	if err != nil {
		return document.Document{}, err
	}
	words, err := r.Dictionaries(ctx, 0)
	if err != nil {
		return document.Document{}, err
	}
	whole := f.Ask
	whole.Names, whole.Query.Step, whole.Query.By = summary(), "", nil
	report, err := r.Report(ctx, whole)
	if err != nil {
		return document.Document{}, err
	}
	d := document.Document{
		Title: fmt.Sprintf("12348 公共法律服务热线 · %s", page.Title),
		Notes: []string{dayText(report.From) + " 至 " + dayText(report.To) + "(不含)", "由系统于 " + cellTime(f.Ask.Now) + " 生成,文字可编辑;每个数字可点开其来电"},
		Parts: []document.Part{{Heading: "概况", Paragraphs: [][]document.Span{f.sentence(report)}}},
	}
	if report.Total.Settling {
		d.Notes = append(d.Notes, "时段未完或还有来电进行中,数字仍会变")
	}
	for _, section := range page.Sections {
		divided := f
		if len(section.Default) > 0 {
			divided.Ask.Query.Step = ""
		}
		ask := section.Ask(divided.Ask)
		report, err := r.Report(ctx, ask)
		if err != nil {
			return d, err
		}
		d.Parts = append(d.Parts, document.Part{Heading: section.Title, Table: divided.table(report, ask.Query.Only, words)})
	}
	return d, nil
}

// sentence is the text of a bulletin with its figures linked.
func (f ReportFile) sentence(report figures.Report) []document.Span {
	between := []string{"接听群众来电并解答相关法律咨询 ", " 人次(来电 ", " 人次),接通率 ", ",平均应答速度 ", ";参评率 ", ",群众满意率达 "}
	spans := make([]document.Span, 0, 2*len(between)+1)
	for i, def := range report.Definitions {
		spans = append(spans,
			document.Span{Text: between[i]},
			document.Span{Text: figures.Text(report.Total.Figures[def.Name], def.Unit), Link: f.link(def, report.Total, report.From, report.To, f.Ask.Query.Only)})
	}
	return append(spans, document.Span{Text: "。"})
}

// table is a section's lines, the total last.
func (f ReportFile) table(report figures.Report, only map[tally.Dimension]string, words Dictionaries) document.Table {
	var t document.Table
	for _, by := range report.By {
		t.Titles = append(t.Titles, dimensionText(by))
	}
	if len(report.By) == 0 {
		t.Titles = append(t.Titles, "时间")
	}
	for _, def := range report.Definitions {
		t.Titles = append(t.Titles, def.Title)
	}
	for _, line := range append(slices.Clone(report.Lines), report.Total) {
		row := []document.Cell{}
		filters := maps.Clone(only)
		for i, value := range line.Values {
			row = append(row, document.Cell{Text: cmp.Or(words.valueText(report.By[i], value), "—")})
			filters[report.By[i]] = value
		}
		from, to := report.From, report.To
		switch {
		case line.Start != nil:
			from, to = *line.Start, stepEnd(*line.Start, f.Ask.Query.Step)
			row = append([]document.Cell{{Text: dayText(from)}}, row...)
		case len(row) == 0:
			row = append(row, document.Cell{Text: "合计"})
		}
		for len(row) < len(t.Titles)-len(report.Definitions) {
			row = append(row, document.Cell{})
		}
		for _, def := range report.Definitions {
			row = append(row, cellOf(line.Figures[def.Name], def.Unit, f.link(def, line, from, to, filters)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// link is the page of the calls a figure is made of; empty where there are none.
func (f ReportFile) link(def figures.Definition, line figures.Line, from, to time.Time, only map[tally.Dimension]string) string {
	v := line.Figures[def.Name]
	if f.Base == "" || len(def.Sides) == 0 || v == nil || *v == 0 {
		return ""
	}
	query := url.Values{"figure": {def.Name}, "from": {from.Format(time.RFC3339)}, "to": {to.Format(time.RFC3339)}}
	filters := make([]string, 0, len(only))
	for _, d := range slices.Sorted(maps.Keys(only)) {
		filters = append(filters, string(d)+"="+only[d])
	}
	if len(filters) > 0 {
		query.Set("only", strings.Join(filters, ","))
	}
	return f.Base + "/#/reports/calls?" + query.Encode()
}

// cellOf is a figure as it is read, and the number behind it.
func cellOf(v *float64, unit figures.Unit, link string) document.Cell {
	c := document.Cell{Text: figures.Text(v, unit), Link: link}
	if v == nil {
		return c
	}
	number := *v
	switch unit {
	case figures.Share:
		c.Pattern = "0.00%"
	case figures.Millis:
		number, c.Pattern = number/1000, `0.0"秒"`
	case figures.Fen:
		number, c.Pattern = number/100, `0.00"元"`
	case figures.Number:
		c.Pattern = "0"
	}
	c.Number = &number
	return c
}

func dayText(at time.Time) string { return at.In(callcenter.Leshan()).Format("2006-01-02 15:04") }

func stepEnd(start time.Time, step tally.Step) time.Time {
	switch step {
	case tally.ByHour:
		return start.Add(time.Hour)
	case tally.ByMonth:
		return start.AddDate(0, 1, 0)
	}
	return start.AddDate(0, 0, 1)
}

func dimensionText(d tally.Dimension) string {
	return cmp.Or(map[tally.Dimension]string{
		tally.Topic: "业务主题", tally.Language: "语言", tally.Channel: "被叫号码", tally.Agent: "话务员", tally.Seat: "坐席", tally.Region: "区县",
		tally.CallerKind: "来电人类别", tally.Matter1: "事项大类", tally.Matter2: "事项小类", tally.ServiceKind: "服务类别", tally.Result: "处理结果",
		tally.Outcome: "来电结果", tally.Wait: "等待(秒以内)", tally.Hour: "钟点", tally.Weekday: "星期", figures.Team: "班组", figures.Firm: "律所",
	}[d], string(d))
}

// valueText is a value of a dimension in the words of the dictionaries, where they have it.
func (d Dictionaries) valueText(by tally.Dimension, value string) string {
	switch by {
	case tally.Matter1, tally.Matter2:
		return d.label("matter", value)
	case tally.Region, tally.CallerKind, tally.ServiceKind, tally.Result:
		return d.label(string(by), value)
	case tally.Outcome:
		return outcomeText(callcenter.Outcome(value))
	}
	return value
}
