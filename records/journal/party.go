package journal

import (
	"fmt"

	"hotline/callcenter"
	"hotline/records/seal"
)

// newcomers are the parties a batch may have to make, one for each arrival with a number.
type newcomers struct {
	ids    [][16]byte
	hashes [][]byte
	sealed [][]byte
	keys   [][]byte
	calls  [][16]byte
}

// insertParties makes the parties not known yet. An arrival that is in the journal
// already makes none: its party may have been forgotten since, and stays so. Looked up
// row by row, so that no plan ever reads the whole table.
const insertParties = `
INSERT INTO party (id, number_hash, number_sealed, key_wrapped)
SELECT n.id, n.hash, n.sealed, n.key
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::uuid[]) AS n (id, hash, sealed, key, call)
WHERE (SELECT true FROM journal j WHERE j.subject = n.call AND j.kind = 'call.arrived' AND j.occurrence = '') IS NULL
  AND (SELECT true FROM party p WHERE p.number_hash = n.hash) IS NULL
ORDER BY n.hash
ON CONFLICT (number_hash) DO NOTHING`

// partiesOf prepares the parties: each number is sealed again, under a key of its own.
func (k Keys) partiesOf(entries []Entry) (newcomers, error) {
	var n newcomers
	for _, e := range entries {
		if e.hash == nil || e.Kind() != (callcenter.CallArrived{}).FactKind() {
			continue
		}
		number, err := k.Ring.Open(e.sealed, contactLabel(e.Subject))
		if err != nil {
			return n, fmt.Errorf("contact of call %s: %w", e.Subject, err)
		}
		id, key := callcenter.NewID(e.At), seal.NewKey()
		n.ids = append(n.ids, id)
		n.hashes = append(n.hashes, e.hash)
		n.sealed = append(n.sealed, key.Seal(number, NumberLabel(id)))
		n.keys = append(n.keys, k.Ring.Wrap(key, KeyLabel(id)))
		n.calls = append(n.calls, e.Subject)
	}
	return n, nil
}

// OpenNumber opens a party's number under the key of its own.
func (k Keys) OpenNumber(party callcenter.ID, sealed, wrapped []byte) (callcenter.Number, error) {
	key, err := k.Ring.Unwrap(wrapped, KeyLabel(party))
	if err != nil {
		return callcenter.Number{}, fmt.Errorf("open key of party %s: %w", party, err)
	}
	number, err := key.Open(sealed, NumberLabel(party))
	if err != nil {
		return callcenter.Number{}, fmt.Errorf("open number of party %s: %w", party, err)
	}
	return numberOf(string(number)), nil
}

// numberOf reads what E164 wrote: international but for service numbers.
func numberOf(e164 string) callcenter.Number {
	if n := callcenter.ParseNumber("+"+e164, ""); n.E164() == e164 {
		return n
	}
	return callcenter.ParseNumber(e164, "")
}
