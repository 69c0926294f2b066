package orders

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Actor is who does something, and as what he may.
type Actor struct {
	Staff callcenter.AgentID
	Roles []Role
}

// clockwork is the actor of what nobody does.
var clockwork = Actor{Roles: []Role{Program}}

// Request asks for one move.
type Request struct {
	Order   callcenter.ID
	Version int // the order as whoever asks saw it; 0: as it stands
	Move    MoveName
	By      Actor
	Reason  string
	Payload Payload
	Writing OrderWriting
}

// Do makes a move. Conflict: the order has moved on, or stands where it cannot be done.
func (o *Orders) Do(ctx context.Context, r Request) (order Order, err error) {
	err = o.within(ctx, fmt.Sprintf("%s order %s", r.Move, r.Order), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := readOrder(ctx, tx, r.Order); err != nil { // as he may see it
			return err
		}
		if r.Move == Merge {
			if _, err := readOrder(ctx, tx, r.Payload.Other); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		order, err = o.do(ctx, tx, r)
		return err
	})
	return order, err
}

// do makes a move as the program, in a transaction.
func (o *Orders) do(ctx context.Context, tx pgx.Tx, r Request) (Order, error) {
	first, second := r.Order, r.Payload.Other
	if r.Move == Merge && bytes.Compare(second[:], first[:]) < 0 {
		if _, err := lockOrder(ctx, tx, second); err != nil { // in one order, whoever is merged into whom
			return Order{}, err
		}
	}
	order, err := lockOrder(ctx, tx, r.Order)
	if err != nil {
		return order, err
	}
	if r.Version != 0 && r.Version != order.Version {
		return order, callcenter.Errorf(callcenter.Conflict, "工单 %d 刚被他人处理(%s),请刷新后再试", order.No, order.State.Title())
	}
	order, err = o.move(ctx, tx, order, r)
	if err != nil || r.Move != Merge {
		return order, err
	}
	return order, o.takeIn(ctx, tx, r, order)
}

// takeIn notes in the other order what goes on in it from now on.
func (o *Orders) takeIn(ctx context.Context, tx pgx.Tx, r Request, merged Order) error {
	target, err := lockOrder(ctx, tx, r.Payload.Other)
	if err != nil {
		return err
	}
	if !target.State.IsOpen() {
		return callcenter.Errorf(callcenter.Conflict, "要并入的工单 %d 已经%s", target.No, target.State.Title())
	}
	_, err = o.move(ctx, tx, target, Request{Order: target.ID, Move: TakeIn, By: r.By, Payload: Payload{Other: merged.ID, Told: r.Payload.Told}})
	return err
}

// move checks and keeps one move of a locked order, with what was written and the jobs of
// the clocks it starts.
func (o *Orders) move(ctx context.Context, tx pgx.Tx, order Order, r Request) (Order, error) {
	m, err := o.propose(order, r)
	if err != nil {
		return order, err
	}
	if err := o.look(ctx, tx, order, m); err != nil {
		return order, err
	}
	before := order
	order = order.Apply(m)
	if err := keep(ctx, tx, &order, m); err != nil {
		return order, err
	}
	if err := o.write(ctx, tx, order, r.Writing); err != nil {
		return order, err
	}
	if err := o.jobs.start(ctx, tx, order.ID, m.Payload.Start); err != nil || o.cfg.Outward == nil {
		return order, err
	}
	return order, o.cfg.Outward.Moved(ctx, tx, before, order, m)
}

// propose is the move a request asks for, checked by all that needs no other row.
func (o *Orders) propose(order Order, r Request) (Move, error) {
	kind := order.Kind
	if r.Move == Create && r.Payload.Birth != nil {
		kind = r.Payload.Birth.Kind
	}
	rule, legal := ruleOf(order.State, r.Move, kind)
	if !legal {
		return Move{}, callcenter.Errorf(callcenter.Conflict, "工单%s时不能%s", order.State.Title(), r.Move.Title())
	}
	role, may := rule.as(r.By.Roles)
	if !may {
		return Move{}, callcenter.Errorf(callcenter.Denied, "您的角色不能%s工单", r.Move.Title())
	}
	if err := r.Writing.check(); err != nil {
		return Move{}, err
	}
	m := Move{
		Order: r.Order, Sequence: order.Version + 1, From: order.State, Name: r.Move, To: rule.To,
		Actor: r.By.Staff, Role: role, At: exact(o.cfg.Now()), Reason: r.Reason, Payload: r.Payload,
	}
	m.Payload.Due = exact(m.Payload.Due)
	if m.At.Before(order.MovedAt) {
		m.At = order.MovedAt // another machine's clock is ahead
	}
	if err := o.timing.guard(order, m); err != nil {
		return Move{}, err
	}
	m.Payload.Start, m.Payload.Stop = o.timing.clocks(order, m)
	return m, nil
}

// look checks what a move says against other rows.
func (o *Orders) look(ctx context.Context, tx pgx.Tx, order Order, m Move) error {
	switch {
	case m.Name == HandOver || m.Name == Reassign:
		return unitTakes(ctx, tx, m.Payload.Unit)
	case m.Name == Book:
		return o.book(ctx, tx, order, m)
	case m.Role == Unit:
		return ofUnit(ctx, tx, order.Unit, m.Actor)
	}
	return nil
}

func (o *Orders) write(ctx context.Context, tx pgx.Tx, order Order, w OrderWriting) error {
	if w == (OrderWriting{}) {
		return nil
	}
	sealed, err := o.seal(ctx, tx, order, w)
	if err != nil || sealed == nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO order_writing (work_order, sequence, party, sealed) VALUES ($1, $2, $3, $4)`,
		order.ID, order.Version, order.Party, sealed)
	return err
}
