package records

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// takenFor is how long who took a call-back from the worklist has it for himself.
const takenFor = 30 * time.Minute

// Free refuses a call-back that somebody else works just now.
func (o Owed) Free(agent callcenter.AgentID) error {
	if o.Worker != "" && o.Worker != agent && time.Since(o.TakenAt) < takenFor {
		return callcenter.Errorf(callcenter.Conflict, "%s 已于 %s 认领,%d 分钟内由他回拨", o.Worker, o.TakenAt.In(callcenter.Leshan()).Format("15:04"), int(takenFor/time.Minute))
	}
	return nil
}

// Rested refuses a try too many, and one that comes too soon after the last.
func (o Owed) Rested(tries int, every time.Duration) error {
	next := o.TriedAt.Add(every)
	switch {
	case o.Tries >= tries:
		return callcenter.Errorf(callcenter.Conflict, "已拨 %d 次都没接通,请登记结果", o.Tries)
	case o.Tries > 0 && time.Now().Before(next):
		return callcenter.Errorf(callcenter.Conflict, "刚拨过没接通,%s 以后再拨", next.In(callcenter.Leshan()).Format("15:04"))
	}
	return nil
}

// Take says who works a call-back of the worklist, or, with nobody, that he gives it back.
func (r *Records) Take(ctx context.Context, call callcenter.ID, worker callcenter.AgentID, e Entry) error {
	o, err := r.owed(asProgram(ctx), call)
	if err == nil {
		err = o.Free(e.Author)
	}
	if err != nil {
		return err
	}
	data := callcenter.CallBackTaken{Agent: worker}
	return r.settle(asProgram(ctx), []callcenter.Fact{{Subject: call, Occurrence: e.occurrence(), Data: data}})
}

// SettleCallback says that a call-back need not, or cannot, be made. Repeated: no effect.
func (r *Records) SettleCallback(ctx context.Context, call callcenter.ID, of fold.CallbackReason, result string, e Entry) error {
	d, err := r.Dictionaries(ctx, 0)
	if err != nil {
		return err
	}
	if d.word("callback_result", result) == nil {
		return callcenter.Errorf(callcenter.Invalid, "回拨结果 %q 不在字典里", result)
	}
	o, err := r.owed(asProgram(ctx), call)
	if callcenter.Is(err, callcenter.NotFound) {
		return r.isOwedNoMore(ctx, call, err)
	}
	if err == nil {
		err = o.Free(e.Author)
	}
	if err != nil {
		return err
	}
	data := callcenter.CallBackSettled{Author: e.Author, Of: string(of), Result: result}
	return r.settle(asProgram(ctx), []callcenter.Fact{{Subject: call, Occurrence: e.occurrence(), Data: data}})
}

// isOwedNoMore: what is settled already is no error.
func (r *Records) isOwedNoMore(ctx context.Context, call callcenter.ID, otherwise error) error {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	var was bool
	if err := r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM callback WHERE call = $1)`, call).Scan(&was); err != nil {
		return failed("read call-back", err)
	}
	if was {
		return nil
	}
	return otherwise
}

// LeftMessage reports that a call is in the worklist for the message its caller left: who
// works the list may hear it.
func (r *Reads) LeftMessage(ctx context.Context, call callcenter.ID) (yes bool, err error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err = r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM callback WHERE call = $1 AND reason = $2)`, call, fold.AfterMessage).Scan(&yes)
	if err != nil {
		return false, failed("read call-back", err)
	}
	return yes, nil
}
