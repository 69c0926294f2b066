package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/orders"
)

// Receive takes a message of a peer: it is applied, or known, or parked until what comes
// before it is here. All of it, with what was parked behind it, is one transaction.
func (x *Exchange) Receive(ctx context.Context, peer Peer, m Message) (receipt Receipt, err error) {
	if err := m.check(); err != nil {
		return receipt, err
	}
	key := shared{peer.Name, m.From == Handler, m.Order}
	err = x.asker(ctx, fmt.Sprintf("receive %s %d of order %s", m.Kind, m.Version, m.Order), func(ctx context.Context, tx pgx.Tx) error {
		row, err := x.open(ctx, tx, key)
		if err != nil {
			return err
		}
		receipt, err = x.take(ctx, tx, peer, &row, m)
		return err
	})
	return receipt, err
}

// open locks a shared order, its work order first, as a move of ours does.
func (x *Exchange) open(ctx context.Context, tx pgx.Tx, key shared) (row sharedRow, err error) {
	batch := new(pgx.Batch)
	if !key.Ours { // whoever has it done speaks of it first
		batch.Queue(`INSERT INTO exchange_order (peer, ours, reference) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, key.Peer, key.Ours, key.Reference)
	}
	batch.Queue(`SELECT FROM work_order WHERE id = (SELECT work_order FROM exchange_order WHERE peer = $1 AND ours = $2 AND reference = $3) FOR UPDATE`,
		key.Peer, key.Ours, key.Reference)
	row.shared = key
	batch.Queue(lockSQL, key.Peer, key.Ours, key.Reference).QueryRow(row.scan)
	if err = tx.SendBatch(ctx, batch).Close(); errors.Is(err, pgx.ErrNoRows) {
		err = callcenter.Errorf(callcenter.NotFound, "我方没有把工单 %q 交给你方", key.Reference)
	}
	return row, err
}

// take does one message and what waited for it.
func (x *Exchange) take(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow, m Message) (Receipt, error) {
	switch {
	case m.Version <= row.Heard:
		return Receipt{State: Known, Heard: row.Heard}, x.sameAs(ctx, tx, row, m)
	case m.Version > row.Heard+1:
		return Receipt{State: Parked, Heard: row.Heard, Why: fmt.Sprintf("还缺第 %d 条,请从它发起", row.Heard+1)}, x.park(ctx, tx, row, m)
	}
	state, why, err := x.do(ctx, tx, peer, row, m)
	if err != nil {
		return Receipt{}, err
	}
	if row.Waiting {
		if err := x.unpark(ctx, tx, peer, row); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{State: state, Heard: row.Heard, Why: why}, nil
}

// sameAs refuses another message under a version that was heard.
func (x *Exchange) sameAs(ctx context.Context, tx pgx.Tx, row *sharedRow, m Message) error {
	var delivery callcenter.ID
	var kind Kind
	err := tx.QueryRow(ctx, `SELECT delivery, kind FROM exchange_heard WHERE peer = $1 AND ours = $2 AND reference = $3 AND version = $4`,
		row.Peer, row.Ours, row.Reference, m.Version).Scan(&delivery, &kind)
	if err != nil {
		return err
	}
	if delivery.String() != m.Delivery || kind != m.Kind {
		return callcenter.Errorf(callcenter.Conflict, "第 %d 条已收到过另一条(%s,%s):同一版本不能有两条,请核对后发下一版本", m.Version, kind, delivery)
	}
	return nil
}

const insertHeard = `
INSERT INTO exchange_heard (peer, ours, reference, version, kind, heard, delivery, state, why, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (peer, ours, reference, version) DO UPDATE SET state = excluded.state, why = excluded.why, sealed = excluded.sealed
WHERE exchange_heard.delivery = excluded.delivery`

func (x *Exchange) keep(ctx context.Context, tx pgx.Tx, row *sharedRow, m Message, state, why string, sealed []byte) error {
	done, err := tx.Exec(ctx, insertHeard, row.Peer, row.Ours, row.Reference, m.Version, m.Kind, m.Heard, m.Delivery, state, why, sealed)
	if pgErr := taken(err); pgErr || err == nil && done.RowsAffected() == 0 {
		return callcenter.Errorf(callcenter.Conflict, "delivery 或 version 已用于另一条消息,请核对")
	}
	return err
}

func label(row *sharedRow, version int) string {
	return fmt.Sprintf("exchange:%s:%t:%s:%d", row.Peer, row.Ours, row.Reference, version)
}

func (x *Exchange) park(ctx context.Context, tx pgx.Tx, row *sharedRow, m Message) error {
	if m.Version > row.Heard+mostParked {
		return callcenter.Errorf(callcenter.Conflict, "还缺第 %d 条,隔得太远的先不存:请从它发起", row.Heard+1)
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return x.keep(ctx, tx, row, m, Parked, "", x.cfg.Keys.Ring.Seal(plain, label(row, m.Version)))
}

// unpark goes on with what waited.
func (x *Exchange) unpark(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow) error {
	for {
		var sealed []byte
		err := tx.QueryRow(ctx, `SELECT sealed FROM exchange_heard WHERE peer = $1 AND ours = $2 AND reference = $3 AND version = $4 AND state = 'parked'`,
			row.Peer, row.Ours, row.Reference, row.Heard+1).Scan(&sealed)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		plain, err := x.cfg.Keys.Ring.Open(sealed, label(row, row.Heard+1))
		if err != nil {
			return fmt.Errorf("parked message: %w", err)
		}
		var m Message
		if err := json.Unmarshal(plain, &m); err != nil {
			return fmt.Errorf("parked message: %w", err)
		}
		if _, _, err := x.do(ctx, tx, peer, row, m); err != nil {
			return err
		}
	}
}

// do makes a message's move, and notes that it was heard. What the order cannot follow as
// it stands is kept and listed: trying again would not help, and later messages must not wait.
func (x *Exchange) do(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow, m Message) (state, why string, err error) {
	row.Heard = m.Version
	row.Standing = row.Standing.With(m.From, m.Version, m.Heard, m.Kind)
	// Noted before the move: what the move says to the peer has heard this one.
	if _, err := tx.Exec(ctx, `UPDATE exchange_order SET heard = $4, standing = $5, changed_at = clock_timestamp() WHERE peer = $1 AND ours = $2 AND reference = $3`,
		row.Peer, row.Ours, row.Reference, row.Heard, row.Standing); err != nil {
		return "", "", err
	}
	state = Applied
	failure := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { return x.apply(ctx, tx, peer, row, m) })
	if refusal, ours := errors.AsType[*callcenter.Error](failure); ours && settled(refusal.Kind) {
		state, why = Kept, refusal.Detail
		if failure = x.answerKept(ctx, tx, peer, row, m); failure != nil {
			return "", "", failure
		}
	}
	if failure != nil {
		return "", "", failure
	}
	return state, why, x.keep(ctx, tx, row, m, state, why, nil)
}

func settled(kind callcenter.ErrorKind) bool {
	return kind == callcenter.Invalid || kind == callcenter.Conflict || kind == callcenter.Denied || kind == callcenter.NotFound
}

// answerKept: who returned what cannot be returned is told so at once.
func (x *Exchange) answerKept(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow, m Message) error {
	if m.Kind != Return || row.Order == nil {
		return nil
	}
	refuse := func(tx pgx.Tx) error {
		_, err := x.cfg.Orders.TellMove(ctx, tx, orders.Request{
			Order: *row.Order, Move: orders.Ruled, By: byProgram, Payload: orders.Payload{Told: peer.Name, About: orders.AboutReturn},
			Writing: orders.OrderWriting{Text: "不能退回:" + m.Body.Reason},
		})
		return err
	}
	err := pgx.BeginFunc(ctx, tx, refuse)
	if refusal, ours := errors.AsType[*callcenter.Error](err); ours && settled(refusal.Kind) { // it is closed: nothing to rule
		return nil
	}
	return err
}
