package tally

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// The dimensions of work orders, beside the region, the service kind, the agent who was
// asked first, the hour and the weekday.
const (
	OrderKind   Dimension = "order_kind"
	OrderSource Dimension = "order_source"
	Unit        Dimension = "unit"
)

func orderDimensions() []of {
	list := []of{{OrderKind, "order_kind"}, {OrderSource, "order_source"}, {Unit, "coalesce(unit::text, '')"}}
	for _, d := range dimensions() {
		switch d.name {
		case Agent, Region, ServiceKind, Hour, Weekday:
			list = append(list, d)
		}
	}
	return list
}

// OrderDimensions lists their names.
func OrderDimensions() (names []Dimension) {
	for _, d := range orderDimensions() {
		names = append(names, d.name)
	}
	return names
}

// orderCounts are sums over order_tally and the rows each of them counts; $1 is now.
func orderCounts() [][2]string {
	list := [][2]string{
		{"orders_made", "part = 'made'"},
		{"orders_closed", "part = 'closed'"},
		{"closed_in_time", "part = 'closed' AND good"},
		{"returns", "part = 'return'"},
		{"redos", "part = 'redone'"},
		{"order_called_back", "part = 'asked'"},
		{"order_satisfied", "part = 'asked' AND good"},
		{"overdue", limits + " AND (done_at >= at OR done_at IS NULL AND at <= $1)"},
		{"overdue_open", open + " AND at <= $1"},
	}
	for _, term := range []string{"hand_over", "reply"} {
		list = append(list,
			[2]string{term + "_due", fmt.Sprintf("part = '%s' AND (at <= $1 OR done_at IS NOT NULL)", term)},
			[2]string{term + "_in_time", fmt.Sprintf("part = '%s' AND done_at < at", term)})
	}
	return list
}

// limits are rows of limits; open ones count by what now is, and stand in no sum.
const (
	limits = "part IN ('hand_over', 'reply', 'redo', 'call_back', 'decide', 'appoint')"
	open   = "done_at IS NULL AND " + limits
)

// orderQuery chooses rows of order_tally: now, the interval, the filters.
func orderQuery(q Query, now time.Time) (where string, args []any, err error) {
	if err := q.check(); err != nil {
		return "", nil, err
	}
	args = []any{now, q.From, q.To}
	all := []string{"at >= $2", "at < $3", "$1::timestamptz IS NOT NULL"}
	for _, d := range orderDimensions() {
		if value, is := q.Only[d.name]; is {
			args = append(args, value)
			all = append(all, d.is(len(args)))
		}
	}
	return strings.Join(all, " AND "), args, nil
}

// OrderRow is one order, or one of its limits, that a figure counts.
type OrderRow struct {
	Order  callcenter.ID `json:"order"`
	No     int64         `json:"no" doc:"工单号"`
	Part   string        `json:"part" doc:"计的是什么:made 新建,closed 办结,其余为期限或动作"`
	N      int           `json:"-"`
	At     time.Time     `json:"at" doc:"期限为到期之时"`
	DoneAt *time.Time    `json:"done_at,omitempty" doc:"期限何时办的"`
	Kind   string        `json:"kind"`
	Region string        `json:"region"`
	State  string        `json:"state"`
}

const mostOrders = 200

// OrderRows lists what the orders' counts of these names are made of, the newest first.
func OrderRows(ctx context.Context, conn Conn, q Query, now time.Time, any []string, but []string) ([]OrderRow, error) {
	where, args, err := orderQuery(q, now)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, fmt.Sprintf(`
SELECT t.work_order, o.no, t.part, t.n, t.at, t.done_at, t.order_kind, t.region, o.state
FROM (SELECT * FROM order_tally WHERE %s AND (%s) AND NOT coalesce((%s), false)) t JOIN work_order o ON o.id = t.work_order
ORDER BY t.at DESC, t.work_order, t.part, t.n LIMIT %d`, where, countingOrders(any), countingOrders(but), mostOrders), args...)
	if err != nil {
		return nil, fmt.Errorf("read orders of a figure: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[OrderRow])
	if err != nil {
		return nil, fmt.Errorf("read orders of a figure: %w", err)
	}
	return list, nil
}

func countingOrders(any []string) string {
	some := []string{"false"}
	for _, c := range orderCounts() {
		for _, name := range any {
			if c[0] == name {
				some = append(some, "("+c[1]+")")
			}
		}
	}
	return strings.Join(some, " OR ")
}
