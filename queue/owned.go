package queue

import (
	"context"

	"hotline/callcenter"
)

// Owned is a call of this owner that holds a place or an agent.
type Owned struct {
	Call  callcenter.ID
	Token callcenter.Token // of its promise or talk; empty while it waits
	Talks bool             // the promise was accepted
}

// Owned lists this owner's calls, whoever made them wait: what its floor does not
// know is left over from one before it.
func (q *Queue) Owned(ctx context.Context) ([]Owned, error) {
	a, err := q.ask(ctx, "owned")
	if err != nil {
		return nil, wrap(err, "owned calls")
	}
	owned := make([]Owned, 0, len(a.rows))
	for _, row := range a.rows {
		id, err := callcenter.ParseID(text(row[0]))
		if err != nil {
			return nil, wrap(err, "owned calls")
		}
		owned = append(owned, Owned{Call: id, Token: callcenter.Token(text(row[2])), Talks: text(row[1]) == "talking"})
	}
	return owned, nil
}
