package quality

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/journal"
	"hotline/records/seal"
)

const mostWords = 1000

// words is what somebody wrote about a talk, sealed under the key of its call's party;
// without a party under the key file.
type words struct {
	q     *Quality
	talk  Talk
	party callcenter.ID
	key   seal.Key
	gone  bool // the party is forgotten, and what was written with it
}

// words reads the key, which is nobody's to see: the transaction works as the program.
func (q *Quality) words(ctx context.Context, tx pgx.Tx, t Talk) (words, error) {
	w := words{q: q, talk: t}
	var party *callcenter.ID
	var wrapped []byte
	err := tx.QueryRow(ctx, `SELECT c.party, p.key_wrapped FROM call c LEFT JOIN party p ON p.id = c.party WHERE c.id = $1`, t.Call).Scan(&party, &wrapped)
	if err != nil || party == nil {
		return w, err
	}
	if w.party = *party; wrapped == nil {
		w.gone = true
		return w, nil
	}
	if w.key, err = q.cfg.Keys.Ring.Unwrap(wrapped, journal.KeyLabel(w.party)); err != nil {
		err = fmt.Errorf("key of party %s: %w", w.party, err)
	}
	return w, err
}

func (w words) label(what string) string { return "quality:" + w.talk.String() + ":" + what }

func (w words) seal(what, text string) []byte {
	switch {
	case text == "" || w.gone:
		return nil
	case w.party.IsZero():
		return w.q.cfg.Keys.Ring.Seal([]byte(text), w.label(what))
	}
	return w.key.Seal([]byte(text), w.label(what))
}

// open gives nothing where nothing can be read any more.
func (w words) open(what string, sealed []byte) string {
	if sealed == nil || w.gone {
		return ""
	}
	open := w.key.Open
	if w.party.IsZero() {
		open = w.q.cfg.Keys.Ring.Open
	}
	text, err := open(sealed, w.label(what))
	if err != nil {
		return ""
	}
	return string(text)
}

func fits(text string) error {
	if utf8.RuneCountInString(text) > mostWords {
		return callcenter.Errorf(callcenter.Invalid, "文字不超过 %d 字", mostWords)
	}
	return nil
}
