package journal

import (
	"cmp"
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// attempt is one transaction over a batch of facts.
type attempt struct {
	conn  *pgx.Conn
	keys  Keys
	cache *cache
	now   time.Time

	entries []Entry
	calls   []callcenter.ID // locked, in order
	shifts  []callcenter.ID // locked after them, in order
	matters []callcenter.ID // locked after them, in order

	fresh  map[callcenter.ID][]fold.Fact // what the journal did not hold yet
	counts map[callcenter.ID]int         // facts in the calls' rows
	digest map[callcenter.ID]int64       // of the shifts' rows

	parties map[callcenter.ID]partyKey // of the calls somebody wrote about
	drafts  map[callcenter.ID][]string // occurrences of the drafts whose words stay
}

const (
	lockSubjects = `SELECT pg_advisory_xact_lock(n.key) FROM unnest($1::bigint[]) AS n (key)`

	insertFacts = `
INSERT INTO journal (subject, kind, occurrence, at, controller, data, party)
SELECT n.subject, n.kind, n.occurrence, n.at, n.controller, n.data::jsonb,
       (SELECT p.id FROM party p WHERE p.number_hash = n.hash)
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::bytea[])
  AS n (subject, kind, occurrence, at, controller, data, hash)
ON CONFLICT (subject, kind, occurrence) DO NOTHING
RETURNING subject, kind, occurrence, party`

	callCounts   = `SELECT id, facts FROM call WHERE id = ANY($1::uuid[])`
	shiftDigests = `SELECT id, digest FROM shift WHERE id = ANY($1::uuid[])`
)

// isShift tells a shift's facts from a call's by their kind.
func isShift(kind callcenter.FactKind) bool { return strings.HasPrefix(string(kind), "shift.") }

// isNote tells a change on its way to the audit, where the journal's trigger puts it.
func isNote(kind callcenter.FactKind) bool { return strings.HasPrefix(string(kind), "audit.") }

// newAttempt finds the subjects to lock: those of the facts, the shifts that the
// calls' facts are known to bear on, and those an earlier attempt missed.
func newAttempt(s *Shipper, entries []Entry, missed []callcenter.ID) *attempt {
	calls, shifts, matters := map[callcenter.ID]bool{}, map[callcenter.ID]bool{}, map[callcenter.ID]bool{}
	for _, e := range entries {
		if isNote(e.Kind()) {
			continue // nothing is folded from it
		}
		if isMatter(e.Kind()) {
			matters[e.Subject] = true
			continue
		}
		if isShift(e.Kind()) {
			shifts[e.Subject] = true
			continue
		}
		calls[e.Subject] = true
		if shift := shiftOf(e.Data); !shift.IsZero() {
			shifts[shift] = true
		}
		if known := s.cache.calls[e.Subject]; known != nil {
			for _, engaged := range known.engagements {
				shifts[engaged.Shift] = true
			}
		}
	}
	for _, id := range missed {
		shifts[id] = true
	}
	return &attempt{
		conn: s.conn, keys: s.cfg.Keys, cache: &s.cache, now: time.Now(), entries: entries,
		calls: inLockOrder(calls), shifts: inLockOrder(shifts), matters: inLockOrder(matters),
		drafts: map[callcenter.ID][]string{},
		fresh:  map[callcenter.ID][]fold.Fact{}, counts: map[callcenter.ID]int{}, digest: map[callcenter.ID]int64{},
	}
}

func shiftOf(data callcenter.Payload) callcenter.ID {
	switch d := data.(type) {
	case callcenter.PromiseMade:
		return d.Shift
	case callcenter.SegmentStarted:
		return d.Shift
	}
	return callcenter.ID{}
}

func inLockOrder(ids map[callcenter.ID]bool) []callcenter.ID {
	return slices.SortedFunc(maps.Keys(ids), func(a, b callcenter.ID) int { return cmp.Compare(lockKey(a), lockKey(b)) })
}

// lockKey is the random end of the id: its beginning is a time and would collide.
func lockKey(id callcenter.ID) int64 { return int64(binary.BigEndian.Uint64(id[8:])) }

func lockKeys(ids []callcenter.ID) []int64 {
	keys := make([]int64, len(ids))
	for i, id := range ids {
		keys[i] = lockKey(id)
	}
	return keys
}

func uuids(ids []callcenter.ID) [][16]byte {
	list := make([][16]byte, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}

// insert opens the transaction, locks, and writes parties and journal rows, in one round trip.
func (a *attempt) insert(ctx context.Context) error {
	parties, err := a.keys.partiesOf(a.entries)
	if err != nil {
		return err
	}
	batch := new(pgx.Batch)
	batch.Queue("begin")
	for _, ids := range [][]callcenter.ID{a.calls, a.shifts, a.matters} {
		if len(ids) > 0 {
			batch.Queue(lockSubjects, lockKeys(ids))
		}
	}
	if len(parties.ids) > 0 {
		batch.Queue(insertParties, parties.ids, parties.hashes, parties.sealed, parties.keys, parties.calls)
	}
	about, err := a.openWritings()
	if err != nil {
		return err
	}
	a.queueFacts(batch)
	a.queuePartyKeys(batch, about)
	if len(a.calls) > 0 {
		batch.Queue(callCounts, uuids(a.calls)).Query(collect(a.counts))
	}
	if len(a.shifts) > 0 {
		batch.Queue(shiftDigests, uuids(a.shifts)).Query(collect(a.digest))
	}
	return a.conn.SendBatch(ctx, batch).Close()
}

func collect[V any](into map[callcenter.ID]V) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var id [16]byte
		var value V
		_, err := pgx.ForEachRow(rows, []any{&id, &value}, func() error {
			into[id] = value
			return nil
		})
		return err
	}
}

func (a *attempt) queueFacts(batch *pgx.Batch) {
	n := len(a.entries)
	subjects, at := make([][16]byte, n), make([]time.Time, n)
	kinds, occurrences, controllers, data := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	hashes := make([][]byte, n)
	type key struct {
		subject callcenter.ID
		fold.Key
	}
	told := make(map[key]Entry, n)
	for i, e := range a.entries {
		subjects[i], kinds[i], occurrences[i], at[i] = e.Subject, string(e.Kind()), e.Occurrence, e.At
		controllers[i], data[i], hashes[i] = e.By, string(e.data), e.hash
		if k := (key{e.Subject, e.Key()}); told[k].Data == nil {
			told[k] = e // Postgres keeps the first of a batch too
		}
	}
	batch.Queue(insertFacts, subjects, kinds, occurrences, at, controllers, data, hashes).Query(func(rows pgx.Rows) error {
		var subject [16]byte
		var kind, occurrence string
		var party callcenter.ID
		_, err := pgx.ForEachRow(rows, []any{&subject, &kind, &occurrence, &party}, func() error {
			f := told[key{subject, fold.Key{Kind: callcenter.FactKind(kind), Occurrence: occurrence}}].Fact
			f.Party = party
			a.fresh[subject] = append(a.fresh[subject], f)
			return nil
		})
		return err
	})
}
