package exchange

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/orders"
)

// Compared is an order as one side knows it, for the reconciliation.
type Compared struct {
	Order    string   `json:"order" doc:"工单在派单方的编号 / the dispatcher's number"`
	From     Side     `json:"from" enum:"dispatcher,handler" doc:"说这些的一方是派单方还是承办方 / which side says so"`
	Told     int      `json:"told" doc:"发出到第几条 / last version written"`
	Heard    int      `json:"heard" doc:"收到到第几条 / last version heard"`
	State    string   `json:"state" doc:"状态 / state"`
	Standing Standing `json:"standing" doc:"双方各说了什么 / what both said"`
}

// ComparedPage is some of them.
type ComparedPage struct {
	Orders []Compared `json:"orders"`
	Next   string     `json:"next,omitempty" doc:"下一页的 after / cursor of the next page"`
}

const comparePage = 200

// Shared lists the orders shared with a peer that changed since, for its reconciliation.
func (x *Exchange) Shared(ctx context.Context, peer Peer, since time.Time, after string) (page ComparedPage, err error) {
	page.Orders = []Compared{}
	raw, err := base64.RawURLEncoding.DecodeString(after)
	at, reference, found := strings.Cut(string(raw), " ")
	if after == "" {
		at, found = since.UTC().Format(time.RFC3339Nano), true
	}
	if _, bad := time.Parse(time.RFC3339Nano, at); err != nil || !found || bad != nil {
		return page, callcenter.Errorf(callcenter.Invalid, "翻页标记无效,请从第一页重新查询")
	}
	err = x.within(ctx, "shared orders", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT ours, reference, told, heard, standing, changed_at FROM exchange_order
			WHERE peer = $1 AND (changed_at, ours::text || reference) > ($2::timestamptz, $3) ORDER BY changed_at, ours::text || reference LIMIT $4`, peer.Name, at, reference, comparePage)
		if err != nil {
			return err
		}
		var ours bool
		var c Compared
		var changed time.Time
		_, err = pgx.ForEachRow(rows, []any{&ours, &c.Order, &c.Told, &c.Heard, &c.Standing, &changed}, func() error {
			c.From, c.State = shared{Ours: ours}.side(), c.Standing.State()
			page.Orders = append(page.Orders, c)
			if len(page.Orders) == comparePage {
				page.Next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %t%s", changed.UTC().Format(time.RFC3339Nano), ours, c.Order))
			}
			c.Standing = Standing{} // its maps are the row's own
			return nil
		})
		return err
	})
	return page, err
}

// Reconcile compares what we and a peer know of the orders that changed lately, lists the
// differences, and sends again what the peer lost.
func (x *Exchange) Reconcile(ctx context.Context, peer Peer) (compared, differences int, err error) {
	since := x.cfg.Now().Add(-48 * time.Hour)
	theirs := map[string]Compared{}
	for after, more := "", true; more; more = after != "" {
		query := url.Values{"since": {since.UTC().Format(time.RFC3339)}, "after": {after}}
		var page ComparedPage
		if err := x.ask(ctx, peer, http.MethodGet, OrdersPath+"?"+query.Encode(), nil, &page); err != nil {
			return 0, 0, err
		}
		for _, c := range page.Orders {
			theirs[string(c.From)+" "+c.Order] = c
		}
		after = page.Next
	}
	err = x.within(ctx, "reconcile with "+string(peer.Name), func(ctx context.Context, tx pgx.Tx) error {
		compared, differences, err = x.compare(ctx, tx, peer, since, theirs)
		return err
	})
	return compared, differences, err
}

// difference is what one order differs in.
type difference struct {
	key               shared
	what, here, there string
}

func (x *Exchange) compare(ctx context.Context, tx pgx.Tx, peer Peer, since time.Time, theirs map[string]Compared) (int, int, error) {
	references := []string{}
	for _, c := range theirs {
		references = append(references, c.Order)
	}
	rows, err := tx.Query(ctx, `SELECT ours, reference, told, acked, heard, standing, changed_at < now() - interval '1 minute' FROM exchange_order
		WHERE peer = $1 AND (changed_at > $2 OR reference = ANY($3)) FOR UPDATE`, peer.Name, since, references)
	if err != nil {
		return 0, 0, err
	}
	type known struct {
		Compared
		acked int
		still bool
	}
	ours, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k known, err error) {
		var mine bool
		err = row.Scan(&mine, &k.Order, &k.Told, &k.acked, &k.Heard, &k.Standing, &k.still)
		k.From = shared{Ours: mine}.side()
		return k, err
	})
	if err != nil {
		return 0, 0, err
	}
	found := []difference{}
	for _, k := range ours {
		key := shared{peer.Name, k.From == Dispatcher, k.Order}
		at := string(other(k.From)) + " " + k.Order
		there, is := theirs[at]
		delete(theirs, at)
		switch {
		case !is && k.acked > 0 && k.still:
			found = append(found, difference{key, "missing_there", fmt.Sprintf("已送达 %d 条", k.acked), "没有"})
		case !is:
		case there.Heard < k.acked:
			found = append(found, difference{key, "not_heard_there", fmt.Sprintf("送达到第 %d 条", k.acked), fmt.Sprintf("收到第 %d 条", there.Heard)})
			if _, err := tx.Exec(ctx, `UPDATE exchange_order SET acked = $4, next_at = now() WHERE peer = $1 AND ours = $2 AND reference = $3`, key.Peer, key.Ours, key.Reference, there.Heard); err != nil {
				return 0, 0, err
			}
		case k.Heard < there.Told && k.still:
			found = append(found, difference{key, "not_heard_here", fmt.Sprintf("收到第 %d 条", k.Heard), fmt.Sprintf("发到第 %d 条", there.Told)})
		case there.Heard == k.Told && k.Heard == there.Told && !same(k.Standing, there.Standing):
			found = append(found, difference{key, "state", k.Standing.State(), there.State})
		}
	}
	for _, c := range theirs {
		found = append(found, difference{shared{peer.Name, c.From == Handler, c.Order}, "missing_here", "没有", fmt.Sprintf("发到第 %d 条", c.Told)})
	}
	return len(ours) + len(theirs), len(found), list(ctx, tx, peer.Name, len(ours)+len(theirs), found)
}

func other(s Side) Side {
	if s == Dispatcher {
		return Handler
	}
	return Dispatcher
}

func same(a, b Standing) bool {
	one, errA := json.Marshal(a)
	two, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(one) == string(two)
}

// list writes the differences down; one that is found no more is settled.
func list(ctx context.Context, tx pgx.Tx, peer orders.Source, compared int, found []difference) error {
	keep := []string{}
	for _, d := range found {
		if _, err := tx.Exec(ctx, `INSERT INTO exchange_difference (peer, ours, reference, what, here, there) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (peer, ours, reference, what) WHERE settled_at IS NULL DO UPDATE SET here = excluded.here, there = excluded.there`,
			d.key.Peer, d.key.Ours, d.key.Reference, d.what, d.here, d.there); err != nil {
			return err
		}
		keep = append(keep, fmt.Sprintf("%t %s %s", d.key.Ours, d.key.Reference, d.what))
	}
	if _, err := tx.Exec(ctx, `UPDATE exchange_difference SET settled_at = now() WHERE peer = $1 AND settled_at IS NULL
		AND CASE WHEN ours THEN 'true' ELSE 'false' END || ' ' || reference || ' ' || what <> ALL($2)`, peer, keep); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO exchange_reconciled (peer, compared, differences) VALUES ($1, $2, $3)`, peer, compared, len(found))
	return err
}

// reconcileDue reconciles with each peer once a day, whichever controller gets to it.
func (x *Exchange) reconcileDue(ctx context.Context) {
	now := x.cfg.Now().In(callcenter.Leshan())
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).Add(compareAfter)
	if now.Before(today) {
		today = today.AddDate(0, 0, -1)
	}
	for _, p := range x.cfg.Peers {
		var done bool
		err := x.within(ctx, "look for a reconciliation", func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM exchange_reconciled WHERE peer = $1 AND at >= $2)`, p.Name, today).Scan(&done)
		})
		if err == nil && !done {
			_, _, err = x.Reconcile(ctx, p)
		}
		if err != nil && ctx.Err() == nil {
			x.cfg.Log.Warn("reconciliation", zap.String("peer", string(p.Name)), zap.Error(err))
		}
	}
}
