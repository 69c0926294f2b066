package fold

import "hotline/callcenter"

// takeRating takes a question and an answer, from the call or from a link sent after it.
func (b *builder) takeRating(f Fact) {
	talk, linked := callcenter.RatedTalk(f.Occurrence)
	from := b.ratings
	if linked {
		from = b.linked
	}
	r := entry(from, talk, Rating{Token: talk, Call: b.id})
	switch d := f.Data.(type) {
	case callcenter.RatingAsked:
		r.Agent, r.Scale, r.AskedAt = d.Agent, d.Scale, f.At
	case callcenter.RatingAnswered:
		r.Score, r.AnsweredAt = d.Score, f.At
		if d.Dissatisfied {
			b.upset[f.Occurrence] = f.At
		}
	}
}

// settleRatings lets what he said on the phone count before what he chose on a page: it
// is nearer to the talk, and the page is for who did not answer there.
func (b *builder) settleRatings() {
	for talk, l := range b.linked {
		r := entry(b.ratings, talk, Rating{Token: talk, Call: b.id})
		if r.AskedAt.IsZero() {
			r.Agent, r.Scale, r.AskedAt = l.Agent, l.Scale, l.AskedAt
		}
		if r.Score == 0 {
			r.Score, r.AnsweredAt = l.Score, l.AnsweredAt
		}
	}
}
