package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/cmd/callsim/platform/ledger"
	"hotline/records/orders/exchange"
)

const (
	fewMessages  = 200 // of make test
	manyMessages = 10_000
	perOrder     = 10
	senders      = 16
	leastRate    = 500 // a second, on a machine that does nothing else
)

// TestMeasuresMessages is how many messages a second are exchanged: signed, sent over HTTP,
// applied to an order in Postgres, and answered under our signature.
func TestMeasuresMessages(t *testing.T) {
	n, bench := fewMessages, os.Getenv("HOTLINE_BENCH_ORDERS") != ""
	if bench {
		n = manyMessages
	}
	h := newHouse(t, ledger.Faults{})
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = senders
	client := &http.Client{Transport: transport}
	kinds := []exchange.Kind{exchange.OrderKind, exchange.Urge, exchange.Note}
	var g errgroup.Group
	g.SetLimit(senders)
	began := time.Now()
	for i := range n / perOrder {
		g.Go(func() error {
			for version := 1; version <= perOrder; version++ {
				m := message(version, kinds[min(version-1, len(kinds)-1)], exchange.Body{Title: "x", Text: "市民来电反映夜间施工噪声", Type: "投诉", Region: "沙湾区"})
				m.Order = fmt.Sprintf("M%06d", i)
				body, err := json.Marshal(m)
				if err != nil {
					return err
				}
				response, err := client.Do(h.signedRequest(body, time.Now(), theirSecret))
				if err != nil {
					return err
				}
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					return fmt.Errorf("HTTP %d", response.StatusCode)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	in := float64(n) / time.Since(began).Seconds()
	t.Logf("received %.0f messages/s", in)
	if got := h.count(`SELECT count(*) FROM exchange_heard WHERE state = 'applied'`); got != n {
		t.Errorf("%d of %d messages were applied", got, n)
	}
	out := h.measureSending(t, n/2)
	if bench && (in < leastRate || out < leastRate) {
		t.Errorf("received %.0f/s, sent %.0f/s, at least %d each", in, out, leastRate)
	}
}

// measureSending lets a backlog of n messages go, as after a day the peer was away.
func (h *house) measureSending(t *testing.T, n int) float64 {
	t.Helper()
	h.stopUs()
	for i := range n / 2 {
		h.dispatched(fmt.Sprint("积压", i)) // handed over: one message each
	}
	if _, err := h.owner.Exec(t.Context(), `
		WITH twice AS (UPDATE exchange_order SET told = 2 WHERE ours AND told = 1 RETURNING peer, reference)
		INSERT INTO exchange_sent (peer, ours, reference, version, kind, heard, delivery, work_order, sequence, at)
		SELECT s.peer, true, s.reference, 2, 'note', 0, gen_random_uuid(), s.work_order, s.sequence, s.at FROM exchange_sent s JOIN twice USING (peer, reference) WHERE s.ours`); err != nil {
		t.Fatal(err)
	}
	waiting := h.count(`SELECT sum(told - acked)::int FROM exchange_order`)
	began := time.Now()
	h.startUs()
	h.eventually("the backlog has gone", func() bool { return h.count(`SELECT count(*) FROM exchange_order WHERE acked < told`) == 0 })
	rate := float64(waiting) / time.Since(began).Seconds()
	t.Logf("sent %.0f messages/s of a backlog of %d", rate, waiting)
	return rate
}
