package records

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
)

// Reach is how much of the calls somebody may see.
type Reach string

// The reaches, in the words of the policies.
const (
	Nothing Reach = ""
	Own     Reach = "own"  // the calls he talked in
	All     Reach = "all"  // within his county, if he is limited to one
	OfUnit  Reach = "unit" // no calls: the orders assigned to his unit
)

// Asker is on whose behalf Postgres is asked. Its policies decide by it which rows there
// are (00014_access.sql); the zero Asker sees none.
type Asker struct {
	Staff   callcenter.AgentID
	Reach   Reach
	County  string        // of a manager limited to one
	Secrets Reach         // what is strictly secret
	Vouched callcenter.ID // a call he talks in, known before its facts are in Postgres
	Auditor bool          // sees the audit, and nothing of calls
}

type askerKey struct{}

// Asking marks a context as a person's request. Nothing is seen in it until who he is
// and what he may do is set in the Asker given back; a request has one.
func Asking(ctx context.Context) (context.Context, *Asker) {
	asker := new(Asker)
	return context.WithValue(ctx, askerKey{}, asker), asker
}

// AskerOf is the asker of a person's request; nil for what the program does of its own accord.
func AskerOf(ctx context.Context) *Asker {
	asker, _ := ctx.Value(askerKey{}).(*Asker)
	return asker
}

// asProgram goes on as the program, for what the person may know and the policies, which
// know calls and not what is counted of them, would withhold.
func asProgram(ctx context.Context) context.Context {
	return context.WithValue(ctx, askerKey{}, (*Asker)(nil))
}

// role is what the login role becomes for one transaction.
type role string

const (
	desk      role = "hotline_desk"
	auditor   role = "hotline_auditor"
	program   role = "hotline_program"
	retention role = "hotline_retention"
)

// gate is the only way to Postgres. Each transaction begins with on whose behalf it
// asks, in the same round trip, and what it set ends with it: a pooled connection
// carries nothing over to its next user.
type gate struct {
	pool *pgxpool.Pool
	role role // for what no person asked
}

func (g gate) begin(ctx context.Context, options pgx.TxOptions) string {
	mode := "BEGIN"
	if options.IsoLevel != "" {
		mode += " ISOLATION LEVEL " + string(options.IsoLevel)
	}
	if options.AccessMode != "" {
		mode += " " + string(options.AccessMode)
	}
	asker := AskerOf(ctx)
	if asker == nil || g.role != program {
		return mode + "; SET LOCAL ROLE " + string(g.role)
	}
	is := desk
	if asker.Auditor {
		is = auditor
	}
	vouched := ""
	if !asker.Vouched.IsZero() {
		vouched = asker.Vouched.String()
	}
	var sql strings.Builder
	fmt.Fprintf(&sql, "%s; SET LOCAL ROLE %s", mode, is)
	for _, s := range [][2]string{
		{"staff", string(asker.Staff)},
		{"reach", string(asker.Reach)},
		{"county", asker.County},
		{"secrets", string(asker.Secrets)},
		{"vouched", vouched},
	} {
		fmt.Fprintf(&sql, "; SET LOCAL hotline.%s = %s", s[0], literal(s[1]))
	}
	return sql.String()
}

// literal quotes a text for SET, which takes no parameters. standard_conforming_strings
// is on in every version we run on, so a quote is all that can end it.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// BeginTx begins a transaction on behalf of whoever the context says.
func (g gate) BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error) {
	return g.pool.BeginTx(ctx, pgx.TxOptions{BeginQuery: g.begin(ctx, options)})
}

// Begin is BeginTx with what Postgres takes for granted.
func (g gate) Begin(ctx context.Context) (pgx.Tx, error) { return g.BeginTx(ctx, pgx.TxOptions{}) }

// Exec runs one statement in a transaction of its own.
func (g gate) Exec(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	err = pgx.BeginFunc(ctx, g, func(tx pgx.Tx) error {
		tag, err = tx.Exec(ctx, sql, args...)
		return err
	})
	return tag, err
}

// Query reads in a transaction that ends when the rows are closed.
func (g gate) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	tx, err := g.Begin(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx)) // the query's own fault is what is told
		return nil, err
	}
	return &gatedRows{Rows: rows, tx: tx, ctx: ctx}, nil
}

// QueryRow reads one row; its transaction ends with Scan.
func (g gate) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := g.Query(ctx, sql, args...)
	return gatedRow{rows, err}
}

type gatedRows struct {
	pgx.Rows
	tx  pgx.Tx
	ctx context.Context
}

// Close ends the transaction too. It has only read, so how it ends is all the same.
func (r *gatedRows) Close() {
	r.Rows.Close()
	_ = r.tx.Rollback(context.WithoutCancel(r.ctx))
}

type gatedRow struct {
	rows pgx.Rows
	err  error
}

func (r gatedRow) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Next() // an error may come after the row
	return r.rows.Err()
}

// connection is how the program connects where it needs a connection of its own: as the
// login role, which becomes the program at once.
func (g gate) connection() *pgx.ConnConfig {
	cfg := g.pool.Config().ConnConfig
	cfg.RuntimeParams["role"] = string(program)
	return cfg
}
