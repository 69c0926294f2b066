package records

import (
	"context"

	"hotline/callcenter"
	"hotline/records/figures"
)

// Report reads figures. They are sums without secret content, the same for everyone, so
// it is the program that reads them, whoever asks.
func (r *Reads) Report(ctx context.Context, ask figures.Ask) (figures.Report, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	report, err := figures.Read(ctx, r.db, ask)
	if err != nil && !callcenter.Is(err, callcenter.Invalid) && !callcenter.Is(err, callcenter.NotFound) {
		err = failed("read report", err)
	}
	return report, err
}
