package records

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// Links asks for a rating by a message with a link, after a talk whose caller has not
// given one on the phone.
type Links struct {
	Send         func(ctx context.Context, to callcenter.Number, text string) error
	Page         string        // what the token is put behind
	Life         time.Duration // of a link
	Scale        string        // version of the scale dictionary
	Dissatisfied []int         // levels of it that make a call-back
}

const (
	linkEach   = 30 * time.Second
	linkAfter  = 2 * time.Minute // after the call: a rating on the phone has arrived by then
	linkWithin = 24 * time.Hour  // of the call's end; later nobody remembers
	linkBatch  = 50
)

// talksToRate are the last talks of calls that ended a while ago, with a number, without
// an answer, and without a link so far.
const talksToRate = `
SELECT c.id, c.party, s.token, s.agent FROM call c
JOIN LATERAL (SELECT token, agent FROM segment WHERE call = c.id AND ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1) s ON true
WHERE c.ended_at BETWEEN $1 AND $2 AND c.arrived_at > $1 - interval '1 day' AND c.party IS NOT NULL
  AND NOT EXISTS (SELECT FROM rating r WHERE r.call = c.id AND r.score IS NOT NULL)
  AND NOT EXISTS (SELECT FROM rating_link l WHERE l.talk = s.token)
ORDER BY c.ended_at LIMIT $3`

// RunLinks sends links until ctx ends. Postgres or the gateway may be away: a call of
// the last day is asked about later.
func (r *Records) RunLinks(ctx context.Context, l Links) error {
	tick := time.NewTicker(linkEach)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		if _, err := r.SendLinks(ctx, l, time.Now()); err != nil && ctx.Err() == nil {
			r.log.Warn("rating links not sent", zap.Error(err))
		}
	}
}

// SendLinks sends what is due and returns how many. A talk is claimed by its row before
// its message goes out: killed in between, nobody is asked twice.
func (r *Records) SendLinks(ctx context.Context, l Links, now time.Time) (sent int, err error) {
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(query, talksToRate, now.Add(-linkWithin), now.Add(-linkAfter), linkBatch)
	if err != nil {
		return 0, failed("find talks to rate", err)
	}
	type talk struct {
		call, party callcenter.ID
		token       callcenter.Token
		agent       callcenter.AgentID
	}
	talks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t talk, err error) {
		return t, row.Scan(&t.call, &t.party, &t.token, &t.agent)
	})
	if err != nil {
		return 0, failed("find talks to rate", err)
	}
	for _, t := range talks {
		number, err := r.NumberOf(ctx, t.party)
		if callcenter.Is(err, callcenter.NotFound) {
			continue
		}
		if err != nil {
			return sent, err
		}
		if !number.Mobile() {
			continue
		}
		token := strings.ToLower(rand.Text())
		tag, err := r.db.Exec(ctx, `
			INSERT INTO rating_link (token_hash, call, talk, agent, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (talk) DO NOTHING`, linkHash(token), t.call, t.token, t.agent, now, now.Add(l.Life))
		if err != nil {
			return sent, failed("claim a rating link", err)
		}
		if tag.RowsAffected() == 0 {
			continue // another controller was faster
		}
		text := "【12348】感谢您的来电。请点击评价本次服务:" + l.Page + token
		if err := l.Send(ctx, number, text); err != nil {
			r.log.Warn("rating link not sent", zap.Stringer("call_id", t.call), zap.Error(err))
			if err := r.unclaim(ctx, token, err); err != nil {
				return sent, err
			}
			continue
		}
		sent++
		asked := callcenter.RatingAsked{Agent: t.agent, Scale: l.Scale}
		if err := r.commitNow(ctx, callcenter.Fact{Subject: t.call, Occurrence: callcenter.ByLink(t.token), Data: asked}); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// unclaim lets the next round try a message again that the gateway could not take. One
// that it will never take stays claimed.
func (r *Records) unclaim(ctx context.Context, token string, why error) error {
	if !callcenter.Is(why, callcenter.Unavailable) {
		return nil
	}
	if _, err := r.db.Exec(ctx, `DELETE FROM rating_link WHERE token_hash = $1`, linkHash(token)); err != nil {
		return failed("give a rating link back", err)
	}
	return nil
}

func linkHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

type ratingLink struct {
	call callcenter.ID
	talk callcenter.Token
}

// link finds a link that can still be used. NotFound: there is none such. Conflict: it was
// used, or has expired.
func (r *Records) link(ctx context.Context, token string) (l ratingLink, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	var used, expired bool
	err = r.db.QueryRow(ctx, `SELECT call, talk, used_at IS NOT NULL, expires_at <= now() FROM rating_link WHERE token_hash = $1`,
		linkHash(token)).Scan(&l.call, &l.talk, &used, &expired)
	switch {
	case err != nil:
		return l, found("read rating link", err, func() *callcenter.Error { return callcenter.Errorf(callcenter.NotFound, "没有这个评价链接") })
	case used:
		return l, callcenter.Errorf(callcenter.Conflict, "您已经评价过了,谢谢")
	case expired:
		return l, callcenter.Errorf(callcenter.Conflict, "评价链接已过期")
	}
	return l, nil
}

// LinkOpen refuses a link that cannot be used any more.
func (r *Records) LinkOpen(ctx context.Context, token string) error {
	_, err := r.link(ctx, token)
	return err
}

// RateByLink takes an answer. The fact is durable before the link is used up: of two
// answers to one link the first told counts.
func (r *Records) RateByLink(ctx context.Context, l Links, token string, score int) error {
	if score < 1 || score > 5 {
		return callcenter.Errorf(callcenter.Invalid, "请选择一个等级")
	}
	link, err := r.link(ctx, token)
	if err != nil {
		return err
	}
	err = r.commitNow(ctx, callcenter.Fact{
		Subject: link.call, Occurrence: callcenter.ByLink(link.talk),
		Data: callcenter.RatingAnswered{Score: score, Dissatisfied: slices.Contains(l.Dissatisfied, score)},
	})
	if err != nil {
		return err
	}
	if _, err := r.db.Exec(ctx, `UPDATE rating_link SET used_at = now() WHERE token_hash = $1`, linkHash(token)); err != nil {
		return failed("use up a rating link", err)
	}
	return nil
}
