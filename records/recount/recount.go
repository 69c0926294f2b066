package recount

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Ask is the interval of a recount and where Asterisk keeps its CDR.
type Ask struct {
	From, To time.Time // whole hours, half-open
	CDR      string    // folder; empty: only the sums are recounted
	Numbers  []string  // the centre's own: another centre on the same Asterisk keeps its own records

	// Settle is how long after its end a call may stand in one account and not yet in the
	// other: facts are on their way to Postgres, and Asterisk writes its row last.
	Settle time.Duration
}

// Result is what was compared and what differs.
type Result struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	At      time.Time `json:"at" doc:"何时重数"`
	Calls   int       `json:"calls" doc:"从事实重算的电话数"`
	Sums    int       `json:"sums_compared" doc:"比较了多少个合计数"`
	Lines   int       `json:"lines_compared" doc:"与话单核对的电话数"`
	Corrupt int       `json:"corrupt_rows" doc:"话单里读不懂的行"`

	Differing   []Sum        `json:"sums" doc:"不符的合计数"`
	Differences []Difference `json:"differences" doc:"与话单不符之处"`

	// Untold are the lines of NoRecord. They carry numbers, and so are shown to nobody.
	Untold []Line `json:"-"`
}

// Unexplained counts what nothing explains.
func (r Result) Unexplained() int {
	n := len(r.Differing)
	for _, d := range r.Differences {
		if !d.Explained {
			n++
		}
	}
	return n
}

// Settled is the Settle of a hotline that works.
const Settled = time.Minute

// Conn is a connection or a pool of them.
type Conn interface {
	tally.Conn
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}

// Do recounts an interval in one snapshot. Calls still open are not compared with the CDR.
func Do(ctx context.Context, conn Conn, ask Ask) (Result, error) {
	result := Result{From: ask.From, To: ask.To, At: time.Now(), Differing: []Sum{}, Differences: []Difference{}}
	calls, counted := map[callcenter.LineID]call{}, tower{}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, conn, options, func(tx pgx.Tx) error {
		take := func(record call) error {
			if at := record.Call.ID.Time(); !at.Before(ask.From) && at.Before(ask.To) {
				result.Calls++
				if record.Call.Line != "" && !record.Call.Line.Back() {
					calls[record.Call.Line] = record
				}
			}
			return counted.add(record.Record, ask.From, ask.To)
		}
		if err := records(ctx, tx, ask.From.Add(-slack), ask.To, take); err != nil {
			return err
		}
		kept, err := tally.Read(ctx, tx, tally.Query{From: ask.From, To: ask.To, Step: tally.ByHour})
		if err != nil {
			return err
		}
		result.Differing, result.Sums = counted.differing(kept, ask.From, ask.To)
		return nil
	})
	if err != nil {
		return result, fmt.Errorf("recount %s to %s: %w", ask.From.Format(time.RFC3339), ask.To.Format(time.RFC3339), err)
	}
	if ask.CDR == "" {
		return result, nil
	}
	book, err := Open(ask.CDR, ask.From, ask.To)
	if err != nil {
		return result, err
	}
	result.Corrupt = book.Corrupt
	result.Differences, result.Lines = compare(book, ask.Numbers, calls, result.At.Add(-ask.Settle))
	for _, d := range result.Differences {
		if d.Kind == NoRecord {
			result.Untold = append(result.Untold, book.Lines[d.Line])
		}
	}
	return result, nil
}
