package e2e

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/cmd/hotline/config"
)

// altKey is a letter with Alt.
var altKey = chromedp.KeyModifiers(input.ModifierAlt)

const (
	shiftCalls = "HOTLINE_SHIFT_CALLS" // how many calls a shift has: make desk-shift
	fewCalls   = 8                     // in make test
	warmUp     = 4                     // calls until everything a page loads late is loaded
	mostGrowth = 2_000_000.0           // bytes over a whole shift
)

// heap is what the page holds after everything nobody needs was taken away.
func (p *tab) heap() (used float64) {
	p.t.Helper()
	p.do("heap", heapprofiler.CollectGarbage(), heapprofiler.CollectGarbage(), chromedp.ActionFunc(func(ctx context.Context) error {
		var err error
		used, _, _, _, err = runtime.GetHeapUsage().Do(ctx)
		return err
	}))
	return used
}

// deskShift: a page that is open all day holds no more after the last call than after the
// first ones.
func deskShift(t *testing.T, g *ground) {
	calls := fewCalls
	if n, err := strconv.Atoi(os.Getenv(shiftCalls)); err == nil && n > warmUp {
		calls = n
	}
	p := newCast(t, g, tale(t, `wang is ready for consult`), func(cfg *config.Config) {
		cfg.Call.Welcome, cfg.Call.Notice, cfg.Call.AskMenu, cfg.Call.Rate, cfg.Call.Farewell, cfg.Call.Record = false, false, false, false, false, false
		cfg.Timers.WrapUp = time.Minute
		for i := range cfg.Topics {
			cfg.Topics[i].WrapUp = time.Minute
		}
	})
	p.start(controller)
	desk := p.atHisDesk(newBrowser(t))
	desk.press(kb.F9)
	var first float64
	for n := 1; n <= calls; n++ {
		desk.sees("等待来电")
		p.tell(tale(t, `caller dials; wang's phone rings; wang answers`))
		desk.sees("通话中")
		desk.fill("summary", fmt.Sprintf("第 %d 通", n))
		p.tell(tale(t, `wang hangs up`))
		desk.sees("话后整理")
		desk.press("q", altKey)
		if n == warmUp {
			first = desk.heap()
		}
	}
	desk.sees("等待来电")
	last := desk.heap()
	t.Logf("heap after %d calls %.1f MB, after %d calls %.1f MB", warmUp, first/1e6, calls, last/1e6)
	if last-first > mostGrowth {
		t.Errorf("the heap grew from %.0f to %.0f bytes in %d calls", first, last, calls-warmUp)
	}
}
