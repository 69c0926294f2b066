package records

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// sentWithin is how long ago a matter may have been sent to a hotline to be going round in
// a circle when it comes from there.
const sentWithin = 7 * 24 * time.Hour

// SentBefore tells who had sent a matter to the hotline that hands it over now, under the
// reference it has there: to is how that hotline is called on the list of numbers outside.
// A caller waits for the answer, so trouble reads as nobody.
func (r *Reads) SentBefore(ctx context.Context, who callcenter.Arrival, to []string) (by callcenter.AgentID, sent bool) {
	if who.Reference == "" || len(to) == 0 {
		return "", false
	}
	ctx, cancel := context.WithTimeout(ctx, stickyTimeout)
	defer cancel()
	err := r.db.QueryRow(ctx, `
		SELECT t.asked_by FROM call c JOIN transfer t ON t.call = c.id
		WHERE c.reference = $1 AND c.channel = $2 AND c.id <> $3 AND c.arrived_at > $4 AND t.outside = ANY($5) AND t.outcome IN ('completed', 'joined')
		ORDER BY t.started_at DESC LIMIT 1`, who.Reference, who.Channel, who.Call, time.Now().Add(-sentWithin), to).Scan(&by)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		r.log.Debug("whether it was sent before not found out", zap.Error(err))
	}
	return by, err == nil
}
