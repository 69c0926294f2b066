package orders

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// OrderStory is one order with all that happened to it and what will.
type OrderStory struct {
	OrderEntry
	Moves    []Told       `json:"moves" doc:"经过,按先后"`
	Upcoming []OrderEvent `json:"upcoming" doc:"没有人处理的话,何时会发生什么"`
	Files    []Attachment `json:"files" doc:"附件"`
	May      []MoveName   `json:"may" doc:"您现在可以做的"`
	Withheld bool         `json:"withheld,omitempty" doc:"严格保密:文字不向您显示"`
	Guessed  bool         `json:"guessed,omitempty" doc:"期限途经没有节假日表的年份,按平常的周末推算"`
	Booked   *Slot        `json:"booked,omitempty" doc:"预约的时段"`
}

// Told is a move with what was written.
type Told struct {
	Move
	Writing  OrderWriting `json:"writing"`
	UnitName string       `json:"unit_name,omitempty"`
}

// Story reads one order for whoever asks. NotFound: there is none, or it is not for him.
func (o *Orders) Story(ctx context.Context, id callcenter.ID, by Actor) (s OrderStory, err error) {
	err = o.within(ctx, "read order", func(ctx context.Context, tx pgx.Tx) error {
		order, err := readOrder(ctx, tx, id)
		if err != nil {
			return err
		}
		moves, err := readMoves(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT work_order, sequence, coalesce(party, '00000000-0000-0000-0000-000000000000'), sealed
			FROM order_writing WHERE work_order = $1`, id)
		if err != nil {
			return err
		}
		sealed, err := pgx.CollectRows(rows, scanSealed)
		if err != nil {
			return err
		}
		if s.Files, err = readAttachments(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT NOT sees_order_writing($1)`, id).Scan(&s.Withheld); err != nil {
			return err
		}
		if s.Booked, err = readSlot(ctx, tx, order.Slot); err != nil {
			return err
		}
		entries, err := o.entries(ctx, tx, []Order{order})
		if err != nil {
			return err
		}
		s.OrderEntry = entries[0]
		return o.tell(ctx, tx, &s, moves, sealed)
	})
	if err == nil {
		s.Upcoming, s.May = s.Order.Upcoming(o.cfg.Now()), s.may(by.Roles)
	}
	return s, err
}

// may leaves out what is said to whoever sent us an order, where nobody did.
func (o Order) may(roles []Role) []MoveName {
	return slices.DeleteFunc(MovesFor(o.State, o.Kind, roles), func(m MoveName) bool {
		return (m == SendBack || m == Object) && !o.Source.Outside()
	})
}

// tell opens what was written; the transaction works as the program by now.
func (o *Orders) tell(ctx context.Context, tx pgx.Tx, s *OrderStory, moves []Move, sealed []sealedRow) error {
	keys, err := readParties(ctx, tx, [][16]byte{s.Party})
	if err != nil {
		return err
	}
	names, err := unitNames(ctx, tx)
	if err != nil {
		return err
	}
	writings := o.open(keys, sealed)[s.ID]
	for _, m := range moves {
		s.Moves = append(s.Moves, Told{m, writings[m.Sequence], names[m.Payload.Unit]})
	}
	for i, f := range s.Files {
		s.Files[i].Title = writings[f.Sequence].File
	}
	for _, c := range s.Clocks {
		s.Guessed = s.Guessed || c.Guessed && c.Running()
	}
	return nil
}

// NumberFor opens the number to call about an order: the one that was written down, else
// the caller's own. NotFound: there is none.
func (o *Orders) NumberFor(ctx context.Context, id callcenter.ID) (text string, order Order, err error) {
	err = o.within(ctx, "open number of order", func(ctx context.Context, tx pgx.Tx) error {
		if order, err = readOrder(ctx, tx, id); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT work_order, sequence, coalesce(party, '00000000-0000-0000-0000-000000000000'), sealed
			FROM order_writing WHERE work_order = $1 AND sequence = 1`, id)
		if err != nil {
			return err
		}
		sealed, err := pgx.CollectRows(rows, scanSealed)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		keys, err := readParties(ctx, tx, [][16]byte{order.Party})
		if err != nil {
			return err
		}
		if text = o.open(keys, sealed)[id][1].Phone; text != "" {
			return nil
		}
		number, err := o.cfg.Keys.OpenNumber(order.Party, keys[order.Party].sealed, keys[order.Party].wrapped)
		if err != nil {
			return callcenter.Errorf(callcenter.NotFound, "这张工单没有可以回电的号码")
		}
		text = number.Local()
		return nil
	})
	return text, order, err
}

// Recount lists the orders whose row is not what their moves make it: none, unless
// somebody changed rows by hand.
func (o *Orders) Recount(ctx context.Context, since time.Time) (differing []callcenter.ID, err error) {
	err = o.within(ctx, "recount orders", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectOrders(`moved_at >= $1 ORDER BY id`), since)
		if err != nil {
			return err
		}
		orders, err := manyOrders(rows)
		if err != nil {
			return err
		}
		for _, order := range orders {
			moves, err := readMoves(ctx, tx, order.ID)
			if err != nil {
				return err
			}
			if !order.same(Fold(moves)) {
				differing = append(differing, order.ID)
			}
		}
		return nil
	})
	return differing, err
}
