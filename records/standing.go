package records

import (
	"context"
	"encoding/hex"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// PartyRef is how the queue knows a number again without knowing it; empty for who
// shows none.
func (r *Reads) PartyRef(n callcenter.Number) string {
	if n.Anonymous() {
		return ""
	}
	return hex.EncodeToString(r.keys.Index.Hash(n)[:16])
}

// Standing is why a caller is heard earlier, as far as the records know: an agent opened
// the green channel for him, or nobody talked with him when he called within the window.
// He waits for the answer, so trouble reads as there being no reason.
func (r *Reads) Standing(ctx context.Context, n callcenter.Number, window time.Duration) (standing []callcenter.Standing) {
	if n.Anonymous() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, stickyTimeout)
	defer cancel()
	var green, repeat bool
	err := r.db.QueryRow(ctx, `
		SELECT
			coalesce((SELECT g.open AND g.until > now() FROM green_channel g WHERE g.party = p.id ORDER BY g.at DESC LIMIT 1), false),
			EXISTS (SELECT FROM call c WHERE c.party = p.id AND c.arrived_at > $2 AND c.back IS NULL AND c.answered_at IS NULL
				AND c.outcome IN ('abandoned', 'timeout', 'full', 'no_agents'))
		FROM party p WHERE p.number_hash = $1`, r.keys.Index.Hash(n), time.Now().Add(-window)).Scan(&green, &repeat)
	if err != nil {
		r.log.Debug("standing not found out", zap.Error(err)) // mostly: he never called
		return nil
	}
	if green {
		standing = append(standing, callcenter.GreenChannel)
	}
	if repeat {
		standing = append(standing, callcenter.Repeat)
	}
	return standing
}

// OwedCall is the call-back a caller is owed, and the place it keeps; zero: none.
func (r *Reads) OwedCall(ctx context.Context, n callcenter.Number) (back callcenter.ID, place time.Time) {
	if n.Anonymous() {
		return back, place
	}
	ctx, cancel := context.WithTimeout(ctx, stickyTimeout)
	defer cancel()
	err := r.db.QueryRow(ctx, `
		SELECT c.id, coalesce(c.queued_at, c.arrived_at) FROM party p JOIN call c ON c.party = p.id AND c.back IS NOT NULL AND c.ended_at IS NULL
		WHERE p.number_hash = $1 ORDER BY 2 LIMIT 1`, r.keys.Index.Hash(n)).Scan(&back, &place)
	if err != nil {
		return callcenter.ID{}, time.Time{} // mostly: he is owed none
	}
	return back, place
}
