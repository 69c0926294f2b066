package records

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/recount"
)

const (
	recountTimeout = time.Hour        // a year of calls, each with its facts
	recountLook    = 10 * time.Minute // between two looks whether a day is due
	recountAfter   = 3 * time.Hour    // after midnight a day's calls are over
	mostRecounts   = 90               // days that are listed
)

// Recount compares an interval's sums with its facts, and its calls with Asterisk's CDR.
func (r *Reads) Recount(ctx context.Context, ask recount.Ask) (recount.Result, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), recountTimeout)
	defer cancel()
	result, err := recount.Do(ctx, r.db, ask)
	if err != nil && !callcenter.Is(err, callcenter.Invalid) && !callcenter.Is(err, callcenter.NotFound) {
		err = failed("recount", err)
	}
	return result, err
}

// Recounts lists the nightly recounts, the latest first.
func (r *Reads) Recounts(ctx context.Context) ([]recount.Result, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT result FROM recount ORDER BY day DESC, controller LIMIT $1`, mostRecounts)
	if err != nil {
		return nil, failed("read recounts", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (result recount.Result, err error) {
		var raw []byte
		if err = row.Scan(&raw); err == nil {
			err = json.Unmarshal(raw, &result)
		}
		return result, err
	})
	if err != nil {
		return nil, failed("read recounts", err)
	}
	return list, nil
}

// dayDue is the day to recount at a time: yesterday, once its calls are over.
func dayDue(now time.Time) time.Time {
	day := now.Add(-recountAfter).In(callcenter.Leshan())
	return time.Date(day.Year(), day.Month(), day.Day()-1, 0, 0, 0, 0, callcenter.Leshan())
}

// recountNights recounts each day once. Every controller does: its Asterisk's CDR is on
// its machine.
func (r *Records) recountNights(ctx context.Context) error {
	for next := time.Minute; ; next = recountLook {
		if !callcenter.Pause(ctx, next) {
			return nil
		}
		if err := r.RecountDay(ctx, dayDue(time.Now())); err != nil && ctx.Err() == nil {
			r.log.Warn("day not recounted", zap.Error(err))
		}
	}
}

// RecountDay recounts a day unless this controller has, keeps the result, raises an alarm
// if something differs that nothing explains, and makes the record of a call of which only
// Asterisk knows.
func (r *Records) RecountDay(ctx context.Context, day time.Time) error {
	var done bool
	asked, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err := r.db.QueryRow(asked, `SELECT EXISTS (SELECT FROM recount WHERE day = $1 AND controller = $2)`, day.Format(time.DateOnly), r.cfg.Controller).Scan(&done)
	if err != nil || done {
		return err
	}
	result, err := r.Recount(ctx, recount.Ask{From: day, To: day.AddDate(0, 0, 1), CDR: r.cfg.CDR, Numbers: r.cfg.Numbers, Settle: recount.Settled})
	if err != nil {
		return err
	}
	for _, line := range result.Untold {
		if err := r.tellOf(ctx, line); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("keep recount: %w", err)
	}
	kept, stop := context.WithTimeout(ctx, commitTimeout)
	defer stop()
	_, err = r.db.Exec(kept, `INSERT INTO recount (day, controller, unexplained, result) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		day.Format(time.DateOnly), r.cfg.Controller, result.Unexplained(), raw)
	if err != nil {
		return fmt.Errorf("keep recount: %w", err)
	}
	if n := result.Unexplained(); n > 0 {
		r.cfg.Alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmRecount, Detail: fmt.Sprintf("%s 重算有 %d 处不符,详见重数清单", day.Format(time.DateOnly), n)})
	}
	return nil
}

// tellOf tells what Asterisk knows of a call nobody told of: somebody called, and went.
func (r *Records) tellOf(ctx context.Context, line recount.Line) error {
	caller := callcenter.ParseNumber(line.Caller, r.cfg.AreaCode)
	fact := callcenter.Fact{Subject: callcenter.CallIDOf(line.ID, line.Start), By: r.cfg.Controller}
	arrived, ended := fact, fact
	arrived.At, arrived.Contact = line.Start, caller
	arrived.Data = callcenter.CallArrived{Line: line.ID, Called: line.Called, Anonymous: caller.Anonymous()}
	ended.At, ended.Data = line.End, callcenter.CallEnded{Outcome: callcenter.Abandoned, Reason: "no_controller", By: callcenter.ByCaller}
	for _, f := range []callcenter.Fact{arrived, ended} {
		if err := r.Commit(ctx, f); err != nil {
			return fmt.Errorf("tell of line %s: %w", line.ID, err)
		}
	}
	return nil
}
