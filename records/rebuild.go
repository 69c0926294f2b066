package records

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/records/journal"
	"hotline/records/tally"
)

// rebuildConns is how many connections a rebuild has: while Postgres writes for one,
// another reads and folds.
const rebuildConns = 2

// Rebuild folds everything again from the journal. Facts may go on coming.
func (r *Reads) Rebuild(ctx context.Context) (journal.Rebuilt, error) {
	var conns []*pgx.Conn
	defer func() {
		for _, conn := range conns {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	for range rebuildConns {
		conn, err := pgx.ConnectConfig(ctx, r.db.connection())
		if err != nil {
			return journal.Rebuilt{}, failed("rebuild", err)
		}
		conns = append(conns, conn)
		if _, err := conn.Exec(ctx, `SET synchronous_commit = off`); err != nil {
			return journal.Rebuilt{}, failed("rebuild", err)
		}
	}
	done, err := journal.Rebuild(ctx, conns, r.keys)
	if err == nil {
		err = sumAgain(ctx, conns[0])
	}
	if err != nil {
		return done, failed("rebuild", err)
	}
	return done, nil
}

// sumAgain ends a rebuild. What is folded can be folded again, so no batch of it waits for
// the disk; the sums, written last, wait for it, and with them all that was written before.
func sumAgain(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, `SET synchronous_commit = on`); err != nil {
		return err
	}
	return tally.Rebuild(ctx, conn)
}

// TableHash is a hash over a table's rows in their order.
type TableHash struct {
	Table string
	Rows  int
	Hash  string
}

// Hashes reads those of all folded tables, as they are at one moment, with what is
// looked up of callers and the sums brought up to it.
func (r *Reads) Hashes(ctx context.Context) ([]TableHash, error) {
	if err := tally.Follow(ctx, r.db, time.Now()); err != nil {
		return nil, failed("hash folded tables", err)
	}
	if err := tally.RollUp(ctx, r.db); err != nil {
		return nil, failed("hash folded tables", err)
	}
	var list []TableHash
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, r.db, options, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL TimeZone = 'UTC'`); err != nil {
			return err
		}
		for _, table := range append(journal.FoldedTables(), "tally_sum", "state_sum") {
			h := TableHash{Table: table}
			row := tx.QueryRow(ctx, fmt.Sprintf(
				`SELECT count(*), md5(coalesce(string_agg(x.h, '' ORDER BY x.h), '')) FROM (SELECT md5(t::text) AS h FROM %s t) x`, table))
			if err := row.Scan(&h.Rows, &h.Hash); err != nil {
				return err
			}
			list = append(list, h)
		}
		return nil
	})
	if err != nil {
		return nil, failed("hash folded tables", err)
	}
	return list, nil
}
