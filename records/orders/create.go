package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Draft is a new order.
type Draft struct {
	ID      callcenter.ID // the same one made twice is one order; zero: a new one
	By      Actor
	Birth   Birth
	Writing OrderWriting
}

// Create makes an order. Repeated with the same id, or the same reference of the same
// source: the order that is there.
func (o *Orders) Create(ctx context.Context, d Draft) (order Order, err error) {
	err = o.within(ctx, "create order", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		order, err = o.create(ctx, tx, d)
		return err
	})
	return order, err
}

// create makes an order as the program, in a transaction.
func (o *Orders) create(ctx context.Context, tx pgx.Tx, d Draft) (Order, error) {
	if d.ID.IsZero() {
		d.ID = callcenter.NewID(o.cfg.Now())
	}
	if d.Birth.Fields == nil {
		d.Birth.Fields = Values{}
	}
	if d.Writing.Title == "" {
		return Order{}, callcenter.Errorf(callcenter.Invalid, "请填写标题")
	}
	// Two who make the same order at a time make it one after the other.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, d.key()); err != nil {
		return Order{}, err
	}
	there, err := oneOrder(tx.QueryRow(ctx, selectOrders(`id = $1 OR (outside_ref IS NOT NULL AND source = $2 AND outside_ref = $3) LIMIT 1`),
		d.ID, string(d.Birth.Source), d.Birth.Outside))
	if err == nil || !callcenter.Is(err, callcenter.NotFound) {
		return there, err
	}
	birth := d.Birth
	birth.OutsideDue = exact(birth.OutsideDue)
	return o.move(ctx, tx, Order{}, Request{Order: d.ID, Move: Create, By: d.By, Payload: Payload{Birth: &birth}, Writing: d.Writing})
}

func (d Draft) key() string {
	if d.Birth.Outside != "" {
		return "order " + string(d.Birth.Source) + " " + d.Birth.Outside
	}
	return "order " + d.ID.String()
}

// Unmoved is one order of many that was not moved, and why.
type Unmoved struct {
	Order callcenter.ID `json:"order"`
	Why   string        `json:"why"`
}

// HandOverAll hands several orders to one unit. Each stands for itself: what cannot be
// handed over is listed, the others are.
func (o *Orders) HandOverAll(ctx context.Context, ids []callcenter.ID, unit callcenter.ID, by Actor, w OrderWriting) (done []Order, faults []Unmoved) {
	done, faults = []Order{}, []Unmoved{}
	for _, id := range ids {
		order, err := o.Do(ctx, Request{Order: id, Move: HandOver, By: by, Payload: Payload{Unit: unit}, Writing: w})
		if err == nil {
			done = append(done, order)
			continue
		}
		why := "没有转办,请稍后再试"
		if refusal, ours := errors.AsType[*callcenter.Error](err); ours {
			why = refusal.Detail
		}
		faults = append(faults, Unmoved{id, why})
	}
	return done, faults
}

// OrderOfCall is the id of the order that follows from a call's record.
func OrderOfCall(call callcenter.ID) callcenter.ID {
	return callcenter.DeriveID(call.Time(), "order "+call.String())
}

// reportOrder is the id of the order that follows from a mandatory report.
func reportOrder(call callcenter.ID, occurrence string) callcenter.ID {
	return callcenter.DeriveID(call.Time(), fmt.Sprintf("report %s %s", call, occurrence))
}
