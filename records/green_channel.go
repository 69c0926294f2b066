package records

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// longestGreen is how long a green channel may be open before somebody must ask again.
const longestGreen = 366 * 24 * time.Hour

// SetGreenChannel opens the green channel for the number behind a call until then, or
// closes it (until zero). Who opens it says that its owner agreed. Repeated with the
// same id: no effect.
func (r *Records) SetGreenChannel(ctx context.Context, call callcenter.ID, until time.Time, reason string, e Entry) (fold.GreenChannel, error) {
	var none fold.GreenChannel
	record, err := r.record(ctx, call)
	if err != nil {
		return none, err
	}
	d, err := r.Dictionaries(ctx, 0)
	now := time.Now()
	switch {
	case err != nil:
		return none, err
	case record.Call.Party.IsZero():
		return none, callcenter.Errorf(callcenter.Invalid, "来电人没有显示号码,不能开通绿色通道")
	case d.word("green_channel", reason) == nil:
		return none, callcenter.Errorf(callcenter.Invalid, "绿色通道的原因 %q 不在字典里", reason)
	case !until.IsZero() && (!until.After(now) || until.After(now.Add(longestGreen))):
		return none, callcenter.Errorf(callcenter.Invalid, "绿色通道的期限应在今后一年之内")
	}
	data := callcenter.GreenChannelSet{Author: e.Author, Open: !until.IsZero(), Reason: reason, Until: until}
	if err := r.settle(ctx, []callcenter.Fact{{Subject: call, Occurrence: e.occurrence(), Data: data}}); err != nil {
		return none, err
	}
	record, err = r.record(ctx, call)
	return record.Green, err
}
