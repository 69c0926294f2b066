package records

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/journal"
)

// Concern is which matter a consultation belongs to.
type Concern struct {
	Choice ConcernChoice
	Matter callcenter.ID // of ConcernJoined
}

// ConcernChoice is how a matter is chosen.
type ConcernChoice string

// The choices.
const (
	NoConcern     ConcernChoice = ""     // the call settles it
	ConcernOpen   ConcernChoice = "open" // the party's open matter; a new one if it has none
	ConcernNew    ConcernChoice = "new"
	ConcernJoined ConcernChoice = "joined"
)

// concern finds or opens the matter of a call. A matter opened for one call is always
// the same one, so that a save that is sent again opens no second.
func (r *Records) concern(ctx context.Context, record fold.Record, c Concern, e Entry) (callcenter.ID, []callcenter.Fact, error) {
	call := record.Call
	if c.Choice == NoConcern {
		return callcenter.ID{}, nil, nil
	}
	if call.Party.IsZero() {
		return callcenter.ID{}, nil, callcenter.Errorf(callcenter.Invalid, "来电人没有显示号码,不能归入事项")
	}
	open, err := r.openMatters(ctx, call.Party)
	if err != nil {
		return callcenter.ID{}, nil, err
	}
	switch {
	case c.Choice == ConcernJoined:
		if !slices.ContainsFunc(open, func(m fold.Matter) bool { return m.ID == c.Matter }) && c.Matter != record.Entered.Matter {
			return callcenter.ID{}, nil, callcenter.Errorf(callcenter.Invalid, "这位当事人没有编号为 %s 的未了结事项", c.Matter)
		}
		return c.Matter, nil, nil
	case c.Choice == ConcernOpen && len(open) > 0:
		return open[0].ID, nil, nil
	}
	owner := call.AnsweredBy
	if owner == "" {
		owner = e.Author
	}
	id := callcenter.DeriveID(call.ArrivedAt, "matter "+call.ID.String())
	return id, []callcenter.Fact{{Subject: id, Data: callcenter.MatterOpened{Party: call.Party, Call: call.ID, Owner: owner}}}, nil
}

// Own hands a matter to another owner, with a reason of the dictionary. Repeated with
// the same id: no effect.
func (r *Records) Own(ctx context.Context, matter callcenter.ID, owner callcenter.AgentID, reason string, e Entry) (fold.Matter, error) {
	m, err := r.Matter(ctx, matter)
	if err != nil {
		return m, err
	}
	d, err := r.Dictionaries(ctx, 0)
	switch {
	case err != nil:
		return m, err
	case d.word("owner", reason) == nil:
		return m, callcenter.Errorf(callcenter.Invalid, "变更首问责任人的原因 %q 不在字典里", reason)
	case !m.ClosedAt.IsZero():
		return m, callcenter.Errorf(callcenter.Conflict, "事项已经了结")
	}
	data := callcenter.MatterOwned{Author: e.Author, Owner: owner, Reason: reason}
	if err := r.settle(ctx, []callcenter.Fact{{Subject: matter, Occurrence: e.occurrence(), Data: data}}); err != nil {
		return m, err
	}
	return r.Matter(ctx, matter)
}

// Close settles a matter. Repeated: no effect.
func (r *Records) Close(ctx context.Context, matter callcenter.ID, by callcenter.AgentID) (fold.Matter, error) {
	m, err := r.Matter(ctx, matter)
	if err != nil || !m.ClosedAt.IsZero() {
		return m, err
	}
	if err := r.settle(ctx, []callcenter.Fact{{Subject: matter, Data: callcenter.MatterClosed{Author: by}}}); err != nil {
		return m, err
	}
	return r.Matter(ctx, matter)
}

func selectMatters(where string) string {
	return fmt.Sprintf(`SELECT to_json(m) FROM (SELECT %s FROM matter WHERE %s) m`, strings.Join(journal.Columns(fold.Matter{}), ", "), where)
}

// Matter reads one.
func (r *Reads) Matter(ctx context.Context, id callcenter.ID) (fold.Matter, error) {
	list, err := r.matters(ctx, `id = $1`, id)
	switch {
	case err != nil:
		return fold.Matter{}, err
	case len(list) == 0:
		return fold.Matter{}, callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的事项", id)
	}
	return list[0], nil
}

// openMatters are those of a party, the newest first.
func (r *Reads) openMatters(ctx context.Context, party callcenter.ID) ([]fold.Matter, error) {
	return r.matters(ctx, `party = $1 AND closed_at IS NULL ORDER BY opened_at DESC, id`, party)
}

func (r *Reads) matters(ctx context.Context, where string, args ...any) ([]fold.Matter, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, selectMatters(where), args...)
	if err != nil {
		return nil, failed("read matters", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[fold.Matter])
	if err != nil {
		return nil, failed("read matters", err)
	}
	if list == nil {
		list = []fold.Matter{}
	}
	return list, nil
}

// writings reads what people wrote about one call.
func (r *Reads) writings(ctx context.Context, call callcenter.ID) (journal.Writings, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, journal.SelectWritings, [][16]byte{call})
	if err != nil {
		return nil, failed("read writings", err)
	}
	all, err := r.keys.ScanWritings(rows)
	if err != nil {
		return nil, failed("read writings", err)
	}
	return all[call], nil
}
