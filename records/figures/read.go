package figures

import (
	"context"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Ask is which figures, of what, when.
type Ask struct {
	Names   []string // none: all that the plain sums give
	Query   tally.Query
	Compare []Compare
	Rules   Rules
	Groups  Groups
	Now     time.Time
}

// Report is the figures asked for.
type Report struct {
	From        time.Time         `json:"from"`
	To          time.Time         `json:"to"`
	By          []tally.Dimension `json:"by,omitempty"`
	Definitions []Definition      `json:"definitions"`
	Lines       []Line            `json:"lines" doc:"按时间与维度;没有来电的不列"`
	Total       Line              `json:"total" doc:"整个时段,不分维度"`
	Compared    []Compared        `json:"compared,omitempty" doc:"上一时段、上年同期"`
}

// Line is the figures of one step and one value of each dimension. Null: there is
// nothing it could be a share or a mean of.
type Line struct {
	Start     *time.Time          `json:"start,omitempty"`
	Values    []string            `json:"values,omitempty" doc:"各维度的值;空为未填写或不适用"`
	Figures   map[string]*float64 `json:"figures"`
	Settling  bool                `json:"settling,omitempty" doc:"时段未完或还有来电进行中,数字仍会变"`
	Unsettled []string            `json:"unsettled,omitempty" doc:"还没有算定的指标:要几天后才知道"`
	Worst     *time.Time          `json:"worst,omitempty" doc:"接通率最低的连续 24 小时自何时起"`
}

// Read makes a report.
func Read(ctx context.Context, conn tally.Conn, a Ask) (Report, error) {
	report := Report{From: a.Query.From, To: a.Query.To, By: a.Query.By, Lines: []Line{}}
	a.Rules = a.Rules.withDefaults()
	a.Query.DayStart = a.Rules.DayStart
	var err error
	if report.Definitions, err = a.Rules.named(a.Names); err != nil {
		return report, err
	}
	reader := reader{conn: conn, ask: a, list: report.Definitions}
	if a.Query.Step != "" || len(a.Query.By) > 0 {
		if report.Lines, err = reader.lines(ctx, a.Query); err != nil {
			return report, err
		}
	}
	if report.Total, err = reader.total(ctx, a.Query); err != nil {
		return report, err
	}
	for _, c := range a.Compare {
		one, err := reader.compared(ctx, c)
		if err != nil {
			return report, err
		}
		report.Compared = append(report.Compared, one)
	}
	return report, nil
}

type reader struct {
	conn tally.Conn
	ask  Ask
	list []Definition
}

// total is of all and not of the lines.
func (r reader) total(ctx context.Context, q tally.Query) (Line, error) {
	q.Step, q.By = "", nil
	lines, err := r.lines(ctx, q)
	if err != nil || len(lines) == 0 {
		return r.line(&part{basis: newBasis()}, q), err
	}
	return lines[0], nil
}

// sources are those the figures need, each once.
func (r reader) sources() (list []from) {
	for _, d := range r.list {
		for _, f := range d.from {
			if !slices.Contains(list, f) {
				list = append(list, f)
			}
		}
	}
	return list
}

// part is the basis of one line.
type part struct {
	start  time.Time
	values []string
	basis
}

// lines reads what the figures are made of and makes them, in the order of time and values.
func (r reader) lines(ctx context.Context, q tally.Query) ([]Line, error) {
	split := r.ask.Groups.split(q)
	parts := newParts()
	for _, f := range r.sources() {
		source := f.source()
		if err := source.check(split.query); err != nil {
			return nil, err
		}
		if err := source.read(ctx, r.conn, split.query, r.ask.Now, split.adder(parts.at)); err != nil {
			return nil, err
		}
	}
	list := parts.sorted()
	lines := make([]Line, len(list))
	for i, p := range list {
		lines[i] = r.line(p, q)
	}
	return lines, nil
}

func (r reader) line(p *part, q tally.Query) Line {
	l := Line{Values: p.values, Figures: map[string]*float64{}, Settling: p.sums["open"] > 0 || q.To.After(r.ask.Now)}
	if !p.start.IsZero() {
		l.Start = &p.start
	}
	end := q.To
	if q.Step != "" && !p.start.IsZero() {
		end = q.StepEnd(p.start)
	}
	for _, d := range r.list {
		l.Figures[d.Name] = d.value(p.basis)
		if d.Settles > 0 && end.After(r.ask.Now.AddDate(0, 0, -d.Settles)) {
			l.Unsettled = append(l.Unsettled, d.Name)
		}
	}
	if p.worst.queued > 0 {
		l.Worst = new(p.worst.from.In(callcenter.Leshan()))
	}
	return l
}
