package records

import (
	"context"

	"hotline/records/staffing"
)

// Staffing advises how many agents each half hour of a week needs. It is made of sums, the
// same for everyone.
func (r *Reads) Staffing(ctx context.Context, ask staffing.Ask) (staffing.Advice, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	advice, err := staffing.Read(ctx, r.db, ask)
	return advice, readFailed("read staffing", err)
}
