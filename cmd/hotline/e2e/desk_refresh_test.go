package e2e

import (
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openPhone opens the app with ears, and a microphone that is left as it is.
func (b *browser) openPhone(url string) *tab {
	b.t.Helper()
	return b.openWith(url, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(ear).Do(ctx)
		return err
	}))
}

// readyAtHisPage signs somebody in whose page is his phone, and makes him ready.
func (p *tab) readyAtHisPage(staff string) {
	p.t.Helper()
	p.signsIn(staff, "web")
	p.sees("可以接听")
	for deadline := time.Now().Add(patience); !strings.Contains(p.text(), "等待来电"); time.Sleep(time.Second) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%s is not ready; the page shows:\n%s", staff, p.text())
		}
		if strings.Contains(p.text(), "点“就绪”") { // a busy server may have refused
			p.press(kb.F9)
		}
	}
}

// answers takes the call that rings at the page.
func (p *tab) answers() {
	p.t.Helper()
	p.is("it rings here", `[...document.querySelectorAll("button")].some(b => b.innerText.startsWith("接听"))`)
	p.press(kb.F2)
	p.sees("通话中")
}

// talksAtHisPage is wang's page, connected to that controller, in a talk.
func (p *player) talksAtHisPage(at string) *tab {
	p.t.Helper()
	desk := newBrowser(p.t).openPhone(p.runs[at].url)
	desk.readyAtHisPage("18001")
	p.tell(tale(p.t, `caller dials; hears menu; presses 1`))
	desk.answers()
	desk.bothHear(p)
	return desk
}

// deskRefresh: F5 in the middle of a talk. The caller hears music, the page is rung again
// and answers by itself, and nobody else's phone rings.
func deskRefresh(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for consult`), unhurried)
	p.start(controller)
	desk := p.talksAtHisPage(controller)
	desk.fill("summary", "刷新之前写的")
	desk.sees("草稿已存")
	p.tell(tale(t, `li is ready for consult`)) // free, and not rung

	desk.do("refresh", chromedp.Reload())
	if err := p.caller.Hears(t.Context(), musicTone); err != nil {
		t.Errorf("meanwhile: %v", err)
	}
	desk.sees("通话中")
	desk.bothHear(p)
	desk.is("the draft is there", `document.querySelector("#summary")?.value === "刷新之前写的"`)
	if n := p.agents["li"].offered(); n != 0 {
		t.Errorf("li was rung %d times", n)
	}
	desk.press(kb.F8)
	desk.sees("话后整理")
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	p.allEnd(1, "completed")
}

// deskOutlivesItsController: the controller that has the call is killed. The page, which is
// connected to another, goes on showing it; they hear each other all the time, and the page
// ends the talk.
func deskOutlivesItsController(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.start(controller)
	p.startSecond()
	desk := p.talksAtHisPage(second)
	p.signal(controller, syscall.SIGKILL)
	p.adopted()
	desk.sees("通话中")
	desk.bothHear(p)
	desk.press(kb.F4)
	desk.sees("保持中")
	desk.press(kb.F4)
	desk.bothHear(p)
	desk.press(kb.F8)
	desk.sees("话后整理")
	p.settle()
}
