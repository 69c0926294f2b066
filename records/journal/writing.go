package journal

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// What people wrote lies beside its fact, sealed under the key of the call's party. It
// is opened to be folded; a party that was forgotten has left none.

const (
	selectPartyKeys = `
SELECT j.subject, p.id, p.key_wrapped FROM journal j JOIN party p ON p.id = j.party
WHERE j.subject = ANY($1::uuid[]) AND j.kind = 'call.arrived'`

	insertWritings = `
INSERT INTO fact_writing (subject, kind, occurrence, party, sealed)
SELECT n.subject, n.kind, n.occurrence, n.party, n.sealed
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::bytea[]) AS n (subject, kind, occurrence, party, sealed)
ON CONFLICT (subject, kind, occurrence) DO NOTHING`

	// Of an author's drafts the words of the last are enough.
	deleteDrafts = `
DELETE FROM fact_writing w WHERE w.subject = $1 AND w.kind = 'consultation.drafted' AND w.occurrence <> ALL($2::text[])`

	// SelectWritings reads what was written about subjects; Keys.ScanWritings reads its rows.
	SelectWritings = `
SELECT w.subject, w.kind, w.occurrence, coalesce(w.party, '00000000-0000-0000-0000-000000000000'), w.sealed, p.key_wrapped
FROM fact_writing w LEFT JOIN party p ON p.id = w.party WHERE w.subject = ANY($1::uuid[])`
)

// Writings are what people wrote about a call, by the fact that carried it.
type Writings map[fold.Key]callcenter.Writing

// ScanWritings reads rows of SelectWritings, by subject. What cannot be opened is left
// out: its party has been forgotten.
func (k Keys) ScanWritings(rows pgx.Rows) (map[callcenter.ID]Writings, error) {
	all := map[callcenter.ID]Writings{}
	var subject, party callcenter.ID
	var key fold.Key
	var sealed, wrapped []byte
	_, err := pgx.ForEachRow(rows, []any{&subject, &key.Kind, &key.Occurrence, &party, &sealed, &wrapped}, func() error {
		writing, err := k.openWriting(subject, key.Occurrence, party, sealed, wrapped)
		if err != nil {
			return nil
		}
		if all[subject] == nil {
			all[subject] = Writings{}
		}
		all[subject][key] = writing
		return nil
	})
	return all, err
}

func (k Keys) openWriting(subject callcenter.ID, occurrence string, party callcenter.ID, sealed, wrapped []byte) (w callcenter.Writing, err error) {
	label := WritingLabel(subject, occurrence)
	plain := []byte(nil)
	if party.IsZero() {
		plain, err = k.Ring.Open(sealed, label)
	} else {
		key, keyErr := k.Ring.Unwrap(wrapped, KeyLabel(party))
		if keyErr != nil {
			return w, keyErr
		}
		plain, err = key.Open(sealed, label)
	}
	if err != nil {
		return w, err
	}
	return w, json.Unmarshal(plain, &w)
}

// WritingLabel is what somebody's writing is sealed as, under the key of its party.
func WritingLabel(subject callcenter.ID, occurrence string) string {
	return "writing:" + subject.String() + ":" + occurrence
}

// partyKey is whose key seals what is written about a call. Wrapped empty: the party
// has been forgotten, and nothing more is kept of it.
type partyKey struct {
	party   callcenter.ID
	wrapped []byte
}

// openWritings opens what lay sealed in the log and lists the calls it is about.
func (a *attempt) openWritings() ([]callcenter.ID, error) {
	about := map[callcenter.ID]bool{}
	for i, e := range a.entries {
		if e.written == nil {
			continue
		}
		plain, err := a.keys.Ring.Open(e.written, WritingLabel(e.Subject, e.Occurrence))
		if err != nil {
			return nil, fmt.Errorf("writing of call %s: %w", e.Subject, err)
		}
		if err := json.Unmarshal(plain, &a.entries[i].Writing); err != nil {
			return nil, fmt.Errorf("writing of call %s: %w", e.Subject, err)
		}
		about[e.Subject] = true
	}
	return inLockOrder(about), nil
}

// queuePartyKeys asks for the keys of those calls, after their facts: the arrival may
// be in the same batch.
func (a *attempt) queuePartyKeys(batch *pgx.Batch, about []callcenter.ID) {
	if len(about) == 0 {
		return
	}
	a.parties = map[callcenter.ID]partyKey{}
	batch.Queue(selectPartyKeys, uuids(about)).Query(func(rows pgx.Rows) error {
		var subject callcenter.ID
		var key partyKey
		_, err := pgx.ForEachRow(rows, []any{&subject, &key.party, &key.wrapped}, func() error {
			a.parties[subject] = key
			return nil
		})
		return err
	})
}

// queueWritings keeps the new writings, under their parties' keys.
func (a *attempt) queueWritings(batch *pgx.Batch) error {
	var subjects, parties []*[16]byte
	var kinds, occurrences []string
	var sealed [][]byte
	for subject, facts := range a.fresh {
		for _, f := range facts {
			if f.Writing == (callcenter.Writing{}) {
				continue
			}
			text, party, err := a.seal(f)
			if err != nil {
				return err
			}
			id := [16]byte(subject)
			subjects, parties, sealed = append(subjects, &id), append(parties, party), append(sealed, text)
			kinds, occurrences = append(kinds, string(f.Kind())), append(occurrences, f.Occurrence)
		}
	}
	if len(subjects) > 0 {
		batch.Queue(insertWritings, subjects, kinds, occurrences, parties, sealed)
	}
	for call, open := range a.drafts {
		batch.Queue(deleteDrafts, [16]byte(call), open)
	}
	return nil
}

func (a *attempt) seal(f fold.Fact) (sealed []byte, party *[16]byte, err error) {
	plain, err := json.Marshal(f.Writing)
	if err != nil {
		return nil, nil, err
	}
	label := WritingLabel(f.Subject, f.Occurrence)
	owner, known := a.parties[f.Subject]
	if !known {
		return a.keys.Ring.Seal(plain, label), nil, nil
	}
	key, err := a.keys.Ring.Unwrap(owner.wrapped, KeyLabel(owner.party))
	if err != nil {
		return nil, nil, fmt.Errorf("key of party %s: %w", owner.party, err)
	}
	return key.Seal(plain, label), new([16]byte(owner.party)), nil
}

// forgotten reports that somebody wrote about a call whose party is to be forgotten:
// no word of it is kept, neither the new ones nor those still remembered here.
func (a *attempt) forgotten(call callcenter.ID) bool {
	key, known := a.parties[call]
	return known && key.wrapped == nil
}

func forgetWritings(facts []fold.Fact) {
	for i := range facts {
		facts[i].Writing = callcenter.Writing{}
	}
}

// keepDrafts notes the drafts whose words stay, if a new one was told.
func (a *attempt) keepDrafts(rec fold.Record) {
	fresh := slices.ContainsFunc(a.fresh[rec.Call.ID], func(f fold.Fact) bool {
		return f.Writing != (callcenter.Writing{})
	})
	if !fresh {
		return
	}
	open := []string{}
	for _, d := range rec.Drafts {
		if d.Open {
			open = append(open, d.Occurrence)
		}
	}
	a.drafts[rec.Call.ID] = open
}

// writingRow is what is searched and shown; writingSecret what only few may see.
type writingRow struct {
	Call     callcenter.ID `json:"call"`
	Revision int           `json:"revision"`
	Secrecy  string        `json:"secrecy"`
	callcenter.Writing
}

type writingSecret struct {
	Call     callcenter.ID `json:"call"`
	Revision int           `json:"revision"`
	callcenter.Writing
}

// addWriting puts the words of the last revision where its secrecy says; the other
// place is emptied, since the secrecy may have changed.
func (r rows) addWriting(rec fold.Record) error {
	e := rec.Entered
	if e.Revision == 0 {
		return nil
	}
	open := writingRow{Call: rec.Call.ID, Revision: e.Revision, Secrecy: e.Secrecy}
	secret := writingSecret{Call: rec.Call.ID, Revision: e.Revision}
	if written := rec.Edits[e.Revision-1].Writing; e.Secrecy == fold.Strict {
		secret.Writing = written
	} else {
		open.Writing = written
	}
	return firstError(r.add("consultation_text", "", open), firstError(r.add("consultation_secret", "", secret),
		r.add("consultation_search", "", searchRowOf(rec, open.Writing))))
}

// queueLoadWritings reads what was written about calls.
func (a *attempt) queueLoadWritings(batch *pgx.Batch, calls []callcenter.ID, into *map[callcenter.ID]Writings) {
	batch.Queue(SelectWritings, uuids(calls)).Query(func(rows pgx.Rows) (err error) {
		*into, err = a.keys.ScanWritings(rows)
		return err
	})
}

// addWritings gives calls just read what was written about them, earlier or in this batch.
func (a *attempt) addWritings(calls []callcenter.ID, written map[callcenter.ID]Writings) {
	for _, id := range calls {
		facts := a.cache.call(id).facts
		for i, f := range facts {
			facts[i].Writing = written[id][f.Key()]
		}
		for _, f := range a.fresh[id] {
			at := slices.IndexFunc(facts, func(g fold.Fact) bool { return g.Key() == f.Key() })
			if at >= 0 {
				facts[at].Writing = f.Writing
			}
		}
	}
}
