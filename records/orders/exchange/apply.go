package exchange

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/callcenter"
	"hotline/records/orders"
)

// byProgram is who does what a peer told.
var byProgram = orders.Actor{Roles: []orders.Role{orders.Program}}

// taken reports that Postgres has the key already.
func taken(err error) bool {
	pg, is := errors.AsType[*pgconn.PgError](err)
	return is && pg.Code == "23505"
}

// apply makes the move a message asks for.
func (x *Exchange) apply(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow, m Message) error {
	if row.Order == nil {
		return x.born(ctx, tx, peer, row, m)
	}
	order, err := x.cfg.Orders.Lock(ctx, tx, *row.Order)
	if err != nil {
		return err
	}
	a := application{x, peer, row, m, order}
	switch m.Kind {
	case Attach:
		return a.attach(ctx, tx)
	case Merge:
		return a.merge(ctx, tx)
	case Ruling:
		return a.ruling(ctx, tx)
	case Note:
		return a.move(ctx, tx, orders.Note, "", orders.Payload{})
	}
	if m.From == Handler {
		return a.ofHandler(ctx, tx)
	}
	return a.ofDispatcher(ctx, tx)
}

// application is a message and the order it is about.
type application struct {
	x     *Exchange
	peer  Peer
	row   *sharedRow
	m     Message
	order orders.Order
}

func (a *application) move(ctx context.Context, tx pgx.Tx, name orders.MoveName, reason string, p orders.Payload) (err error) {
	p.Told = a.peer.Name
	a.order, err = a.x.cfg.Orders.TellMove(ctx, tx, orders.Request{
		Order: a.order.ID, Move: name, By: byProgram, Reason: reason, Payload: p,
		Writing: orders.OrderWriting{Text: a.text()},
	})
	return err
}

// text is what was written, with what we have no field for.
func (a *application) text() string {
	parts := []string{}
	for _, part := range []string{a.m.Body.Text, a.m.Body.Reason} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}

// ofHandler: the peer is the unit the order is with.
func (a *application) ofHandler(ctx context.Context, tx pgx.Tx) error {
	if err := a.withPeer(ctx, tx); err != nil {
		return err
	}
	if a.order.State == orders.Handed && (a.m.Kind == Accept || a.m.Kind == Progress || a.m.Kind == Reply || a.m.Kind == Extension) {
		if err := a.move(ctx, tx, orders.Sign, "", orders.Payload{}); err != nil || a.m.Kind == Accept {
			return err
		}
	}
	switch a.m.Kind {
	case Progress:
		if a.order.State == orders.Signed || a.order.State == orders.Working {
			return a.move(ctx, tx, orders.Work, "", orders.Payload{})
		}
	case Reply:
		return a.move(ctx, tx, orders.Reply, "", orders.Payload{})
	case Return:
		return a.move(ctx, tx, orders.Return, known(orders.Return, a.m.Body.Reason), orders.Payload{})
	case Extension:
		return a.move(ctx, tx, orders.AskExtension, known(orders.AskExtension, a.m.Body.Reason), orders.Payload{Days: a.m.Body.Days})
	case Objection:
		return a.move(ctx, tx, orders.Object, known(orders.Object, a.m.Body.Reason), orders.Payload{About: orders.AboutObjection})
	}
	return a.move(ctx, tx, orders.Note, "", orders.Payload{})
}

// withPeer refuses what is said of an order that was meanwhile given to somebody else.
func (a *application) withPeer(ctx context.Context, tx pgx.Tx) error {
	was, _, err := unitPeers(ctx, tx, a.order.Unit, callcenter.ID{})
	if err == nil && was != a.peer.Name {
		err = callcenter.Errorf(callcenter.Conflict, "工单 %d 已不在%s办理", a.order.No, a.peer.Title)
	}
	return err
}

// ofDispatcher: the peer has the order done by us.
func (a *application) ofDispatcher(ctx context.Context, tx pgx.Tx) error {
	switch a.m.Kind {
	case Redo:
		if a.order.State == orders.Replied || a.order.State == orders.CalledBack || a.order.State == orders.Closed {
			return a.move(ctx, tx, orders.Redo, "dissatisfied", orders.Payload{})
		}
		return a.move(ctx, tx, orders.Note, "", orders.Payload{}) // we are at it
	case Urge:
		return a.move(ctx, tx, orders.Supervise, "complaint", orders.Payload{})
	case Close:
		if a.order.State == orders.Closed {
			return nil // closed on both sides at a time
		}
		return a.move(ctx, tx, orders.Close, "outside", orders.Payload{})
	}
	return callcenter.Errorf(callcenter.Invalid, "%q 不是派单方能说的", a.m.Kind)
}

// known is the reason by our key, another's words by the last of ours.
func known(move orders.MoveName, theirs string) string {
	list := orders.Reasons()[move]
	for _, w := range list {
		if w.Key == theirs || w.Label == theirs {
			return w.Key
		}
	}
	return list[0].Key
}

func (a *application) ruling(ctx context.Context, tx pgx.Tx) error {
	b := a.m.Body
	p := orders.Payload{About: orders.About(b.About), Upheld: b.Upheld}
	if p.About == orders.AboutExtension && b.Upheld {
		p.Due = b.Due
		if a.order.Extension == orders.ExtensionApproved {
			if err := tx.QueryRow(ctx, `SELECT coalesce((payload ->> 'days')::int, 0) FROM order_move WHERE work_order = $1 AND move = 'approve_extension' ORDER BY sequence DESC LIMIT 1`,
				a.order.ID).Scan(&p.Days); err != nil {
				return err
			}
		}
	}
	if err := a.move(ctx, tx, orders.Ruled, "", p); err != nil {
		return err
	}
	if p.About == orders.AboutReturn && b.Upheld && (a.order.State == orders.New || a.order.State == orders.Returned) {
		return a.move(ctx, tx, orders.Close, "sent_back", orders.Payload{})
	}
	return nil
}

func (a *application) merge(ctx context.Context, tx pgx.Tx) error {
	var into *[16]byte
	err := tx.QueryRow(ctx, `SELECT work_order FROM exchange_order WHERE peer = $1 AND ours = $2 AND reference = $3`, a.row.Peer, a.row.Ours, a.m.Body.Into).Scan(&into)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && into == nil {
		return callcenter.Errorf(callcenter.NotFound, "没有要并入的工单 %q", a.m.Body.Into)
	}
	if err != nil {
		return err
	}
	if a.m.From == Handler { // it goes on there; ours is ours to merge
		return a.move(ctx, tx, orders.Note, "", orders.Payload{Other: *into})
	}
	return a.move(ctx, tx, orders.Merge, "", orders.Payload{Other: *into})
}

func (a *application) attach(ctx context.Context, tx pgx.Tx) error {
	f := a.m.Body.File
	if f.Gone {
		return a.move(ctx, tx, orders.Note, "", orders.Payload{})
	}
	_, err := a.x.cfg.Orders.TellAttach(ctx, tx, orders.Request{Order: a.order.ID, By: byProgram, Payload: orders.Payload{Told: a.peer.Name}}, f.Name, f.Content)
	return err
}

// born makes the order a peer sent.
func (x *Exchange) born(ctx context.Context, tx pgx.Tx, peer Peer, row *sharedRow, m Message) error {
	if m.Kind != OrderKind {
		return callcenter.Errorf(callcenter.Conflict, "工单 %q 没有建立,%s 无从办起", m.Order, m.Kind)
	}
	b := m.Body
	text := b.Text
	words := map[string]string{}
	for _, field := range []struct{ name, theirs, usual string }{{"type", b.Type, string(orders.FollowUp)}, {"region", b.Region, "unknown"}, {"matter", b.Matter, ""}} {
		ours, mapped, err := x.word(ctx, tx, peer, field.name, field.theirs)
		if err != nil {
			return err
		}
		if !mapped {
			ours = field.usual
			if field.theirs != "" {
				text += fmt.Sprintf("\n(%s原值 %s:%s)", peer.Title, fieldTitle(field.name), field.theirs)
			}
		}
		words[field.name] = ours
	}
	if b.Secrecy == "" {
		b.Secrecy = "ordinary"
	}
	party, err := x.party(ctx, tx, b.Phone)
	if err != nil {
		return err
	}
	kind := orders.Kind(words["type"])
	order, err := x.cfg.Orders.TellCreate(ctx, tx, orders.Draft{
		By: byProgram,
		Birth: orders.Birth{
			Kind: kind, Source: peer.Name, Outside: m.Order, Party: party, Region: words["region"], Matter: words["matter"], Secrecy: b.Secrecy,
			Urgent: b.Urgent, Central: b.Central, OutsideDue: peer.Profile.due(x.cfg.Calendar, b.Type, m.At, b.Due), Fields: needed(kind),
		},
		Writing: orders.OrderWriting{Title: b.Title, Text: text, Name: b.Name, Phone: b.Phone, Place: b.Place},
	})
	if err != nil {
		return err
	}
	id := [16]byte(order.ID)
	row.Order = &id
	_, err = tx.Exec(ctx, `UPDATE exchange_order SET work_order = $4 WHERE peer = $1 AND ours = $2 AND reference = $3`, row.Peer, row.Ours, row.Reference, order.ID)
	return err
}

// needed fills what a kind cannot be without, where the peer has no such field: the last
// choice is the one for what is none of the others.
func needed(kind orders.Kind) orders.Values {
	v := orders.Values{}
	for _, k := range orders.Kinds() {
		for _, f := range k.Fields {
			if k.Kind == kind && f.Needed && len(f.Choices) > 0 {
				v[f.Name] = f.Choices[len(f.Choices)-1].Key
			}
		}
	}
	return v
}

// party is who has called us from that number before.
func (x *Exchange) party(ctx context.Context, tx pgx.Tx, phone string) (party callcenter.ID, err error) {
	number := callcenter.ParseNumber(phone, callcenter.LocalAreaCode)
	if phone == "" || number.Anonymous() {
		return party, nil
	}
	err = tx.QueryRow(ctx, `SELECT id FROM party WHERE number_hash = $1`, x.cfg.Keys.Index.Hash(number)).Scan(&party)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return party, err
}
