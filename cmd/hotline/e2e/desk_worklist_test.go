package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// deskWorklist: a caller who could not be reached is picked from the page; he is dialled,
// reached, and off the list.
func deskWorklist(t *testing.T, g *ground) {
	told := tale(t, `
		caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
		caller is busy; wang is ready for consult`)
	p := newCast(t, g, told, unhurried, func(cfg *config.Config) {
		cfg.Back.Tries, cfg.Back.Every = 1, time.Second
		for i := range cfg.Topics {
			cfg.Topics[i].WrapUp = time.Second
		}
	})
	p.start(controller)
	p.tell(told)
	p.tell(tale(t, `wang's phone rings; wang answers`))
	desk := newBrowser(t).open(p.runs[controller].url)
	desk.signsIn("18001", "8001")
	desk.visit("/worklist")
	desk.sees("约定回拨未接通")
	desk.do("take it", chromedp.Click(`//button[. = "我来办"]`, chromedp.BySearch))
	desk.sees("放回")
	desk.accessible("worklist")
	p.back.mu.Lock()
	p.back.busy = false
	p.back.mu.Unlock()
	p.until(patience, "wang is ready", func() bool { return p.presence("wang") == callcenter.Ready })
	desk.is("he can dial", `[...document.querySelectorAll("button")].some(b => b.innerText === "回拨" && !b.disabled)`)
	desk.do("dial", chromedp.Click(`//main//button[. = "回拨"]`, chromedp.BySearch))
	p.tell(tale(t, `wang's phone rings; wang answers; caller's phone rings; caller answers; hears back-hello; both talk 2 s; wang hangs up`))
	desk.is("the list is empty", `document.querySelector("main .empty")?.innerText === "没有"`)
	desk.do("those done", chromedp.Click(`//main//button[. = "已办"]`, chromedp.BySearch))
	desk.sees("已回拨")
	_ = p.caller.Hangup(t.Context())
}
