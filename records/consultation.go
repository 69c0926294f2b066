package records

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Entry is what a desk sends of one consultation record. ID is the desk's own: the same
// one sent twice is one draft, one edit.
type Entry struct {
	ID      string
	Author  callcenter.AgentID
	Form    callcenter.Form
	Writing callcenter.Writing
}

// Sheet is one consultation record, as who may read it sees it.
type Sheet struct {
	Call    fold.Consultation  `json:"call" doc:"由来电得出的部分"`
	Entered fold.Entered       `json:"entered" doc:"由人填写的部分"`
	Writing callcenter.Writing `json:"writing" doc:"摘要与答复"`

	Withheld bool `json:"withheld,omitempty" doc:"严格保密:摘要与答复不向您显示"`

	Matters []fold.Matter `json:"matters" doc:"这位当事人未了结的事项,新的在前"`
	Draft   *SheetDraft   `json:"draft,omitempty" doc:"本人尚未保存的草稿"`
}

// SheetDraft is a draft as its author gets it back.
type SheetDraft struct {
	DraftedAt time.Time          `json:"drafted_at"`
	Form      callcenter.Form    `json:"form"`
	Writing   callcenter.Writing `json:"writing"`
}

func (e Entry) occurrence() string { return string(e.Author) + "#" + e.ID }

// Draft keeps what an agent has typed: durable when it returns, and without Postgres.
func (r *Records) Draft(ctx context.Context, call callcenter.ID, e Entry) error {
	if err := checkShape(e.Form, e.Writing); err != nil {
		return err
	}
	return r.Commit(ctx, callcenter.Fact{
		Subject: call, Occurrence: e.occurrence(), At: time.Now(), By: r.cfg.Controller,
		Data: callcenter.ConsultationDrafted{Author: e.Author, Form: e.Form}, Writing: e.Writing,
	})
}

// saveTimeout is how long a save waits to read what it is made from, and then, durable
// already, to see that it counted: who types waits for either, and not for each read.
const saveTimeout = 5 * time.Second

// Save makes a new revision from the one given. Conflict: another was faster. Repeated
// with the same id: no effect.
func (r *Records) Save(ctx context.Context, call callcenter.ID, base int, concern Concern, e Entry) (fold.Record, error) {
	reading, cancel := context.WithTimeoutCause(ctx, saveTimeout, errors.New("postgres did not answer"))
	defer cancel()
	record, err := r.record(reading, call)
	if err != nil {
		return record, err
	}
	if _, saved := editOf(record, e); saved {
		return record, nil
	}
	if base != record.Entered.Revision {
		return record, overtaken(record, base)
	}
	if err := r.checkForm(reading, e.Form, e.Writing); err != nil {
		return record, err
	}
	matter, facts, err := r.concern(reading, record, concern, e)
	if err != nil {
		return record, err
	}
	facts = append(facts, callcenter.Fact{
		Subject: call, Occurrence: e.occurrence(), Writing: e.Writing,
		Data: callcenter.ConsultationSaved{Author: e.Author, Base: base, Matter: matter, Form: e.Form},
	})
	if err := r.settle(ctx, facts); err != nil {
		return record, err
	}
	if record, err = r.record(ctx, call); err != nil {
		return record, err
	}
	if _, saved := editOf(record, e); !saved {
		return record, overtaken(record, base)
	}
	return record, nil
}

// settle commits facts that people told and waits until they are rows.
func (r *Records) settle(ctx context.Context, facts []callcenter.Fact) error {
	for _, f := range facts {
		if err := r.commitNow(ctx, f); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, saveTimeout, errors.New("postgres did not take an entry in time"))
	defer cancel()
	if err := r.Drain(ctx); err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "已存入本机日志,数据库恢复后入库;请稍后用同一编号再次提交,以确认是否生效: %w", err)
	}
	return nil
}

// commitNow commits what a person told just now.
func (r *Records) commitNow(ctx context.Context, f callcenter.Fact) error {
	f.At, f.By = time.Now(), r.cfg.Controller
	return r.Commit(ctx, f)
}

func editOf(record fold.Record, e Entry) (fold.Edit, bool) {
	i := slices.IndexFunc(record.Edits, func(x fold.Edit) bool { return x.Occurrence == e.occurrence() })
	if i < 0 {
		return fold.Edit{}, false
	}
	return record.Edits[i], true
}

func overtaken(record fold.Record, base int) error {
	if base >= len(record.Edits) {
		return callcenter.Errorf(callcenter.Conflict, "话务工单没有第 %d 版,请重新打开", base)
	}
	by := record.Edits[base]
	return callcenter.Errorf(callcenter.Conflict, "%s 已于 %s 修改了这张话务工单,请重新打开后再改",
		by.Author, by.SavedAt.In(callcenter.Leshan()).Format(fullTime))
}

// record folds one call, without what was written about it. NotFound: there is none.
func (r *Reads) record(ctx context.Context, call callcenter.ID) (fold.Record, error) {
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return fold.Record{}, err
	}
	if !ofCall(facts[0]) {
		return fold.Record{}, errNoCall(call)
	}
	return fold.OfCall(call, facts), nil
}

// written folds one call with what was written about it.
func (r *Reads) written(ctx context.Context, call callcenter.ID) (fold.Record, error) {
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return fold.Record{}, err
	}
	if !ofCall(facts[0]) {
		return fold.Record{}, errNoCall(call)
	}
	writings, err := r.writings(ctx, call)
	if err != nil {
		return fold.Record{}, err
	}
	for i, f := range facts {
		facts[i].Writing = writings[f.Key()]
	}
	return fold.OfCall(call, facts), nil
}

// Sheet reads one consultation record for a reader. NotFound: there is no such call.
func (r *Reads) Sheet(ctx context.Context, call callcenter.ID, reader callcenter.AgentID) (Sheet, error) {
	record, err := r.written(ctx, call)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Call: record.Consultation, Entered: record.Entered, Matters: []fold.Matter{}}
	if n := len(record.Edits); n > 0 {
		s.Writing = record.Edits[n-1].Writing
	}
	for _, d := range record.Drafts {
		if d.Author == reader && d.Open {
			s.Draft = &SheetDraft{d.DraftedAt, d.Fields, d.Writing}
		}
	}
	if party := record.Call.Party; !party.IsZero() {
		if s.Matters, err = r.openMatters(ctx, party); err != nil {
			return Sheet{}, fmt.Errorf("sheet of call %s: %w", call, err)
		}
	}
	return s, nil
}

// Revision is one edit with what it changed.
type Revision struct {
	Revision int                `json:"revision"`
	Author   callcenter.AgentID `json:"author"`
	SavedAt  time.Time          `json:"saved_at"`
	Changes  []Change           `json:"changes"`
}

// History lists the edits of one consultation record, each with before and after.
// Strict: one of them is strictly secret.
func (r *Reads) History(ctx context.Context, call callcenter.ID) (list []Revision, strict bool, err error) {
	record, err := r.written(ctx, call)
	if err != nil {
		return nil, false, err
	}
	list, before := []Revision{}, fold.Edit{}
	for _, e := range record.Edits {
		strict = strict || e.Fields.Secrecy == fold.Strict
		list = append(list, Revision{e.Revision, e.Author, e.SavedAt, difference(before, e)})
		before = e
	}
	return list, strict, nil
}
