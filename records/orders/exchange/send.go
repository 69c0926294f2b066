package exchange

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
)

// The paths of the contract, under a peer's address.
const (
	MessagePath = "/exchange/v1/messages"
	OrdersPath  = "/exchange/v1/orders"
)

const (
	inFlight   = 16      // messages to a peer at a time, each of another order
	mostAnswer = 1 << 20 // of a peer's answer
)

// pump sends what waits for a peer, until ctx ends.
func (x *Exchange) pump(ctx context.Context, p Peer) error {
	for {
		n, err := x.Send(ctx, p)
		if err != nil && ctx.Err() == nil {
			x.cfg.Log.Debug("outbox", zap.String("peer", string(p.Name)), zap.Error(err))
		}
		if ctx.Err() != nil {
			return nil
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-x.pumps[p.Name]:
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return nil
		}
	}
}

// Send sends what is due now, one message per order, and says how many it tried.
func (x *Exchange) Send(ctx context.Context, p Peer) (int, error) {
	due, err := x.claim(ctx, p)
	if err != nil {
		return 0, err
	}
	var g errgroup.Group
	g.SetLimit(inFlight)
	for _, d := range due {
		g.Go(func() error { return x.deliver(ctx, p, d) })
	}
	return len(due), g.Wait()
}

// claimed is an order whose next message is ours to send: one in flight per order, whatever
// controllers there are.
type claimed struct {
	shared
	acked, told, tries int
}

func (x *Exchange) claim(ctx context.Context, p Peer) (due []claimed, err error) {
	err = x.within(ctx, "claim messages", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			UPDATE exchange_order e SET taken_till = now() + $2::interval FROM (
				SELECT peer, ours, reference FROM exchange_order
				WHERE peer = $1 AND acked < told AND next_at <= now() AND taken_till <= now()
				ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
			WHERE e.peer = d.peer AND e.ours = d.ours AND e.reference = d.reference
			RETURNING e.peer, e.ours, e.reference, e.acked, e.told, e.tries`, p.Name, lease, 4*inFlight)
		if err != nil {
			return err
		}
		due, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c claimed, err error) {
			err = row.Scan(&c.Peer, &c.Ours, &c.Reference, &c.acked, &c.told, &c.tries)
			return c, err
		})
		return err
	})
	return due, err
}

// deliver sends an order's messages one after the other, until the peer has them all or
// one does not get through.
func (x *Exchange) deliver(ctx context.Context, p Peer, c claimed) error {
	for c.acked < c.told {
		m, err := x.compose(ctx, p, c.shared, c.acked+1)
		if err != nil {
			return errors.Join(err, x.settle(ctx, p, c, err))
		}
		receipt, err := x.post(ctx, p, m)
		if err == nil {
			if receipt.Heard < 0 || receipt.Heard > c.told {
				err = callcenter.Errorf(callcenter.Conflict, "对方说收到了第 %d 条,我方只发到第 %d 条:请对账", receipt.Heard, c.told)
			} else if receipt.Heard <= c.acked && receipt.Heard != m.Version {
				c.acked = receipt.Heard // it asks for an earlier one
				err = callcenter.Errorf(callcenter.Conflict, "对方要求从第 %d 条发起", receipt.Heard+1)
			}
		}
		if err != nil {
			return x.settle(ctx, p, c, err)
		}
		c.acked, c.tries = receipt.Heard, 0
	}
	return x.settle(ctx, p, c, nil)
}

// settle lets go of an order: what got through, or when it is tried again and why.
func (x *Exchange) settle(ctx context.Context, p Peer, c claimed, failure error) error {
	ctx = context.WithoutCancel(ctx) // what a peer has heard is known, also at a stop
	return x.within(ctx, "settle messages", func(ctx context.Context, tx pgx.Tx) error {
		if failure == nil {
			_, err := tx.Exec(ctx, `UPDATE exchange_order SET acked = $4, tries = 0, fault = '', next_at = now(), taken_till = '-infinity', changed_at = clock_timestamp()
				WHERE peer = $1 AND ours = $2 AND reference = $3`, c.Peer, c.Ours, c.Reference, c.acked)
			return err
		}
		wait := x.backOff(c.tries)
		var next time.Time
		err := tx.QueryRow(ctx, `
			UPDATE exchange_order SET acked = $4, tries = $5, fault = $6, taken_till = '-infinity',
				next_at = now() + CASE WHEN $8::interval > now() - coalesce((SELECT at FROM exchange_sent s WHERE s.peer = $1 AND s.ours = $2 AND s.reference = $3 AND s.version = $4 + 1), now())
					THEN $7::interval ELSE $9::interval END
			WHERE peer = $1 AND ours = $2 AND reference = $3 RETURNING next_at`,
			c.Peer, c.Ours, c.Reference, c.acked, c.tries+1, shown(failure), wait, patience, seldom).Scan(&next)
		if err != nil {
			return err
		}
		return x.cfg.Outbox.wakes.at(ctx, tx, p.Name, next)
	})
}

// backOff doubles from the first to the longest.
func (x *Exchange) backOff(tries int) time.Duration {
	wait := float64(x.cfg.First) * math.Pow(2, float64(min(tries, 30)))
	return min(time.Duration(min(wait, float64(longest))), longest)
}

// shown is a failure as the page shows it.
func shown(err error) string {
	if refusal, ours := errors.AsType[*callcenter.Error](err); ours {
		return refusal.Detail
	}
	return "没有发出:请看日志"
}

// compose reads a message from the move it tells of.
func (x *Exchange) compose(ctx context.Context, p Peer, key shared, version int) (m Message, err error) {
	err = x.within(ctx, "compose message", func(ctx context.Context, tx pgx.Tx) error {
		var order, delivery callcenter.ID
		var sequence int
		err := tx.QueryRow(ctx, `SELECT kind, heard, delivery, work_order, sequence, at FROM exchange_sent WHERE peer = $1 AND ours = $2 AND reference = $3 AND version = $4`,
			key.Peer, key.Ours, key.Reference, version).Scan(&m.Kind, &m.Heard, &delivery, &order, &sequence, &m.At)
		if err != nil {
			return err
		}
		m.Delivery, m.Order, m.From, m.Version = delivery.String(), key.Reference, key.side(), version
		m.Body, err = x.body(ctx, tx, p, key, m.Kind, order, sequence)
		return err
	})
	return m, err
}

func (x *Exchange) post(ctx context.Context, p Peer, m Message) (receipt Receipt, err error) {
	body, err := json.Marshal(m)
	if err != nil {
		return receipt, fmt.Errorf("message: %w", err)
	}
	return receipt, x.ask(ctx, p, http.MethodPost, MessagePath, body, &receipt)
}

// ask makes a signed request and reads the signed answer.
func (x *Exchange) ask(ctx context.Context, p Peer, method, path string, body []byte, into any) error {
	ctx, cancel := context.WithTimeoutCause(ctx, sendTimeout, errors.New("the peer did not answer in time"))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, p.URL+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask %s: %w", p.Name, err)
	}
	request.Header.Set("Content-Type", "application/json")
	nonce := rand.Text()
	p.Keys.sign(request.Header, method, request.URL.RequestURI(), p.Self, nonce, x.cfg.Now(), body)
	response, err := p.Client.Do(request)
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "连不上%s,或它没有及时回答: %w", p.Title, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	if err != nil || len(answer) > mostAnswer {
		return callcenter.Errorf(callcenter.Unavailable, "%s的回答没有读完: %w", p.Title, errors.Join(err, errors.New("answer")))
	}
	if response.StatusCode != http.StatusOK {
		var problem struct{ Detail string }
		_ = json.Unmarshal(answer, &problem) // it may be a proxy's page
		return callcenter.Errorf(callcenter.Conflict, "%s没有接受(HTTP %d):%s", p.Title, response.StatusCode, cut(problem.Detail))
	}
	if response.Header.Get(NonceHeader) != nonce {
		return callcenter.Errorf(callcenter.Conflict, "%s的回答不是对这个请求的", p.Title)
	}
	if err := p.Keys.verify(response.Header, "200", request.URL.RequestURI(), x.cfg.Now(), answer); err != nil {
		return callcenter.Errorf(callcenter.Conflict, "%s的回答签名不对:%w", p.Title, err)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return callcenter.Errorf(callcenter.Conflict, "%s的回答读不懂: %w", p.Title, err)
	}
	return nil
}
