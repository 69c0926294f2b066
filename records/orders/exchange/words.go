package exchange

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/orders"
)

// ExchangeWord is what one word of a peer means here.
type ExchangeWord struct {
	Peer    orders.Source `json:"peer"`
	Field   string        `json:"field" enum:"type,region,matter" doc:"诉求类型、地区、事项"`
	Theirs  string        `json:"theirs" doc:"对方的值"`
	Ours    string        `json:"ours" doc:"我方的值;空为还没有对应"`
	Seen    int           `json:"seen" doc:"没有对应时收到过几次"`
	FirstAt time.Time     `json:"first_at,omitzero"`
	Built   bool          `json:"built,omitempty" doc:"出自对接档案,没有人改过"`
}

func fieldTitle(field string) string {
	return map[string]string{"type": "诉求类型", "region": "地区", "matter": "事项"}[field]
}

// word finds what a peer's word means. One that nobody mapped is listed.
func (x *Exchange) word(ctx context.Context, tx pgx.Tx, peer Peer, field, theirs string) (ours string, mapped bool, err error) {
	if theirs == "" {
		return "", false, nil
	}
	err = tx.QueryRow(ctx, `SELECT ours FROM exchange_word WHERE peer = $1 AND field = $2 AND theirs = $3`, peer.Name, field, theirs).Scan(&ours)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", false, err
	}
	if err != nil || ours == "" {
		ours = peer.Profile.Words[field][theirs]
	}
	if ours != "" {
		return ours, true, nil
	}
	_, err = tx.Exec(ctx, `INSERT INTO exchange_word (peer, field, theirs, seen) VALUES ($1, $2, $3, 1)
		ON CONFLICT (peer, field, theirs) DO UPDATE SET seen = exchange_word.seen + 1`, peer.Name, field, theirs)
	return "", false, err
}

// Words lists a peer's words: first those nobody mapped, then what people said, then the profile's.
func (x *Exchange) Words(ctx context.Context, name orders.Source) (list []ExchangeWord, err error) {
	peer, err := x.Peer(name)
	if err != nil {
		return nil, err
	}
	err = x.asker(ctx, "read words of "+string(name), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT peer, field, theirs, ours, seen, first_at FROM exchange_word WHERE peer = $1 ORDER BY ours <> '', field, theirs`, name)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (w ExchangeWord, err error) {
			err = row.Scan(&w.Peer, &w.Field, &w.Theirs, &w.Ours, &w.Seen, &w.FirstAt)
			return w, err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	built := []ExchangeWord{}
	for field, words := range peer.Profile.Words {
		for theirs, ours := range words {
			if !slices.ContainsFunc(list, func(w ExchangeWord) bool { return w.Field == field && w.Theirs == theirs }) {
				built = append(built, ExchangeWord{Peer: name, Field: field, Theirs: theirs, Ours: ours, Built: true})
			}
		}
	}
	slices.SortFunc(built, func(a, b ExchangeWord) int { return compare(a.Field+a.Theirs, b.Field+b.Theirs) })
	return append(list, built...), nil
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// PutWord says what a peer's word means, for orders to come. It is noted who did.
func (x *Exchange) PutWord(ctx context.Context, w ExchangeWord, by callcenter.AgentID) error {
	if _, err := x.Peer(w.Peer); err != nil {
		return err
	}
	if w.Field == "type" && !slices.ContainsFunc(orders.Kinds(), func(k orders.KindInfo) bool { return string(k.Kind) == w.Ours }) {
		return callcenter.Errorf(callcenter.Invalid, "没有工单种类 %q,请从清单里选", w.Ours)
	}
	return x.within(ctx, "map a word", func(ctx context.Context, tx pgx.Tx) error {
		var before string
		err := tx.QueryRow(ctx, `SELECT coalesce((SELECT ours FROM exchange_word WHERE peer = $1 AND field = $2 AND theirs = $3), '')`, w.Peer, w.Field, w.Theirs).Scan(&before)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO exchange_word (peer, field, theirs, ours) VALUES ($1, $2, $3, $4)
			ON CONFLICT (peer, field, theirs) DO UPDATE SET ours = excluded.ours`, w.Peer, w.Field, w.Theirs, w.Ours); err != nil {
			return err
		}
		return x.cfg.Note(ctx, tx, callcenter.Change{By: by, Action: "exchange.word", Object: string(w.Peer) + " " + w.Field + " " + w.Theirs, Before: before, After: w.Ours})
	})
}
