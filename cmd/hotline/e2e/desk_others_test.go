package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// colleagueTone is what the microphone of a second browser hears.
const colleagueTone = 1730

// callerHears: the caller hears a tone now.
func (p *player) callerHears(hertz int, what string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := p.caller.Hears(ctx, hertz); err != nil {
		p.t.Fatalf("the caller does not hear %s: %v", what, err)
	}
}

// deskOthers: at two pages and a telephone. wang consults li while the caller hears music,
// all three talk, and wang leaves the caller to li; then li sends him blindly back to the
// topic, where wang has him.
func deskOthers(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for yi`), unhurried)
	p.start(controller)
	url := p.runs[controller].url
	wang := newBrowser(t).openPhone(url)
	li := newBrowserHearing(t, colleagueTone).openPhone(url)
	wang.readyAtHisPage("18001")
	li.readyAtHisPage("18002")
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	wang.answers()
	wang.bothHear(p)

	wang.press("c", chromedp.KeyModifiers(input.ModifierAlt))
	wang.sees("您先和对方说")
	wang.do("whom", chromedp.Focus(`[aria-label="同事的工号"]`), keys("18002"+kb.Enter))
	wang.sees("正在呼叫")
	li.sees("请您加入他的通话")
	p.callerHears(musicTone, "music")
	li.accessible("asked into a call")
	li.answers()
	li.hearsTone(browserTone)
	wang.hearsTone(colleagueTone)
	wang.sees("在通话")
	wang.accessible("consulting")

	wang.press(kb.F4) // take the caller back: three talk
	p.callerHears(browserTone, "wang")
	p.callerHears(colleagueTone, "li")
	li.hearsTone(callerTone)

	wang.do("leave the caller to li", chromedp.Click(`//button[contains(., "交给他")]`, chromedp.BySearch))
	wang.sees("话后整理")
	p.callerHears(colleagueTone, "li alone")
	li.is("the call is li's", `!document.body.innerText.includes("请您加入他的通话")`)
	wang.press("q", chromedp.KeyModifiers(input.ModifierAlt))
	wang.sees("等待来电")

	li.press("t", chromedp.KeyModifiers(input.ModifierAlt))
	li.sees("您立即退出")
	li.do("to the topic", chromedp.Click(`//div[contains(@class, "picker")]//button[contains(., "咨询")]`, chromedp.BySearch))
	li.sees("话后整理")
	wang.answers()
	wang.bothHear(p)
	wang.press(kb.F8)
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	p.settle()
	var segments, agents int
	p.until(patience, "each leg is a segment", func() bool {
		err := p.db.QueryRow(t.Context(), `SELECT count(*), count(DISTINCT agent) FROM segment WHERE ended_at IS NOT NULL`).Scan(&segments, &agents)
		return err == nil && segments >= 3 && agents == 2
	})
}
