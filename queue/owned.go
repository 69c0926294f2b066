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

const ownedChunk = 64 // due things that one script looks at, so that no script holds Redis long

// Owned lists this owner's calls, whoever made them wait: what its floor does not
// know is left over from one before it.
func (q *Queue) Owned(ctx context.Context) ([]Owned, error) {
	var owned []Owned
	seen := map[callcenter.ID]bool{} // Redis may show one twice
	for at := "0"; at != ""; {
		a, err := q.ask(ctx, "owned", at, ownedChunk)
		if err != nil {
			return nil, wrap(err, "owned calls")
		}
		at = ""
		for _, row := range a.rows {
			if text(row[0]) == "next" {
				at = text(row[1])
				continue
			}
			id, err := callcenter.ParseID(text(row[0]))
			if err != nil {
				return nil, wrap(err, "owned calls")
			}
			if !seen[id] {
				seen[id] = true
				owned = append(owned, Owned{Call: id, Token: callcenter.Token(text(row[2])), Talks: text(row[1]) == "talking"})
			}
		}
	}
	return owned, nil
}
