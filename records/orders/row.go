package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// written are the columns a move writes; the number is given by the database.
const written = `id, version, state, kind, source, outside_ref, call, party, agent, region, service_kind, matter, secrecy, urgent, central,
outside_due, fields, unit, created_at, created_by, moved_at, handed_at, clocks, due_at, warn_at, extension, asked_by, satisfied,
tries, returns, redos, urged, merged_into, slot, closing, closed_at`

// columns are all of them.
const columns = "no, " + written

var (
	insertOrder = fmt.Sprintf(`INSERT INTO work_order (%[1]s) SELECT %[1]s FROM jsonb_populate_record(NULL::work_order, $1::jsonb) RETURNING no`, written)
	updateOrder = fmt.Sprintf(`UPDATE work_order SET (%[1]s) = (SELECT %[1]s FROM jsonb_populate_record(NULL::work_order, $1::jsonb)) WHERE id = $2`, written)
)

func selectOrders(where string) string {
	return fmt.Sprintf(`SELECT to_json(o) FROM (SELECT %s FROM work_order WHERE %s) o`, columns, where)
}

// readOrder reads one; NotFound: there is none, or it is not for whoever asks.
func readOrder(ctx context.Context, tx pgx.Tx, id callcenter.ID) (Order, error) {
	return oneOrder(tx.QueryRow(ctx, selectOrders(`id = $1`), id))
}

// lockOrder reads one and keeps others from moving it.
func lockOrder(ctx context.Context, tx pgx.Tx, id callcenter.ID) (Order, error) {
	return oneOrder(tx.QueryRow(ctx, selectOrders(`id = $1 FOR UPDATE`), id))
}

func oneOrder(row pgx.Row) (order Order, err error) {
	var raw json.RawMessage
	if err := row.Scan(&raw); err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			return order, errNoOrder()
		}
		return order, err
	}
	err = json.Unmarshal(raw, &order)
	return order.exactly(), err
}

func manyOrders(rows pgx.Rows) ([]Order, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Order, error) { return oneOrder(row) })
}

// exactly gives times the form they have in moves, whatever the connection's time zone.
func (o Order) exactly() Order {
	o.CreatedAt, o.MovedAt, o.HandedAt, o.ClosedAt = exact(o.CreatedAt), exact(o.MovedAt), exact(o.HandedAt), exact(o.ClosedAt)
	o.DueAt, o.WarnAt, o.OutsideDue = exact(o.DueAt), exact(o.WarnAt), exact(o.OutsideDue)
	return o
}

// keep writes a move and what it makes of the order, in one transaction.
func keep(ctx context.Context, tx pgx.Tx, order *Order, m Move) error {
	payload, err := json.Marshal(m.Payload)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO order_move (work_order, sequence, from_state, move, to_state, actor, role, at, reason, payload)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10)`,
		m.Order, m.Sequence, m.From, m.Name, m.To, string(m.Actor), m.Role, m.At, m.Reason, payload); err != nil {
		return fmt.Errorf("move: %w", err)
	}
	row, err := json.Marshal(order)
	if err != nil {
		return err
	}
	if m.Name == Create {
		return tx.QueryRow(ctx, insertOrder, row).Scan(&order.No)
	}
	_, err = tx.Exec(ctx, updateOrder, row, order.ID)
	return err
}

// readMoves reads an order's journal.
func readMoves(ctx context.Context, tx pgx.Tx, id callcenter.ID) ([]Move, error) {
	rows, err := tx.Query(ctx, `
		SELECT work_order, sequence, from_state, move, to_state, actor, role, at, coalesce(reason, ''), payload
		FROM order_move WHERE work_order = $1 ORDER BY sequence`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Move, err error) {
		err = row.Scan(&m.Order, &m.Sequence, &m.From, &m.Name, &m.To, &m.Actor, &m.Role, &m.At, &m.Reason, &m.Payload)
		m.At = exact(m.At)
		return m, err
	})
}

// conditions collects a WHERE clause.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(condition string, values ...any) {
	for _, v := range values {
		c.args = append(c.args, v)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.parts = append(c.parts, condition)
}

func (c *conditions) String() string {
	if len(c.parts) == 0 {
		return "true"
	}
	return strings.Join(c.parts, " AND ")
}

// same reports that two are one order, but for the number the database gave.
func (o Order) same(other Order) bool {
	other.No = o.No
	a, errA := json.Marshal(o)
	b, errB := json.Marshal(other)
	return errA == nil && errB == nil && string(a) == string(b)
}
