package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/journal"
)

// OrderWriting is what people wrote with a move. It is sealed under the key of the order's
// party, or under the key file where there is none, and lies beside the move.
type OrderWriting struct {
	Title string `json:"title,omitempty" maxLength:"120" doc:"标题"`
	Text  string `json:"text,omitempty" maxLength:"4000" doc:"内容:诉求、进展、答复、说明"`
	Name  string `json:"name,omitempty" maxLength:"60" doc:"联系人"`
	Phone string `json:"phone,omitempty" maxLength:"32" doc:"联系电话;不填用来电号码"`
	Place string `json:"place,omitempty" maxLength:"200" doc:"地点"`
	File  string `json:"file,omitempty" maxLength:"120" doc:"附件原来的名字"`
}

func (w OrderWriting) check() error {
	for _, part := range []struct {
		text, title string
		most        int
	}{
		{w.Title, "标题", 120},
		{w.Text, "内容", 4000},
		{w.Name, "联系人", 60},
		{w.Phone, "联系电话", 32},
		{w.Place, "地点", 200},
		{w.File, "附件名", 120},
	} {
		if utf8.RuneCountInString(part.text) > part.most {
			return callcenter.Errorf(callcenter.Invalid, "%s不超过 %d 字", part.title, part.most)
		}
	}
	return nil
}

func writingLabel(order callcenter.ID, sequence int) string {
	return fmt.Sprintf("order:%s:%d", order, sequence)
}

// seal seals a writing; a party that was forgotten has no key, and nothing is kept of it.
func (o *Orders) seal(ctx context.Context, tx pgx.Tx, order Order, w OrderWriting) (sealed []byte, err error) {
	plain, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	label := writingLabel(order.ID, order.Version)
	if order.Party.IsZero() {
		return o.cfg.Keys.Ring.Seal(plain, label), nil
	}
	known, err := readParties(ctx, tx, [][16]byte{order.Party})
	if err != nil {
		return nil, err
	}
	owner, there := known[order.Party]
	if !there || owner.wrapped == nil {
		return nil, nil
	}
	key, err := o.cfg.Keys.Ring.Unwrap(owner.wrapped, journal.KeyLabel(order.Party))
	if err != nil {
		return nil, fmt.Errorf("key of party %s: %w", order.Party, err)
	}
	return key.Seal(plain, label), nil
}

// sealedRow is a writing as it lies.
type sealedRow struct {
	order, party callcenter.ID
	sequence     int
	sealed       []byte
}

func scanSealed(row pgx.CollectableRow) (s sealedRow, err error) {
	err = row.Scan(&s.order, &s.sequence, &s.party, &s.sealed)
	return s, err
}

// open opens writings, by order and sequence. What cannot be opened is left out: its
// party has been forgotten.
func (o *Orders) open(parties map[callcenter.ID]partyRow, rows []sealedRow) map[callcenter.ID]map[int]OrderWriting {
	all := map[callcenter.ID]map[int]OrderWriting{}
	for _, row := range rows {
		label := writingLabel(row.order, row.sequence)
		var plain []byte
		var err error
		if row.party.IsZero() {
			plain, err = o.cfg.Keys.Ring.Open(row.sealed, label)
		} else if key, keyErr := o.cfg.Keys.Ring.Unwrap(parties[row.party].wrapped, journal.KeyLabel(row.party)); keyErr == nil {
			plain, err = key.Open(row.sealed, label)
		} else {
			continue
		}
		var w OrderWriting
		if err != nil || json.Unmarshal(plain, &w) != nil {
			continue
		}
		if all[row.order] == nil {
			all[row.order] = map[int]OrderWriting{}
		}
		all[row.order][row.sequence] = w
	}
	return all
}

// partyRow is what opens a party's number and what was written about it.
type partyRow struct{ sealed, wrapped []byte }

// readParties reads keys, which are nobody's to see: the transaction works as the program.
func readParties(ctx context.Context, tx pgx.Tx, ids [][16]byte) (map[callcenter.ID]partyRow, error) {
	rows, err := tx.Query(ctx, `SELECT id, number_sealed, key_wrapped FROM party WHERE id = ANY($1)`, ids)
	if err != nil {
		return nil, err
	}
	all := map[callcenter.ID]partyRow{}
	var id callcenter.ID
	var p partyRow
	_, err = pgx.ForEachRow(rows, []any{&id, &p.sealed, &p.wrapped}, func() error {
		all[id] = partyRow{append([]byte(nil), p.sealed...), append([]byte(nil), p.wrapped...)}
		return nil
	})
	return all, err
}

// masked is a party's number as lists show it.
func (o *Orders) masked(p partyRow, party callcenter.ID) string {
	if party.IsZero() {
		return callcenter.Number{}.String()
	}
	number, err := o.cfg.Keys.OpenNumber(party, p.sealed, p.wrapped)
	if err != nil {
		return "已遗忘"
	}
	return number.String()
}
