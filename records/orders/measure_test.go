package orders

import (
	"context"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

const (
	fewOrders  = 2000 // of make test
	lookRounds = 40
	// slowest is what any page may take at its 95th percentile on a machine that does
	// nothing else; tests beside others are given more.
	slowest    = 100 * time.Millisecond
	indulgence = 20
)

// Open orders of two units in three counties, some late, some warned, with their titles.
const manyOpen = `
INSERT INTO work_order (id, version, state, kind, source, region, agent, secrecy, urgent, central, fields, unit, created_at, created_by, moved_at, clocks, due_at, warn_at, extension, satisfied, tries, returns, redos, urged, closing)
SELECT gen_random_uuid(), 1, CASE WHEN n % 2 = 0 THEN 'new' ELSE 'handed' END, 'follow_up', 'desk', (ARRAY['511102', '511111', '511112'])[1 + n % 3],
       (1000 + n % 50)::text, 'ordinary', n % 97 = 0, false, '{}', CASE WHEN n % 2 = 1 THEN CASE WHEN n % 3 = 0 THEN $1::uuid ELSE $2::uuid END END,
       now(), '1001', now() - n * interval '1 second', '[]', now() + (n - $3::int / 20) * interval '1 minute', now() + (n - $3::int / 10) * interval '1 minute' - interval '1 day',
       'none', 'unasked', 0, 0, 0, 0, '{}'
FROM generate_series(1, $3::int) n`

// TestMeasures is what each list costs with very many open orders.
func TestMeasures(t *testing.T) {
	n, most := fewOrders, slowest*indulgence
	if text := os.Getenv("HOTLINE_BENCH_ORDERS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		most = slowest
	}
	h := newHouse(t)
	first, second := h.units()
	for _, sql := range []string{`ALTER TABLE work_order DISABLE TRIGGER order_follows`, manyOpen, `VACUUM ANALYZE work_order`} {
		args := []any{}
		if sql == manyOpen {
			args = []any{first, second, n}
		}
		if _, err := h.owner.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	list := func(f Filter) func(context.Context) error {
		return func(ctx context.Context) error { _, err := h.List(ctx, f); return err }
	}
	for _, page := range []struct {
		what string
		who  Actor
		look func(context.Context) error
	}{
		{"all open", affairs, list(Filter{})},
		{"overdue", affairs, list(Filter{Due: Late})},
		{"warned", affairs, list(Filter{Due: Warned})},
		{"of a state", affairs, list(Filter{State: New})},
		{"of a unit", affairs, list(Filter{Unit: first})},
		{"of a region", affairs, list(Filter{Region: "511112"})},
		{"a unit's own", centre, list(Filter{OfUnit: "3001"})},
		{"an agent's own", Actor{"1007", []Role{Duty}}, list(Filter{})},
		{"the board", affairs, func(ctx context.Context) error { _, err := h.Board(ctx, ""); return err }},
		{"a unit's board", centre, func(ctx context.Context) error { _, err := h.Board(ctx, "3001"); return err }},
	} {
		p95 := h.measure(page.who, page.look)
		t.Logf("%-16s p95 %v", page.what, p95.Round(100*time.Microsecond))
		if p95 > most {
			t.Errorf("%s: p95 %v of %d orders, at most %v", page.what, p95, n, most)
		}
	}
}

func (h *house) measure(who Actor, look func(context.Context) error) time.Duration {
	h.t.Helper()
	took := make([]time.Duration, 0, lookRounds)
	for range lookRounds {
		began := time.Now()
		if err := look(h.as(who)); err != nil {
			h.t.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[len(took)*95/100]
}
