package exchange

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/orders"
)

// body is what a move says to a peer, read from the move and what was written with it.
func (x *Exchange) body(ctx context.Context, tx pgx.Tx, p Peer, key shared, kind Kind, order callcenter.ID, sequence int) (b Body, err error) {
	s, err := x.cfg.Orders.Speak(ctx, tx, order, sequence)
	if err != nil {
		return b, err
	}
	move := s.Move.Payload
	b = Body{Text: s.Writing.Text, Reason: reason(s.Move)}
	switch kind {
	case OrderKind, Redo:
		b.Title, b.Text, b.Name, b.Phone, b.Place = s.Born.Title, s.Born.Text, s.Born.Name, s.Born.Phone, s.Born.Place
		if s.Move.Sequence > 1 && s.Writing.Text != "" {
			b.Text += "\n" + s.Writing.Text
		}
		b.Type, b.Region, b.Matter = p.Profile.theirs("type", string(s.Order.Kind)), p.Profile.theirs("region", s.Order.Region), p.Profile.theirs("matter", s.Order.Matter)
		b.Secrecy, b.Urgent, b.Central, b.Due = s.Order.Secrecy, s.Order.Urgent, s.Order.Central, replyDue(s.Move)
		if b.Title == "" {
			b.Title = "(内容已依法删除)"
		}
		b.Text = head(b.Text, 4000)
	case Progress:
		b.Text = s.Move.Name.Title() + ":" + head(b.Text, 3900)
	case Extension:
		b.Days = move.Days
	case Ruling:
		b.About, b.Upheld = ruled(s.Move)
		if b.About == string(orders.AboutExtension) && b.Upheld {
			b.Due = replyDue(s.Move)
		}
	case Merge:
		b.Into, err = x.reference(ctx, tx, key, move.Other)
	case Attach:
		b.Text = ""
		b.File, err = x.file(ctx, tx, order, move.File, s.Writing.File)
	}
	if kind == Return && b.Reason == "" {
		b.Reason = "其他"
	}
	return b, err
}

// reason is a move's reason in words.
func reason(m orders.Move) string {
	for _, w := range orders.Reasons()[m.Name] {
		if w.Key == m.Reason {
			return w.Label
		}
	}
	return ""
}

// replyDue is the deadline for the reply that a move started.
func replyDue(m orders.Move) (due time.Time) {
	for _, c := range m.Payload.Start {
		if c.Term == orders.TermReply {
			due = c.DueAt
		}
	}
	return due
}

// ruled is what a move of ours rules. A return of the peer's that was made stands; one
// that could not be made was noted as a ruling against it.
func ruled(m orders.Move) (about string, upheld bool) {
	switch m.Name {
	case orders.Return:
		return string(orders.AboutReturn), true
	case orders.ApproveExtension, orders.RefuseExtension:
		return string(orders.AboutExtension), m.Name == orders.ApproveExtension
	}
	return string(m.Payload.About), m.Payload.Upheld
}

// reference is how the peer knows the order another goes on in; one it does not know, by our number.
func (x *Exchange) reference(ctx context.Context, tx pgx.Tx, key shared, into callcenter.ID) (string, error) {
	reference := into.String()
	err := tx.QueryRow(ctx, `SELECT coalesce((SELECT reference FROM exchange_order WHERE peer = $1 AND ours = $2 AND work_order = $3), $4)`,
		key.Peer, key.Ours, into, reference).Scan(&reference)
	return reference, err
}

// file reads an attachment; one that was deleted since is said to be.
func (x *Exchange) file(ctx context.Context, tx pgx.Tx, order callcenter.ID, name, title string) (*File, error) {
	if title == "" {
		title = name
	}
	_, content, err := x.cfg.Orders.SpeakFile(ctx, tx, order, name)
	if callcenter.Is(err, callcenter.NotFound) {
		return &File{Name: title, Gone: true}, nil
	}
	if err != nil {
		return nil, err
	}
	return &File{Name: title, Content: content}, nil
}

func head(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}
