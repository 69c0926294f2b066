package records

import (
	"context"
	"errors"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Send sends one short message.
type Send func(ctx context.Context, to callcenter.Number, text string) error

// sendTimeout is how long a message may take to leave.
const sendTimeout = 10 * time.Second

// SendArticle sends what the centre knows to the phone of a call's caller. It is noted
// first: his number leaves the house with it. Repeated with the same id: no effect.
func (r *Records) SendArticle(ctx context.Context, call, article callcenter.ID, send Send, e Entry) error {
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return err
	}
	fact := callcenter.Fact{Subject: call, Occurrence: e.occurrence()}
	fact.Data = callcenter.MessageSent{Author: e.Author, Article: article}
	if slices.ContainsFunc(facts, func(f fold.Fact) bool { return f.Key() == fold.Key{Kind: fact.Kind(), Occurrence: fact.Occurrence} }) {
		return nil
	}
	list, err := r.ArticleRevisions(ctx, article)
	if err != nil {
		return err
	}
	party, err := r.PartyBehind(ctx, call)
	if err != nil {
		return err
	}
	ctx = asProgram(ctx)
	number, err := r.NumberOf(ctx, party)
	switch {
	case err != nil:
		return err
	case !number.Mobile():
		return callcenter.Errorf(callcenter.Invalid, "来电号码 %s 不是手机,收不到短信", number)
	}
	if err := r.Note(ctx, Look{Staff: e.Author, Action: "send_message", Call: call, Party: party, Object: article.String()}); err != nil {
		return err
	}
	sending, cancel := context.WithTimeoutCause(ctx, sendTimeout, errors.New("the message did not leave in time"))
	defer cancel()
	if err := send(sending, number, "【12348】"+list[0].Title+"\n"+list[0].Body); err != nil {
		return err
	}
	fact.Data = callcenter.MessageSent{Author: e.Author, Article: article, Revision: list[0].Revision}
	return r.commitNow(ctx, fact)
}
