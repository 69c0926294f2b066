package records

import (
	"context"

	"hotline/callcenter"
)

// ReportAbuse takes a mandatory report (强制报告): durable when it returns, also without
// Postgres, and an alarm at once. The order that somebody must act on
// follows from the fact.
func (r *Records) ReportAbuse(ctx context.Context, call callcenter.ID, kind string, e Entry) error {
	d, err := r.Dictionaries(ctx, 0)
	if err == nil && d.word("report", kind) == nil {
		return callcenter.Errorf(callcenter.Invalid, "强制报告的种类 %q 不在字典里", kind)
	}
	if err != nil && !callcenter.Is(err, callcenter.Unavailable) {
		return err // Unavailable: the report comes first, its kind is looked at later
	}
	fact := callcenter.Fact{
		Subject: call, Occurrence: e.occurrence(), Data: callcenter.AbuseReported{Author: e.Author, Kind: kind},
	}
	if err := r.commitNow(ctx, fact); err != nil {
		return err
	}
	r.cfg.Alarms.Raise(callcenter.Alarm{
		Name: callcenter.AlarmAbuse, Call: call, Agent: e.Author, Detail: "话务员提出强制报告,须立即处理",
	})
	return nil
}
