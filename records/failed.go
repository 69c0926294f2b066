package records

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"hotline/callcenter"
)

// failed tells a Postgres that is away (Unavailable: pages say so) from a fault of ours.
func failed(doing string, err error) error {
	pg, answered := errors.AsType[*pgconn.PgError](err)
	if answered && len(pg.Code) == 5 {
		switch pg.Code[:2] {
		case "08", "53", "57", "58", "25", "40": // connection, resources, shut down, system, read-only, rolled back
		default:
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂时无法访问,通话不受影响,请稍后再试: %w", fmt.Errorf("%s: %w", doing, err))
}
