package records

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// sizes are what lies where, the partitions of a table together: rows, bytes in all, of
// them indexes and what is stored out of line.
const sizes = `
SELECT coalesce(i.inhparent, c.oid)::regclass::text AS name, sum(greatest(c.reltuples, 0))::bigint AS tuples,
       sum(pg_total_relation_size(c.oid))::bigint AS bytes, sum(pg_indexes_size(c.oid))::bigint AS indexes,
       sum(coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0))::bigint AS beside
FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
GROUP BY 1 HAVING sum(pg_total_relation_size(c.oid)) > $1 ORDER BY 3 DESC`

// sizes prints the tables that are more than a hundredth of all there is.
func (m *measures) sizes(conn *pgx.Conn, all int64) {
	m.t.Helper()
	rows, err := conn.Query(m.t.Context(), sizes, all/100)
	if err != nil {
		m.t.Fatal(err)
	}
	var name string
	var n, bytes, indexes, beside int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &n, &bytes, &indexes, &beside}, func() error {
		m.t.Logf("  %-22s %10d rows %8.1f MB, indexes %7.1f, beside %7.1f, %6.0f bytes a row", name, n,
			mega(bytes), mega(indexes), mega(beside), float64(bytes)/float64(max(1, n)))
		return nil
	}); err != nil {
		m.t.Fatal(fmt.Errorf("sizes: %w", err))
	}
}

func mega(bytes int64) float64 { return float64(bytes) / 1e6 }
