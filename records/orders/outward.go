package orders

import (
	"context"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// What another centre tells is kept in one transaction with its message. These work in a
// transaction that works as the program already.

// TellCreate is Create in a transaction.
func (o *Orders) TellCreate(ctx context.Context, tx pgx.Tx, d Draft) (Order, error) {
	return o.create(ctx, tx, d)
}

// TellMove is Do in a transaction.
func (o *Orders) TellMove(ctx context.Context, tx pgx.Tx, r Request) (Order, error) {
	return o.do(ctx, tx, r)
}

// TellAttach is Attach in a transaction.
func (o *Orders) TellAttach(ctx context.Context, tx pgx.Tx, r Request, title string, content []byte) (Order, error) {
	kind, err := taken(content)
	if err != nil {
		return Order{}, err
	}
	return o.attach(ctx, tx, r, kind, title, content)
}

// Lock reads an order and keeps others from moving it until the transaction ends.
func (o *Orders) Lock(ctx context.Context, tx pgx.Tx, id callcenter.ID) (Order, error) {
	return lockOrder(ctx, tx, id)
}

// Spoken is a move as another centre is told it.
type Spoken struct {
	Order   Order
	Move    Move
	Born    OrderWriting // what was written when the order was made; the number is filled in
	Writing OrderWriting // what was written with the move
}

// Speak reads a move with what was written, empty when its party was forgotten meanwhile.
func (o *Orders) Speak(ctx context.Context, tx pgx.Tx, id callcenter.ID, sequence int) (s Spoken, err error) {
	if s.Order, err = readOrder(ctx, tx, id); err != nil {
		return s, err
	}
	moves, err := readMoves(ctx, tx, id)
	if err != nil {
		return s, err
	}
	if sequence < 1 || sequence > len(moves) {
		return s, errNoOrder()
	}
	s.Move = moves[sequence-1]
	rows, err := tx.Query(ctx, `
		SELECT work_order, sequence, coalesce(party, '00000000-0000-0000-0000-000000000000'), sealed
		FROM order_writing WHERE work_order = $1 AND sequence IN (1, $2)`, id, sequence)
	if err != nil {
		return s, err
	}
	sealed, err := pgx.CollectRows(rows, scanSealed)
	if err != nil {
		return s, err
	}
	keys, err := readParties(ctx, tx, [][16]byte{s.Order.Party})
	if err != nil {
		return s, err
	}
	written := o.open(keys, sealed)[id]
	s.Born, s.Writing = written[1], written[sequence]
	if s.Born.Phone == "" && !s.Order.Party.IsZero() {
		if number, err := o.cfg.Keys.OpenNumber(s.Order.Party, keys[s.Order.Party].sealed, keys[s.Order.Party].wrapped); err == nil {
			s.Born.Phone = number.Local()
		}
	}
	return s, nil
}

// SpeakFile reads a file of an order whole; NotFound: it was deleted, or lies elsewhere.
func (o *Orders) SpeakFile(ctx context.Context, tx pgx.Tx, id callcenter.ID, name string) (a Attachment, content []byte, err error) {
	files, err := readAttachments(ctx, tx, id)
	if err != nil {
		return a, nil, err
	}
	for _, f := range files {
		if f.Name != name || f.Deleted {
			continue
		}
		r, err := o.cfg.Files.Open(id, name)
		if err != nil {
			return f, nil, err
		}
		content, err = io.ReadAll(r)
		return f, content, errors.Join(err, r.Close())
	}
	return a, nil, errNoOrder()
}
