package api

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/platform/ledger"
	"hotline/records/orders"
)

const (
	fewShared   = 80 // of make test
	actsPer     = 8
	restartsPer = 2 // of each end
)

// Many orders, half of them ours, under every fault the platform knows and restarts of
// either end: both sides end with the same, nothing twice, nothing missing.
func TestBothSidesEndEqual(t *testing.T) {
	t.Parallel()
	n := fewShared
	if text := os.Getenv("HOTLINE_CHAOS_ORDERS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	h := newHouse(t, ledger.Faults{Seed: seed, Timeout: 60, Error: 60, Duplicate: 80, Reorder: 80, Forged: 40, Slow: 10})
	var ours []callcenter.ID
	var theirs []string
	for i := range n {
		if i%2 == 0 {
			reference := fmt.Sprintf("LS%06d", i)
			theirs = append(theirs, reference)
			if err := h.city.Dispatch(reference, map[string]any{"title": "噪声扰民", "text": "夜间施工", "type": "投诉", "phone": "13800001234", "region": "沙湾区"}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		ours = append(ours, h.dispatched(fmt.Sprint("欠薪", i)))
	}
	acts := n * actsPer
	for i := range acts {
		if i%(acts/restartsPer/2) == acts/restartsPer/4 {
			h.stopCity()
			h.startCity()
		}
		if i%(acts/restartsPer/2) == acts/restartsPer/3 {
			h.stopUs()
			h.startUs()
		}
		if random.IntN(2) == 0 {
			h.actCity(random)
		} else {
			h.actUs(random)
		}
	}
	h.quiet()
	h.equal(n)
	if h.count(`SELECT count(*) FROM work_order WHERE source = '12345'`) != len(theirs) || h.count(`SELECT count(*) FROM exchange_order WHERE ours`) != len(ours) {
		t.Error("orders twice, or missing")
	}
}

// dispatched is an order of ours that the city has to do.
func (h *house) dispatched(title string) callcenter.ID {
	h.t.Helper()
	order, err := h.orders.Create(h.as(affairs), orders.Draft{
		By: affairs, Writing: orders.OrderWriting{Title: title, Text: "三个月工资未付", Phone: "13900001111"},
		Birth: orders.Birth{Kind: orders.FollowUp, Source: orders.FromDesk, Region: "511102", Secrecy: "ordinary"},
	})
	if err == nil {
		_, err = h.orders.Do(h.as(affairs), orders.Request{Order: order.ID, Move: orders.HandOver, By: affairs, Payload: orders.Payload{Unit: h.outside}})
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return order.ID
}

func (h *house) actCity(random *rand.Rand) {
	h.t.Helper()
	all := h.city.Orders()
	if len(all) == 0 {
		return
	}
	o := all[random.IntN(len(all))]
	kinds := []string{"urge", "note", "redo", "close", "urge", "note"}
	if o.Side == "handler" {
		kinds = []string{"accept", "progress", "reply", "note", "objection", "progress", "return"}
	}
	kind := kinds[random.IntN(len(kinds))]
	if err := h.city.Say(o.Side, o.Reference, kind, map[string]any{"text": kind, "reason": "其他"}); err != nil {
		h.t.Fatal(err)
	}
}

// actUs moves a random order of ours in a way the table allows.
func (h *house) actUs(random *rand.Rand) {
	h.t.Helper()
	var id callcenter.ID
	if err := h.owner.QueryRow(h.t.Context(), `SELECT id FROM work_order ORDER BY md5(id::text || $1) LIMIT 1`, strconv.Itoa(random.Int())).Scan(&id); err != nil {
		return // none yet
	}
	o := h.order(id)
	by := []orders.Actor{affairs, manager, centre}[random.IntN(3)]
	legal := orders.MovesFor(o.State, o.Kind, by.Roles)
	if len(legal) == 0 {
		return
	}
	r := orders.Request{Order: id, Move: legal[random.IntN(len(legal))], By: by, Writing: orders.OrderWriting{Text: "我方说明"}}
	if words := orders.Reasons()[r.Move]; len(words) > 0 {
		r.Reason = words[random.IntN(len(words))].Key
	}
	r.Payload = orders.Payload{Unit: h.unit, Days: 10, Satisfied: orders.Satisfied}
	switch {
	case r.Move == orders.Close && o.Kind == orders.Complaint:
		r.Payload.Values = orders.Values{"founded": "yes"}
	case r.Move == orders.Close:
		r.Payload.Values = orders.Values{"answered": "yes"}
	case r.Move == orders.Merge || r.Move == orders.Attach || r.Move == orders.Book:
		return
	}
	_, err := h.orders.Do(h.as(by), r)
	if err != nil && callcenter.KindOf(err) == callcenter.Internal {
		h.t.Fatalf("%s: %v", r.Move, err)
	}
}

// equal compares the two sides' stores.
func (h *house) equal(n int) {
	h.t.Helper()
	city := h.city.Orders()
	if len(city) != n {
		h.t.Errorf("the city has %d orders of %d", len(city), n)
	}
	for _, o := range city {
		var told, heard, moved int
		var standing []byte
		err := h.owner.QueryRow(h.t.Context(), `SELECT told, heard, standing,
				(SELECT count(*) FROM exchange_heard e WHERE e.peer = x.peer AND e.ours = x.ours AND e.reference = x.reference AND state <> 'parked')
			FROM exchange_order x WHERE peer = '12345' AND ours = $1 AND reference = $2`, o.Side == "handler", o.Reference).Scan(&told, &heard, &standing, &moved)
		if err != nil {
			h.t.Errorf("order %s: %v", o.Reference, err)
			continue
		}
		var here ledger.Standing
		if err := json.Unmarshal(standing, &here); err != nil {
			h.t.Fatal(err)
		}
		a, _ := json.Marshal(here)
		b, _ := json.Marshal(o.Standing)
		if string(a) != string(b) || told != len(o.Heard) || heard != len(o.Told) || moved != heard {
			h.t.Errorf("order %s: here %d told, %d heard, %d kept, %s; there %d told, %d heard, %s", o.Reference, told, heard, moved, a, len(o.Told), len(o.Heard), b)
		}
		for i, m := range o.Heard {
			if m.Version != i+1 {
				h.t.Errorf("order %s: message %d is the %dth", o.Reference, m.Version, i+1)
			}
		}
	}
	if differing, err := h.orders.Recount(h.as(manager), time.Time{}); err != nil || len(differing) > 0 {
		h.t.Errorf("recounted otherwise: %v, %v", differing, err)
	}
	if left := h.count(`SELECT count(*) FROM exchange_heard WHERE sealed IS NOT NULL`); left > 0 {
		h.t.Errorf("%d texts lie in the inbox though nothing waits", left)
	}
	compared, differences, err := h.x.Reconcile(h.t.Context(), h.peer)
	for err != nil { // the platform's faults
		compared, differences, err = h.x.Reconcile(h.t.Context(), h.peer)
	}
	if compared != n || differences != 0 {
		h.t.Errorf("reconciled %d orders with %d differences", compared, differences)
	}
}
