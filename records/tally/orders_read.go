package tally

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// ReadOrders sums over what work orders count for. A limit counts when it is due. Months
// by one dimension are read from sums, with the changes they do not hold yet and the
// limits that are open; the rest from rows.
func ReadOrders(ctx context.Context, conn Conn, q Query, now time.Time) ([]Line, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	b := builder{query: q, args: []any{now}}
	for _, d := range orderDimensions() {
		if _, only := q.Only[d.name]; only || slices.Contains(q.By, d.name) {
			b.list = append(b.list, d)
		}
	}
	grains := []string{rows}
	if len(b.list) <= 1 && (q.Step == "" || q.Step == ByMonth && !q.shifted()) {
		grains = []string{"month", rows}
	}
	for _, p := range pieces(q.From, q.To, grains) {
		b.addOrders(p)
	}
	found, err := conn.Query(ctx, b.finishOrders(), b.args...)
	if err != nil {
		return nil, fmt.Errorf("read orders' sums: %w", err)
	}
	lines, err := pgx.CollectRows(found, q.lines(orderNames()))
	if err != nil {
		return nil, fmt.Errorf("read orders' sums: %w", err)
	}
	return lines, nil
}

func (b *builder) addOrders(p piece) {
	from, to := b.arg(p.from), b.arg(p.to)
	within := fmt.Sprintf("at >= %s AND at < %s", from, to)
	add := func(n, table, where string) {
		b.parts = append(b.parts, fmt.Sprintf("SELECT at, %s AS n, %s%s FROM %s WHERE %s", n, b.values(), orderSums(n), table, where))
	}
	if p.grain == rows {
		add("1", "order_tally", within)
		return
	}
	dim, value := "", ""
	if len(b.list) == 1 {
		dim, value = string(b.list[0].name), "value AS value_1, "
	}
	b.parts = append(b.parts, fmt.Sprintf("SELECT month AS at, n, %s%s FROM order_sum WHERE dim = '%s' AND month >= %s AND month < %s", value, names(orderNames()), dim, from, to))
	add("n", "order_tally_change", within)
	add("1", "order_tally", within+" AND "+open)
}

func (b *builder) finishOrders() string {
	columns, groups, where := []string{b.query.start(), "sum(n)"}, []string{"1"}, []string{"$1::timestamptz IS NOT NULL"}
	for i, d := range b.query.By {
		columns, groups = append(columns, b.column(d)), append(groups, fmt.Sprint(i+3))
	}
	for d, value := range b.query.Only {
		where = append(where, b.column(d)+" = "+b.arg(value))
	}
	by := names(groups)
	return fmt.Sprintf("SELECT %s, %s FROM (\n%s) x WHERE %s GROUP BY %s HAVING sum(n) <> 0 ORDER BY %s",
		names(columns), each(orderNames(), "sum(%s)::bigint"), strings.Join(b.parts, "\nUNION ALL\n"), strings.Join(where, " AND "), by, by)
}

func orderNames() (list []string) {
	for _, c := range orderCounts() {
		list = append(list, c[0])
	}
	return list
}

// orderSums are the counts of a row that is there n times.
func orderSums(n string) string {
	var list []string
	for _, c := range orderCounts() {
		list = append(list, fmt.Sprintf("CASE WHEN %s THEN %s ELSE 0 END AS %s", c[1], n, c[0]))
	}
	return names(list)
}

// rollUpOrders adds what has changed into the sums of all and by each dimension; $1 is now,
// which no row that changes for good depends on.
func rollUpOrders() string {
	values := []string{"('', '')"}
	for _, d := range orderDimensions() {
		values = append(values, fmt.Sprintf("('%s', %s)", d.name, d.sql))
	}
	list := names(orderNames())
	return fmt.Sprintf(`WITH gone AS (DELETE FROM order_tally_change RETURNING *)
INSERT INTO order_sum (dim, month, value, n, %s)
SELECT dim, date_trunc('month', at, '%s'), value, sum(n), %s FROM (SELECT at, n, v.dim, v.value, %s FROM gone CROSS JOIN LATERAL (VALUES %s) v (dim, value)) x
GROUP BY 1, 2, 3 HAVING $1::timestamptz IS NOT NULL
ON CONFLICT (dim, month, value) DO UPDATE SET n = order_sum.n + EXCLUDED.n, %s`,
		list, zone, each(orderNames(), "sum(%s)"), orderSums("n"), names(values), each(orderNames(), "%[1]s = order_sum.%[1]s + EXCLUDED.%[1]s"))
}
