package tally

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Query asks for sums over an interval of whole hours.
type Query struct {
	From, To time.Time
	By       []Dimension
	Only     map[Dimension]string // of one value; with By, up to three dimensions
	Step     Step                 // a line for each step; empty: one for all
	Counts   []string             // that are summed; none: all
	DayStart int                  // the hour a day's, and a month's, steps begin at
}

// Step is how an interval is cut into lines.
type Step string

// The steps.
const (
	ByHour  Step = "hour"
	ByDay   Step = "day"
	ByMonth Step = "month"
)

// Line is the sums of one step and one value of each dimension asked for. A value is
// empty where the calls have none.
type Line struct {
	Start  time.Time // zero without steps
	Values []string  // as By
	Rows   int64     // tallies summed
	Sums   map[string]int64
}

// Read sums. What has no call has no line.
func Read(ctx context.Context, conn Conn, q Query) ([]Line, error) {
	b, err := q.builder()
	if err != nil {
		return nil, err
	}
	for _, p := range pieces(q.From, q.To, grainsOf(len(b.list), q)) {
		b.add(p)
	}
	return b.read(ctx, conn)
}

// read runs what was built.
func (b *builder) read(ctx context.Context, conn Conn) ([]Line, error) {
	q, counts := b.query, b.counts()
	rows, err := conn.Query(ctx, b.finish(), b.args...)
	if err != nil {
		return nil, fmt.Errorf("read sums: %w", err)
	}
	lines, err := pgx.CollectRows(rows, q.lines(counts))
	if err != nil {
		return nil, fmt.Errorf("read sums: %w", err)
	}
	return lines, nil
}

// lines scans the start of a step, how many rows, the values and the sums.
func (q Query) lines(counts []string) pgx.RowToFunc[Line] {
	return func(row pgx.CollectableRow) (Line, error) {
		line := Line{Values: make([]string, len(q.By)), Sums: map[string]int64{}}
		var start *time.Time
		sums := make([]*int64, len(counts))
		into := []any{&start, &line.Rows}
		for i := range line.Values {
			into = append(into, &line.Values[i])
		}
		for i := range sums {
			into = append(into, &sums[i])
		}
		err := row.Scan(into...)
		for i, name := range counts {
			if sums[i] != nil && *sums[i] != 0 {
				line.Sums[name] = *sums[i]
			}
		}
		if start != nil {
			line.Start = start.In(callcenter.Leshan())
		}
		return line, err
	}
}

func (q Query) check() error {
	switch {
	case !q.From.Before(q.To):
		return callcenter.Errorf(callcenter.Invalid, "起止时间:开始须早于结束")
	case !wholeHour(q.From) || !wholeHour(q.To):
		return callcenter.Errorf(callcenter.Invalid, "起止时间须为整点")
	case q.DayStart < 0 || q.DayStart > latestStart:
		return callcenter.Errorf(callcenter.Invalid, "一天的开始须为 0 至 %d 点", latestStart)
	case !slices.Contains([]Step{"", ByHour, ByDay, ByMonth}, q.Step):
		return callcenter.Errorf(callcenter.Invalid, "步长须为 hour、day 或 month")
	}
	return nil
}

// builder is empty: it reads sums for the pieces that have them, rows for the rest, and
// the changes the sums do not hold yet.
func (q Query) builder() (*builder, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	by := slices.Clone(q.By)
	for d := range q.Only {
		if !slices.Contains(by, d) {
			by = append(by, d)
		}
	}
	list, err := named(by)
	return &builder{query: q, list: list}, err
}

type builder struct {
	query Query
	list  []of
	args  []any
	parts []string
}

func (b *builder) counts() []string {
	if len(b.query.Counts) > 0 {
		return b.query.Counts
	}
	return Counts()
}

func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

func (b *builder) add(p piece) {
	counts := names(b.counts())
	from, to := b.arg(p.from), b.arg(p.to)
	if p.grain == rows {
		b.parts = append(b.parts, fmt.Sprintf(`SELECT at, 1 AS n, %s %s FROM tally WHERE at >= %s AND at < %s`, b.values(), counts, from, to))
		return
	}
	columns := ""
	for i := range b.list {
		columns += fmt.Sprintf("v%d AS value_%d, ", i+1, i+1)
	}
	b.parts = append(b.parts,
		fmt.Sprintf(`SELECT start AS at, n, %s %s FROM tally_sum WHERE grain = '%s' AND dims = '%s' AND start >= %s AND start < %s`,
			columns, counts, p.grain, dimsOf(b.list), from, to),
		fmt.Sprintf(`SELECT at, n, %s %s FROM tally_change WHERE at >= %s AND at < %s`, b.values(), each(b.counts(), "n * %[1]s AS %[1]s"), from, to))
}

// values are those of a row, whatever they are stored as.
func (b *builder) values() (columns string) {
	for i, d := range b.list {
		columns += fmt.Sprintf("%s AS value_%d, ", d.sql, i+1)
	}
	return columns
}

func (b *builder) finish() string {
	start, groups, where := b.query.start(), []string{}, []string{"true"}
	if b.query.Step != "" {
		groups = append(groups, start)
	}
	out := ""
	for _, d := range b.query.By {
		out += b.column(d) + ", "
		groups = append(groups, b.column(d))
	}
	for d, value := range b.query.Only {
		where = append(where, b.column(d)+" = "+b.arg(value))
	}
	sql := fmt.Sprintf("SELECT %s, sum(n), %s %s FROM (\n%s) x WHERE %s", start, out, each(b.counts(), "sum(%s)::bigint"),
		strings.Join(b.parts, "\nUNION ALL\n"), strings.Join(where, " AND "))
	if len(groups) > 0 {
		list := strings.Join(groups, ", ")
		sql += " GROUP BY " + list + " HAVING sum(n) <> 0 ORDER BY " + list
	} else {
		sql += " HAVING sum(n) <> 0"
	}
	return sql
}

func (b *builder) column(d Dimension) string {
	at := slices.IndexFunc(b.list, func(x of) bool { return x.name == d })
	return fmt.Sprintf("value_%d", at+1)
}
