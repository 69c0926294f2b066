package figures

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

func scoreName(score int) string { return "score_" + strconv.Itoa(score) }

func scoreList(scores []int) string {
	list := make([]string, len(scores))
	for i, s := range scores {
		list[i] = strconv.Itoa(s)
	}
	return " " + strings.Join(list, "、") + " 分"
}

// Ask is which figures, of what, when.
type Ask struct {
	Names []string // none: all that the plain sums give
	Query tally.Query
	Rules Rules
	Now   time.Time
}

// Report is the figures asked for.
type Report struct {
	From        time.Time         `json:"from"`
	To          time.Time         `json:"to"`
	By          []tally.Dimension `json:"by,omitempty"`
	Definitions []Definition      `json:"definitions"`
	Lines       []Line            `json:"lines" doc:"按时间与维度;没有来电的不列"`
	Total       Line              `json:"total" doc:"整个时段,不分维度"`
}

// Line is the figures of one step and one value of each dimension. Null: there is
// nothing it could be a share or a mean of.
type Line struct {
	Start    *time.Time          `json:"start,omitempty"`
	Values   []string            `json:"values,omitempty" doc:"各维度的值;空为未填写或不适用"`
	Figures  map[string]*float64 `json:"figures"`
	Settling bool                `json:"settling,omitempty" doc:"时段未完或还有来电进行中,数字仍会变"`
}

// Read makes a report.
func Read(ctx context.Context, conn tally.Conn, a Ask) (Report, error) {
	report := Report{From: a.Query.From, To: a.Query.To, By: a.Query.By, Lines: []Line{}}
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
	whole := a.Query
	whole.Step, whole.By = "", nil
	total, err := reader.lines(ctx, whole)
	if err != nil {
		return report, err
	}
	if report.Total = reader.line(basis{}, nil, nil); len(total) > 0 {
		report.Total = total[0]
	}
	return report, nil
}

type reader struct {
	conn tally.Conn
	ask  Ask
	list []Definition
}

func (r reader) needs(n needs) bool {
	return slices.ContainsFunc(r.list, func(d Definition) bool { return d.needs == n })
}

// lines reads what the figures are made of and makes them, in the order of time and values.
func (r reader) lines(ctx context.Context, q tally.Query) ([]Line, error) {
	found := map[string]*part{}
	at := func(start time.Time, values []string) *part {
		key := fmt.Sprintf("%020d %q", start.Unix(), values)
		if found[key] == nil {
			found[key] = &part{start: start, values: values, basis: basis{sums: map[string]int64{}, spent: map[callcenter.Presence]time.Duration{}}}
		}
		return found[key]
	}
	plain, err := tally.Read(ctx, r.conn, q)
	if err != nil {
		return nil, err
	}
	for _, l := range plain {
		at(l.Start, l.Values).sums = l.Sums
	}
	if r.needs(waits) {
		if err := r.waits(ctx, q, at); err != nil {
			return nil, err
		}
	}
	if r.needs(time_) {
		if err := r.time(ctx, q, at); err != nil {
			return nil, err
		}
	}
	parts := make([]*part, 0, len(found))
	for _, p := range found {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(x, y *part) int {
		if order := x.start.Compare(y.start); order != 0 {
			return order
		}
		return slices.Compare(x.values, y.values)
	})
	lines := make([]Line, 0, len(parts))
	for _, p := range parts {
		var start *time.Time
		if !p.start.IsZero() {
			start = &p.start
		}
		lines = append(lines, r.line(p.basis, start, p.values))
	}
	return lines, nil
}

// part is the basis of one line.
type part struct {
	start  time.Time
	values []string
	basis
}

// waits reads the bands: one dimension more.
func (r reader) waits(ctx context.Context, q tally.Query, at func(time.Time, []string) *part) error {
	if slices.Contains(q.By, tally.Wait) {
		return callcenter.Errorf(callcenter.Invalid, "与等待分布有关的指标不能再按等待分组")
	}
	q.By = append(slices.Clone(q.By), tally.Wait)
	lines, err := tally.Read(ctx, r.conn, q)
	if err != nil {
		return err
	}
	for _, l := range lines {
		last := len(l.Values) - 1
		at(l.Start, l.Values[:last]).addBand(l, l.Values[last])
	}
	return nil
}

// time reads agents' time, which knows of agents and of nothing else.
func (r reader) time(ctx context.Context, q tally.Query, at func(time.Time, []string) *part) error {
	other := func(d tally.Dimension) bool { return d != tally.Agent }
	filtered := slices.ContainsFunc(tally.Dimensions(), func(d tally.Dimension) bool { _, is := q.Only[d]; return is && other(d) })
	if filtered || slices.ContainsFunc(q.By, other) {
		return callcenter.Errorf(callcenter.Invalid, "与话务员时间有关的指标只能按话务员分组或筛选")
	}
	list, err := tally.ReadStates(ctx, r.conn, q, r.ask.Now)
	if err != nil {
		return err
	}
	for _, s := range list {
		values := []string{}
		if len(q.By) > 0 {
			values = append(values, string(s.Agent))
		}
		at(s.Start, values).spent[s.Presence] += s.Time
	}
	return nil
}

func (r reader) line(b basis, start *time.Time, values []string) Line {
	l := Line{Start: start, Values: values, Figures: map[string]*float64{}, Settling: b.sums["open"] > 0 || r.ask.Query.To.After(r.ask.Now)}
	for _, d := range r.list {
		l.Figures[d.Name] = d.value(b)
	}
	return l
}
