package exchange

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/orders"
)

// ExchangePeer is a peer as the page shows it.
type ExchangePeer struct {
	Name         orders.Source     `json:"name"`
	Title        string            `json:"title"`
	Profile      string            `json:"profile" doc:"对接档案"`
	Source       string            `json:"source" doc:"期限的出处"`
	Limits       map[string]string `json:"limits" doc:"对方的期限,按诉求类型"`
	Orders       int               `json:"orders" doc:"共享的工单"`
	Waiting      int               `json:"waiting" doc:"有消息待发的工单"`
	Failing      int               `json:"failing" doc:"发过没有成功、还在重试的"`
	Stuck        int               `json:"stuck" doc:"重试多日仍未成功的"`
	Parked       int               `json:"parked" doc:"提前到、等前一条的消息"`
	Kept         int               `json:"kept" doc:"收到而工单办不了的消息"`
	Objections   int               `json:"objections" doc:"对方退回、提出异议的"`
	Unmapped     int               `json:"unmapped" doc:"还没有对应的值"`
	Differences  int               `json:"differences" doc:"对账未了的差异"`
	ReconciledAt time.Time         `json:"reconciled_at,omitzero" doc:"最近一次对账"`
}

// Peers lists the peers with what a person should look at.
func (x *Exchange) Peers(ctx context.Context) (list []ExchangePeer, err error) {
	list = []ExchangePeer{}
	err = x.asker(ctx, "read peers", func(ctx context.Context, tx pgx.Tx) error {
		for _, p := range x.cfg.Peers {
			e := ExchangePeer{Name: p.Name, Title: p.Title, Profile: p.Profile.Title, Source: p.Profile.Source, Limits: p.Profile.Limits}
			var at *time.Time
			err := tx.QueryRow(ctx, `
				SELECT count(*), count(*) FILTER (WHERE acked < told), count(*) FILTER (WHERE acked < told AND tries > 0),
				       count(*) FILTER (WHERE acked < told AND tries > 0 AND next_at > now() + interval '2 hours'),
				       (SELECT count(*) FROM exchange_heard WHERE peer = $1 AND state = 'parked'), (SELECT count(*) FROM exchange_heard WHERE peer = $1 AND state = 'kept'),
				       (SELECT count(*) FROM exchange_heard WHERE peer = $1 AND kind IN ('return', 'objection')),
				       (SELECT count(*) FROM exchange_word WHERE peer = $1 AND ours = ''),
				       (SELECT count(*) FROM exchange_difference WHERE peer = $1 AND settled_at IS NULL), (SELECT max(at) FROM exchange_reconciled WHERE peer = $1)
				FROM exchange_order WHERE peer = $1`, p.Name).Scan(&e.Orders, &e.Waiting, &e.Failing, &e.Stuck, &e.Parked, &e.Kept, &e.Objections, &e.Unmapped, &e.Differences, &at)
			if err != nil {
				return err
			}
			if at != nil {
				e.ReconciledAt = *at
			}
			list = append(list, e)
		}
		return nil
	})
	return list, err
}

// ExchangeEntry is one line of a list of the exchange: an order whose message waits, a
// message that was kept or objected, a difference.
type ExchangeEntry struct {
	Peer      orders.Source `json:"peer"`
	Reference string        `json:"reference" doc:"派单方的编号"`
	Ours      bool          `json:"ours" doc:"我方派单"`
	Order     callcenter.ID `json:"order,omitzero" doc:"我方工单"`
	No        int64         `json:"no,omitempty" doc:"我方工单号"`
	What      string        `json:"what" doc:"消息种类、差异种类,或状态"`
	Version   int           `json:"version,omitempty"`
	Why       string        `json:"why" doc:"说明"`
	Tries     int           `json:"tries,omitempty"`
	At        time.Time     `json:"at"`
	NextAt    time.Time     `json:"next_at,omitzero" doc:"下一次重试"`
}

// lists are what a person may look at. Each gives the columns of an entry.
var lists = map[string]string{
	"outbox": `SELECT e.peer, e.reference, e.ours, e.work_order, s.kind, s.version, e.fault, e.tries, s.at, e.next_at FROM exchange_order e
		JOIN exchange_sent s ON s.peer = e.peer AND s.ours = e.ours AND s.reference = e.reference AND s.version = e.acked + 1
		WHERE e.peer = $1 AND e.acked < e.told ORDER BY e.tries DESC, s.at LIMIT $2`,
	"kept": `SELECT h.peer, h.reference, h.ours, e.work_order, h.kind, h.version, h.why, 0, h.at, NULL FROM exchange_heard h JOIN exchange_order e USING (peer, ours, reference)
		WHERE h.peer = $1 AND h.state = 'kept' ORDER BY h.at DESC LIMIT $2`,
	"parked": `SELECT h.peer, h.reference, h.ours, e.work_order, h.kind, h.version, '等第 ' || e.heard + 1 || ' 条', 0, h.at, NULL FROM exchange_heard h JOIN exchange_order e USING (peer, ours, reference)
		WHERE h.peer = $1 AND h.state = 'parked' ORDER BY h.at DESC LIMIT $2`,
	"objections": `SELECT h.peer, h.reference, h.ours, e.work_order, h.kind, h.version, h.why, 0, h.at, NULL FROM exchange_heard h JOIN exchange_order e USING (peer, ours, reference)
		WHERE h.peer = $1 AND h.kind IN ('return', 'objection') ORDER BY h.at DESC LIMIT $2`,
	"differences": `SELECT d.peer, d.reference, d.ours, e.work_order, d.what, 0, '我方' || d.here || ',对方' || d.there, 0, d.found_at, NULL FROM exchange_difference d
		LEFT JOIN exchange_order e USING (peer, ours, reference) WHERE d.peer = $1 AND d.settled_at IS NULL ORDER BY d.found_at DESC LIMIT $2`,
	"orders": `SELECT e.peer, e.reference, e.ours, e.work_order, '', e.heard, '发 ' || e.told || ' 达 ' || e.acked || ' 收 ' || e.heard, e.tries, e.changed_at, NULL FROM exchange_order e
		WHERE e.peer = $1 ORDER BY e.changed_at DESC LIMIT $2`,
}

const mostEntries = 500

// Entries reads one of the lists.
func (x *Exchange) Entries(ctx context.Context, peer orders.Source, name string) (list []ExchangeEntry, err error) {
	sql, known := lists[name]
	if !known {
		return nil, callcenter.Errorf(callcenter.NotFound, "没有清单 %q", cut(name))
	}
	if _, err := x.Peer(peer); err != nil {
		return nil, err
	}
	err = x.asker(ctx, "read "+name, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT l.*, coalesce(w.no, 0) FROM (`+sql+`) l (peer, reference, ours, work_order, what, version, why, tries, at, next_at)
			LEFT JOIN work_order w ON w.id = l.work_order`, peer, mostEntries)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e ExchangeEntry, err error) {
			var order *[16]byte
			var next *time.Time
			err = row.Scan(&e.Peer, &e.Reference, &e.Ours, &order, &e.What, &e.Version, &e.Why, &e.Tries, &e.At, &next, &e.No)
			if order != nil {
				e.Order = *order
			}
			if next != nil {
				e.NextAt = *next
			}
			return e, err
		})
		return err
	})
	if list == nil {
		list = []ExchangeEntry{}
	}
	return list, err
}

// SendAgain sends an order's messages now, from the first the peer has not, or from an
// earlier version that somebody wants it to have again. It is noted who did.
func (x *Exchange) SendAgain(ctx context.Context, peer orders.Source, ours bool, reference string, from int, by callcenter.AgentID) error {
	err := x.within(ctx, "send again", func(ctx context.Context, tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `UPDATE exchange_order SET next_at = now(), tries = 0, acked = CASE WHEN $4 > 0 THEN least(acked, $4 - 1) ELSE acked END
			WHERE peer = $1 AND ours = $2 AND reference = $3 AND told > 0`, peer, ours, reference, from)
		if err != nil {
			return err
		}
		if done.RowsAffected() == 0 {
			return callcenter.Errorf(callcenter.NotFound, "没有就这张工单发出的消息")
		}
		if err := x.cfg.Outbox.wakes.at(ctx, tx, peer, time.Time{}); err != nil {
			return err
		}
		return x.cfg.Note(ctx, tx, callcenter.Change{By: by, Action: "exchange.sent_again", Object: string(peer) + " " + reference, After: map[string]int{"from": from}})
	})
	if err == nil {
		x.look(peer)
	}
	return err
}

// Rule answers an objection of the peer an order of ours is with.
func (x *Exchange) Rule(ctx context.Context, order callcenter.ID, about orders.About, upheld bool, text string, by orders.Actor) error {
	_, err := x.cfg.Orders.Do(ctx, orders.Request{
		Order: order, Move: orders.Ruled, By: by, Payload: orders.Payload{About: about, Upheld: upheld}, Writing: orders.OrderWriting{Text: text},
	})
	return err
}
