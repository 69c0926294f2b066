package recount

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/journal"
	"hotline/records/tally"
)

// Sum is one that reports read and that the facts do not give.
type Sum struct {
	Start     time.Time `json:"start"` // of its hour
	Name      string    `json:"name"`  // of the count (fold.CallCounts, fold.LegCounts)
	Kept      int64     `json:"kept"`
	Recounted int64     `json:"recounted"`
}

// slack is how much longer than the interval the journal is read before it: a leg counts
// in the hour in which it rang, and no call rings for a day.
const slack = 24 * time.Hour

const selectFacts = `
SELECT subject, kind, occurrence, at, controller, data, party FROM journal
WHERE subject >= uuid_floor($1) AND subject < uuid_floor($2) AND ` + journal.OfCalls + `
ORDER BY subject`

// call is one folded again.
type call struct {
	fold.Record
	unwatched bool // there was a time when no controller heard of it
}

// records folds each call of the interval again and hands it to take.
func records(ctx context.Context, tx pgx.Tx, from, to time.Time, take func(call) error) error {
	rows, err := tx.Query(ctx, selectFacts, from, to)
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	var facts []fold.Fact
	var failed error
	settle := func() {
		if len(facts) == 0 || failed != nil {
			return
		}
		unwatched := slices.ContainsFunc(facts, func(f fold.Fact) bool {
			return f.Kind() == callcenter.CallAdopted{}.FactKind() || f.Kind() == callcenter.LineMissed{}.FactKind()
		})
		if record := fold.OfCall(facts[0].Subject, facts); record.Call.Facts > 0 {
			failed = take(call{record, unwatched})
		}
		facts = facts[:0]
	}
	err = journal.ScanFacts(rows, func(f fold.Fact) {
		if len(facts) > 0 && facts[0].Subject != f.Subject {
			settle()
		}
		facts = append(facts, f)
	})
	settle()
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	return failed
}

// tower is what the calls count for, by hour and name.
type tower map[int64]map[string]int64

func (t tower) add(record fold.Record, from, to time.Time) error {
	for _, row := range record.Tallies() {
		if row.At.Before(from) || !row.At.Before(to) {
			continue
		}
		hour := row.At.Unix() / int64(time.Hour/time.Second)
		if t[hour] == nil {
			t[hour] = map[string]int64{}
		}
		for _, counts := range []any{row.CallCounts, row.LegCounts} {
			if err := addCounts(t[hour], counts); err != nil {
				return err
			}
		}
	}
	return nil
}

// addCounts adds by the names of the columns, which are those of the fields in JSON.
func addCounts(into map[string]int64, counts any) error {
	raw, err := json.Marshal(counts)
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	var named map[string]int64
	if err := json.Unmarshal(raw, &named); err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	for name, n := range named {
		into[name] += n
	}
	return nil
}

// differing are the sums that differ, by hour and in the order of the counts.
func (t tower) differing(kept []tally.Line, from, to time.Time) (list []Sum, compared int) {
	read := map[int64]map[string]int64{}
	for _, line := range kept {
		read[line.Start.Unix()/int64(time.Hour/time.Second)] = line.Sums
	}
	for at := from; at.Before(to); at = at.Add(time.Hour) {
		hour := at.Unix() / int64(time.Hour/time.Second)
		for _, name := range tally.FoldedCounts() {
			compared++
			if k, r := read[hour][name], t[hour][name]; k != r {
				list = append(list, Sum{Start: at.In(callcenter.Leshan()), Name: name, Kept: k, Recounted: r})
			}
		}
	}
	return list, compared
}
