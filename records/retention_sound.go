package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

const sweepLimit = 500 // recordings in one round

// expired are recordings whose time is over, or whose party was forgotten; a legal hold
// keeps both. A message that nobody has called back yet is not over.
const expired = `
SELECT f.call, f.name, coalesce(f.store, ''), p.forgotten_at IS NOT NULL
FROM recording_file f
JOIN call c ON c.id = f.call
LEFT JOIN party p ON p.id = c.party
LEFT JOIN legal_hold h ON h.call = f.call
WHERE f.deleted_at IS NULL AND NOT coalesce(h.held, false)
  AND (p.forgotten_at IS NOT NULL OR c.arrived_at < $1
    AND NOT EXISTS (SELECT FROM callback b WHERE b.call = f.call AND b.reason = 'message' AND b.state = 'open')) AND (f.call, f.name) > ($2, $3)
ORDER BY f.call, f.name LIMIT $4`

// DeleteExpired deletes what is over at a time and tells each deletion durably. Killed
// between the two, the next round tells it.
func (r *Records) DeleteExpired(ctx context.Context, now time.Time) (deleted int, err error) {
	sweeps, err := r.sweeps(ctx, now)
	if err != nil {
		return 0, err
	}
	var call callcenter.ID
	var name string
	for {
		list, err := r.expired(ctx, sweeps[keptRecordings].until, call, name)
		if err != nil {
			return deleted, err
		}
		var failures []error
		for _, x := range list {
			call, name = x.call, x.name
			if !r.sounds.Has(x.call, x.name) && x.store != r.cfg.Controller {
				continue // it lies in another controller's store
			}
			if err := r.delete(ctx, x); err != nil {
				failures = append(failures, err)
				continue
			}
			deleted++
		}
		if err := errors.Join(failures...); err != nil || len(list) < sweepLimit {
			return deleted, err
		}
	}
}

const unkeptWithin = time.Minute

// deleteAtOnce deletes what was just stored, where recordings are kept for 0 days.
func (r *Records) deleteAtOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, unkeptWithin, errors.New("recordings that are not kept were not deleted in time"))
	defer cancel()
	sweeps, err := r.sweeps(ctx, time.Now())
	if err != nil || sweeps[keptRecordings].KeepDays > 0 {
		return err
	}
	if err := r.Drain(ctx); err != nil { // that it was stored is read from Postgres
		return err
	}
	_, err = r.DeleteExpired(ctx, time.Now())
	return err
}

type expiredFile struct {
	call      callcenter.ID
	name      string
	store     string
	forgotten bool
}

func (r *Records) expired(ctx context.Context, before time.Time, call callcenter.ID, name string) ([]expiredFile, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, expired, before, [16]byte(call), name, sweepLimit)
	if err != nil {
		return nil, failed("find expired recordings", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x expiredFile, err error) {
		err = row.Scan(&x.call, &x.name, &x.store, &x.forgotten)
		return x, err
	})
	if err != nil {
		return nil, failed("find expired recordings", err)
	}
	return list, nil
}

func (r *Records) delete(ctx context.Context, x expiredFile) error {
	if err := r.sounds.Remove(x.call, x.name); err != nil {
		return err
	}
	why := callcenter.DeletedExpired
	if x.forgotten {
		why = callcenter.DeletedForgotten
	}
	err := r.Commit(ctx, callcenter.Fact{
		Subject: x.call, Occurrence: x.name, At: time.Now(), By: r.cfg.Controller,
		Data: callcenter.RecordingDeleted{Name: x.name, Why: why},
	})
	if err != nil {
		return fmt.Errorf("deletion of recording %s: %w", x.name, err)
	}
	return nil
}
