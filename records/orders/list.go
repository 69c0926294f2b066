package orders

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Filter chooses orders. Zero fields choose all.
type Filter struct {
	State   State
	Done    bool // closed and merged ones instead of open ones
	Kind    Kind
	Unit    callcenter.ID
	Region  string
	Agent   callcenter.AgentID
	Call    callcenter.ID // open or not
	Source  Source        // with Outside: the one order that source calls so, open or not
	Outside string
	OfUnit  callcenter.AgentID // of the units he is of: what their people see anyway, found by an index
	Urgent  bool
	Due     Lateness
	After   string // cursor of the page before
	Limit   int    // at most 200; 50 if zero
}

// Lateness is how an order stands to its clock.
type Lateness string

// How it may stand.
const (
	Late   Lateness = "overdue" // 超期
	Warned Lateness = "warned"  // 预警
)

// OrderEntry is an order as lists show it: the number is masked.
type OrderEntry struct {
	Order
	Title    string `json:"title" doc:"标题;严格保密而不归您看的为空"`
	Number   string `json:"number" doc:"来电号码,隐去中间"`
	UnitName string `json:"unit_name"`
}

// OrderPage is some orders and the cursor of the next page: empty on the last.
type OrderPage struct {
	Orders []OrderEntry `json:"orders"`
	Next   string       `json:"next,omitempty"`
}

const (
	defaultLimit = 50
	maxLimit     = 200
)

// Open orders come as they are due, done ones the last moved first.
const (
	openOrder = `coalesce(due_at, 'infinity'::timestamptz)`
	ofUnits   = `unit = ANY (ARRAY(SELECT p.unit FROM unit_person p WHERE p.staff = ?))`
	isOpen    = `state NOT IN ('closed', 'merged')`
)

// List reads one page of the orders whoever asks may see.
func (o *Orders) List(ctx context.Context, f Filter) (page OrderPage, err error) {
	limit := min(f.Limit, maxLimit)
	if limit <= 0 {
		limit = defaultLimit
	}
	sql, args, err := f.query(limit, o.cfg.Now())
	if err != nil {
		return page, err
	}
	err = o.within(ctx, "list orders", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		orders, err := manyOrders(rows)
		if err != nil {
			return err
		}
		if len(orders) > limit {
			orders = orders[:limit]
			page.Next = f.cursor(orders[limit-1])
		}
		page.Orders, err = o.entries(ctx, tx, orders)
		return err
	})
	return page, err
}

func (f Filter) query(limit int, now time.Time) (string, []any, error) {
	var c conditions
	by := openOrder + ", id"
	switch {
	case !f.Call.IsZero():
		c.add("call = ?", f.Call)
	case f.Outside != "":
		c.add("source = ? AND outside_ref = ?", string(f.Source), f.Outside)
	case f.Done:
		c.add("NOT (" + isOpen + ")")
		by = "moved_at DESC, id DESC"
	default:
		c.add(isOpen)
	}
	if f.State != "" {
		c.add("state = ?", f.State)
	}
	if f.Kind != "" {
		c.add("kind = ?", f.Kind)
	}
	if !f.Unit.IsZero() {
		c.add("unit = ?", f.Unit)
	}
	if f.OfUnit != "" {
		c.add(ofUnits, string(f.OfUnit))
	}
	if f.Region != "" {
		c.add("region = ?", f.Region)
	}
	if f.Agent != "" {
		c.add("agent = ?", string(f.Agent))
	}
	if f.Urgent {
		c.add("urgent")
	}
	switch f.Due {
	case Late:
		c.add(openOrder+" <= ?", now)
	case Warned:
		c.add("warn_at <= ? AND "+openOrder+" > ?", now, now)
	}
	if f.After != "" {
		at, id, err := readCursor(f.After)
		if err != nil {
			return "", nil, err
		}
		if f.Done {
			c.add("(moved_at, id) < (?, ?)", at, id)
		} else {
			c.add("("+openOrder+", id) > (?::timestamptz, ?)", at, id)
		}
	}
	return selectOrders(fmt.Sprintf("%s ORDER BY %s LIMIT %d", c.String(), by, limit+1)), c.args, nil
}

func (f Filter) cursor(last Order) string {
	at := "infinity"
	switch {
	case f.Done:
		at = last.MovedAt.Format(time.RFC3339Nano)
	case !last.DueAt.IsZero():
		at = last.DueAt.Format(time.RFC3339Nano)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(at + " " + last.ID.String()))
}

func readCursor(cursor string) (at string, id callcenter.ID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	at, tail, _ := strings.Cut(string(raw), " ")
	if err == nil {
		id, err = callcenter.ParseID(tail)
	}
	if _, bad := time.Parse(time.RFC3339Nano, at); err != nil || bad != nil && at != "infinity" {
		return "", id, callcenter.Errorf(callcenter.Invalid, "翻页标记无效,请从第一页重新查询")
	}
	return at, id, nil
}

// entries adds what lists show beside the rows: as the person the titles he may read, as
// the program what opens them.
func (o *Orders) entries(ctx context.Context, tx pgx.Tx, orders []Order) ([]OrderEntry, error) {
	list, ids, parties := []OrderEntry{}, make([][16]byte, 0, len(orders)), make([][16]byte, 0, len(orders))
	for _, order := range orders {
		ids, parties = append(ids, order.ID), append(parties, order.Party)
	}
	rows, err := tx.Query(ctx, `
		SELECT work_order, sequence, coalesce(party, '00000000-0000-0000-0000-000000000000'), sealed
		FROM order_writing WHERE work_order = ANY($1) AND sequence = 1`, ids)
	if err != nil {
		return nil, err
	}
	sealed, err := pgx.CollectRows(rows, scanSealed)
	if err != nil {
		return nil, err
	}
	names, err := unitNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, asProgram); err != nil {
		return nil, err
	}
	keys, err := readParties(ctx, tx, parties)
	if err != nil {
		return nil, err
	}
	writings := o.open(keys, sealed)
	for _, order := range orders {
		list = append(list, OrderEntry{order, writings[order.ID][1].Title, o.masked(keys[order.Party], order.Party), names[order.Unit]})
	}
	return list, nil
}

func unitNames(ctx context.Context, tx pgx.Tx) (map[callcenter.ID]string, error) {
	rows, err := tx.Query(ctx, `SELECT id, name FROM unit`)
	if err != nil {
		return nil, err
	}
	names := map[callcenter.ID]string{}
	var id callcenter.ID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error { names[id] = name; return nil })
	return names, err
}

// OrderCounts are how many open orders stand where, for the board.
type OrderCounts struct {
	States  map[State]int `json:"states"`
	Late    int           `json:"overdue" doc:"超期"`
	Warned  int           `json:"warned" doc:"预警"`
	Asked   int           `json:"asked" doc:"待批延期"`
	Unhappy int           `json:"dissatisfied" doc:"不满意待重办"`
}

// Board counts the open orders whoever asks may see; ofUnit as in Filter.
func (o *Orders) Board(ctx context.Context, ofUnit callcenter.AgentID) (counts OrderCounts, err error) {
	counts.States = map[State]int{}
	c := conditions{parts: []string{isOpen}, args: []any{o.cfg.Now()}}
	if ofUnit != "" {
		c.add(ofUnits, string(ofUnit))
	}
	err = o.within(ctx, "count orders", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT state, count(*), count(*) FILTER (WHERE `+openOrder+` <= $1),
			       count(*) FILTER (WHERE warn_at <= $1 AND `+openOrder+` > $1),
			       count(*) FILTER (WHERE extension = 'asked' AND state IN ('signed', 'working')), count(*) FILTER (WHERE state = 'called_back' AND satisfied = 'dissatisfied')
			FROM work_order WHERE `+c.String()+` GROUP BY state`, c.args...)
		if err != nil {
			return err
		}
		var state State
		var n, late, warned, asked, unhappy int
		_, err = pgx.ForEachRow(rows, []any{&state, &n, &late, &warned, &asked, &unhappy}, func() error {
			counts.States[state] = n
			counts.Late, counts.Warned, counts.Asked, counts.Unhappy = counts.Late+late, counts.Warned+warned, counts.Asked+asked, counts.Unhappy+unhappy
			return nil
		})
		return err
	})
	return counts, err
}
