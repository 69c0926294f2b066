package records

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/journal"
	"hotline/records/seal"
	"hotline/records/traffic"
)

// history fills a database with years of traffic: some of it as its whole journal, from
// which everything is folded, and copies of what was folded for the years before.
type history struct {
	t       testing.TB
	conn    *pgx.Conn
	keys    journal.Keys
	parties map[string]*caller
	seen    int // facts
}

// caller is a party that calls.
type caller struct {
	id     callcenter.ID
	key    seal.Key
	number callcenter.Number
	fresh  bool // not in the table yet
}

// traffic copies days into the journal until there are so many calls. It returns the
// moment after the last of them.
func (h *history) traffic(from time.Time, calls int) (until time.Time) {
	h.t.Helper()
	made := traffic.New(traffic.Config{Seed: 1, PerDay: perDay(calls)})
	for calls > 0 {
		day := made.Day(from)
		h.journal(day)
		calls -= len(day.Calls)
		from = from.AddDate(0, 0, 1)
	}
	return from
}

// perDay keeps at least a week of days in few calls.
func perDay(calls int) int { return min(2740, calls/6) }

// journal copies a day's facts, its parties and its writings.
func (h *history) journal(day traffic.Day) {
	h.t.Helper()
	var facts, writings, parties [][]any
	for _, list := range append(day.Shifts, day.Calls...) {
		of := h.party(list[0])
		if of != nil && of.fresh {
			of.fresh = false
			parties = append(parties, []any{
				[16]byte(of.id), h.keys.Index.Hash(of.number), of.key.Seal([]byte(of.number.E164()), journal.NumberLabel(of.id)),
				h.keys.Ring.Wrap(of.key, journal.KeyLabel(of.id)),
			})
		}
		for i, f := range list {
			var who any
			if i == 0 && of != nil {
				who = [16]byte(of.id)
			}
			data, err := json.Marshal(f.Data)
			if err != nil {
				h.t.Fatal(err)
			}
			facts = append(facts, []any{[16]byte(f.Subject), string(f.Kind()), f.Occurrence, f.At, f.By, data, who, f.At})
			if f.Writing != (callcenter.Writing{}) {
				writings = append(writings, h.writing(f, of))
			}
		}
	}
	h.seen += len(facts)
	h.copy("party", []string{"id", "number_hash", "number_sealed", "key_wrapped"}, parties)
	h.copy("journal", []string{"subject", "kind", "occurrence", "at", "controller", "data", "party", "kept_at"}, facts)
	h.copy("fact_writing", []string{"subject", "kind", "occurrence", "party", "sealed"}, writings)
}

// party is who stands behind an arrival; nil: nobody known.
func (h *history) party(f callcenter.Fact) *caller {
	if f.Contact.Anonymous() {
		return nil
	}
	name := f.Contact.E164()
	if h.parties[name] == nil {
		h.parties[name] = &caller{id: callcenter.NewID(f.At), key: seal.NewKey(), number: f.Contact, fresh: true}
	}
	return h.parties[name]
}

func (h *history) writing(f callcenter.Fact, of *caller) []any {
	plain, err := json.Marshal(f.Writing)
	if err != nil {
		h.t.Fatal(err)
	}
	label := journal.WritingLabel(f.Subject, f.Occurrence)
	if of == nil {
		return []any{[16]byte(f.Subject), string(f.Kind()), f.Occurrence, nil, h.keys.Ring.Seal(plain, label)}
	}
	return []any{[16]byte(f.Subject), string(f.Kind()), f.Occurrence, [16]byte(of.id), of.key.Seal(plain, label)}
}

// copy brings rows in by way of a table without policies: Postgres copies into no other.
func (h *history) copy(table string, columns []string, rows [][]any) {
	h.t.Helper()
	h.exec(fmt.Sprintf(`CREATE TEMP TABLE IF NOT EXISTS copied_%[1]s (LIKE %[1]s)`, table))
	if _, err := h.conn.CopyFrom(context.Background(), pgx.Identifier{"copied_" + table}, columns, pgx.CopyFromRows(rows)); err != nil {
		h.t.Fatal(table, err)
	}
	list := strings.Join(columns, ", ")
	h.exec(fmt.Sprintf(`INSERT INTO %[1]s (%[2]s) SELECT %[2]s FROM copied_%[1]s`, table, list))
	h.exec(`TRUNCATE copied_` + table)
}

// before copies what was folded, so often, each copy by some weeks further back. Rows
// refer to rows of their own copy, so nobody checks the references again.
func (h *history) before(weeks, times int) {
	h.t.Helper()
	h.exec(`ALTER TABLE tally DISABLE TRIGGER USER`)
	for _, drop := range []string{"tally DROP CONSTRAINT tally_call_fkey", "consultation DROP CONSTRAINT consultation_call_fkey"} {
		h.exec("ALTER TABLE " + drop)
	}
	entered := append(journal.Columns(fold.Consultation{}), journal.Columns(fold.Entered{})...)
	for table, columns := range map[string][]string{"call": journal.Columns(fold.Call{}), "consultation": entered, "tally": append(journal.Columns(fold.Tally{}), "followed", "again", "repeats")} {
		var moved []string
		for _, c := range columns {
			switch {
			case c == "call", table == "call" && c == "id":
				c = fmt.Sprintf(`(lpad(to_hex((('x' || left(replace(%[1]s::text, '-', ''), 12))::bit(48)::bigint - (extract(epoch FROM by) * 1000)::bigint)), 12, '0')
					|| substr(replace(%[1]s::text, '-', ''), 13))::uuid`, c)
			case c == "at", strings.HasSuffix(c, "_at"):
				c += " - by"
			}
			moved = append(moved, c)
		}
		h.exec(fmt.Sprintf(`CREATE TEMP TABLE copied AS SELECT %s FROM %s ORDER BY %s`, strings.Join(columns, ", "), table, columns[0]))
		for n := times; n > 0; n-- { // the oldest first, as calls come
			h.exec(fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM copied CROSS JOIN (SELECT interval '%d weeks' AS by) x`,
				table, strings.Join(columns, ", "), strings.Join(moved, ", "), n*weeks))
		}
		h.exec(`DROP TABLE copied`)
	}
	h.exec(fmt.Sprintf(`INSERT INTO state_sum (grain, start, agent, presence, reason, n, us)
		SELECT grain, start - x * interval '%d weeks', agent, presence, reason, s.n, us FROM state_sum s CROSS JOIN generate_series(1, %d) x ON CONFLICT DO NOTHING`, weeks, times))
	h.exec(`ALTER TABLE tally ENABLE TRIGGER USER`)
}

func (h *history) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.conn.Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
}
