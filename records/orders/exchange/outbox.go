package exchange

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/orders"
)

// Outbox is told every move of an order, in its transaction, and writes down what the
// peers that share the order must know.
type Outbox struct {
	peers []orders.Source
	wakes *wakes
}

// NewOutbox prepares the outbox for these peers.
func NewOutbox(peers []Peer) (*Outbox, error) {
	o := &Outbox{}
	for _, p := range peers {
		o.peers = append(o.peers, p.Name)
	}
	var err error
	o.wakes, err = newWakes()
	return o, err
}

// Moved writes a message for who sent us the order, and one for whom it was handed to.
func (o *Outbox) Moved(ctx context.Context, tx pgx.Tx, before, after orders.Order, m orders.Move) error {
	if len(o.peers) == 0 {
		return nil
	}
	if after.Source.Outside() && slices.Contains(o.peers, after.Source) && m.Payload.Told != after.Source {
		if kind := asHandler(before, m); kind != "" {
			key := shared{after.Source, false, after.Outside}
			if err := o.write(ctx, tx, key, kind, m); err != nil {
				return err
			}
		}
	}
	if before.Unit.IsZero() && after.Unit.IsZero() {
		return nil
	}
	was, is, err := unitPeers(ctx, tx, before.Unit, after.Unit)
	if err != nil {
		return err
	}
	if is != "" && is == after.Source {
		return callcenter.Errorf(callcenter.Conflict, "这张工单就是该平台转来的,不能再转给它;可以退回来源")
	}
	for _, peer := range slices.Compact([]orders.Source{was, is}) {
		if peer == "" || !slices.Contains(o.peers, peer) {
			continue
		}
		if kind := asDispatcher(before, m, peer, was == peer, is == peer); kind != "" {
			if err := o.write(ctx, tx, shared{peer, true, after.ID.String()}, kind, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func unitPeers(ctx context.Context, tx pgx.Tx, before, after callcenter.ID) (was, is orders.Source, err error) {
	rows, err := tx.Query(ctx, `SELECT id, peer FROM unit WHERE id IN ($1, $2) AND peer IS NOT NULL`, before, after)
	if err != nil {
		return "", "", err
	}
	var id callcenter.ID
	var peer orders.Source
	_, err = pgx.ForEachRow(rows, []any{&id, &peer}, func() error {
		if id == before {
			was = peer
		}
		if id == after {
			is = peer
		}
		return nil
	})
	return was, is, err
}

// asHandler is what a move says to who sent us the order; "": nothing.
func asHandler(before orders.Order, m orders.Move) Kind {
	switch m.Name {
	case orders.HandOver:
		if before.HandedAt.IsZero() {
			return Accept
		}
		return Progress
	case orders.Reassign, orders.Sign, orders.Work, orders.Decide, orders.Appoint, orders.CallBack, orders.Redo:
		return Progress
	case orders.Reply:
		return Reply
	case orders.SendBack:
		return Return
	case orders.ApproveExtension:
		return Extension
	case orders.Object:
		return Objection
	case orders.Close:
		return Close
	case orders.Merge:
		return Merge
	case orders.Attach:
		return Attach
	}
	return ""
}

// asDispatcher is what a move says to the peer an order of ours is, or was, handed to.
func asDispatcher(before orders.Order, m orders.Move, peer orders.Source, was, is bool) Kind {
	if m.Payload.Told == peer { // it told us; it waits for a ruling where it returned
		if m.Name == orders.Return || m.Name == orders.Ruled {
			return Ruling
		}
		return ""
	}
	switch m.Name {
	case orders.HandOver, orders.Reassign, orders.Redo:
		if is {
			return OrderKind // the first; later ones are written as redo
		}
		return Close
	case orders.Supervise:
		return Urge
	case orders.ApproveExtension, orders.RefuseExtension, orders.Ruled:
		return Ruling
	case orders.Close:
		return Close
	case orders.Merge:
		return Merge
	case orders.Attach:
		return Attach
	}
	return ""
}

// shared names an order between us and a peer.
type shared struct {
	Peer      orders.Source
	Ours      bool // we have it done
	Reference string
}

// side is as what we speak of it.
func (s shared) side() Side {
	if s.Ours {
		return Dispatcher
	}
	return Handler
}

// sharedRow is what is locked while something is said or heard.
type sharedRow struct {
	shared
	Order       *[16]byte
	Told, Heard int
	Standing    Standing
	Waiting     bool // messages of the peer are parked
}

const lockSQL = `SELECT work_order, told, heard, standing, EXISTS (SELECT FROM exchange_heard h
	WHERE h.peer = e.peer AND h.ours = e.ours AND h.reference = e.reference AND h.state = 'parked')
FROM exchange_order e WHERE peer = $1 AND ours = $2 AND reference = $3 FOR UPDATE OF e`

func (row *sharedRow) scan(from pgx.Row) error {
	return from.Scan(&row.Order, &row.Told, &row.Heard, &row.Standing, &row.Waiting)
}

func lockShared(ctx context.Context, tx pgx.Tx, key shared) (row sharedRow, err error) {
	row.shared = key
	err = row.scan(tx.QueryRow(ctx, lockSQL, key.Peer, key.Ours, key.Reference))
	return row, err
}

// write puts a message into the outbox and wakes who sends.
func (o *Outbox) write(ctx context.Context, tx pgx.Tx, key shared, kind Kind, m orders.Move) error {
	if key.Ours {
		if _, err := tx.Exec(ctx, `INSERT INTO exchange_order (peer, ours, reference, work_order) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			key.Peer, key.Ours, key.Reference, m.Order); err != nil {
			return fmt.Errorf("share order %s: %w", key.Reference, err)
		}
	}
	row, err := lockShared(ctx, tx, key)
	if err != nil {
		return fmt.Errorf("shared order %s: %w", key.Reference, err)
	}
	if kind == OrderKind && row.Told > 0 {
		kind = Redo
	}
	version := row.Told + 1
	standing := row.Standing.With(key.side(), version, row.Heard, kind)
	delivery := callcenter.DeriveID(m.At, fmt.Sprintf("exchange %s %s %d", key.Peer, m.Order, m.Sequence))
	batch := new(pgx.Batch)
	batch.Queue(`UPDATE exchange_order SET told = $4, standing = $5, changed_at = clock_timestamp(), next_at = CASE WHEN acked = told THEN now() ELSE next_at END
		WHERE peer = $1 AND ours = $2 AND reference = $3`, key.Peer, key.Ours, key.Reference, version, standing)
	batch.Queue(`INSERT INTO exchange_sent (peer, ours, reference, version, kind, heard, delivery, work_order, sequence, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		key.Peer, key.Ours, key.Reference, version, kind, row.Heard, delivery, m.Order, m.Sequence, m.At)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("outbox of order %s: %w", key.Reference, err)
	}
	return o.wakes.at(ctx, tx, key.Peer, time.Time{})
}
