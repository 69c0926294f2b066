package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/cmd/hotline/config"
)

// unhurried leaves time to look at a ringing desk and to fill in a form on a slow machine.
func unhurried(cfg *config.Config) {
	cfg.Timers.Ring, cfg.Timers.WrapUp = time.Minute, 5*time.Minute
	for i := range cfg.Topics {
		cfg.Topics[i].WrapUp = cfg.Timers.WrapUp
	}
}

// atDesk is wang at his desk phone, with the page open.
func atDesk(t *testing.T, g *ground) (*player, *browser, *tab) {
	t.Helper()
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for consult`), unhurried)
	p.start(controller)
	b := newBrowser(t)
	return p, b, p.atHisDesk(b)
}

// atHisDesk signs wang in at his page, with the telephone on his desk.
func (p *player) atHisDesk(b *browser) *tab {
	p.t.Helper()
	if err := p.agents["wang"].phone.Register(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	desk := b.open(p.runs[controller].url)
	desk.signsIn("18001", "8001")
	desk.sees("登录准备")
	return desk
}

// deskFirstCall: from sign-in to the first call with its record, by keys alone.
func deskFirstCall(t *testing.T, g *ground) {
	p, _, desk := atDesk(t, g)
	desk.accessible("desk")
	desk.press(kb.F9)
	desk.sees("等待来电")
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings`))
	desk.sees("138****1234")
	desk.sees("请拿起话机 8001 接听")
	desk.accessible("desk, ringing")
	desk.picture("desk-ringing")
	p.tell(tale(t, `wang answers; both talk 2 s`))
	desk.sees("通话中")

	desk.choose("caller_kinds", "nmg", "农民工")
	desk.press(kb.Escape)
	desk.choose("region", "sw", "沙湾区")
	desk.choose("matter_1", "ms", "民事")
	desk.choose("matter_2", "qianxin", "劳动报酬/欠薪")
	desk.choose("service_kind", "flzx", "法律咨询")
	desk.fill("amount", "12800")
	desk.fill("summary", "工地拖欠三个月工资,想知道怎么讨要")
	desk.sees("草稿已存")

	desk.press(kb.F4)
	desk.sees("保持中")
	p.tell(tale(t, `caller hears music`))
	desk.press(kb.F4)
	desk.sees("通话中")
	p.tell(tale(t, `both talk 2 s`))
	desk.accessible("desk, talking")
	desk.visit("/day")
	desk.sees("待填工单")
	desk.accessible("my day")
	desk.visit("/desk")
	desk.sees("138****1234")
	desk.picture("desk-talking")
	desk.press(kb.F8)
	desk.sees("话后整理")

	desk.press(kb.Enter, chromedp.KeyModifiers(input.ModifierCtrl))
	desk.sees("还要填")
	desk.sees("办理结果")
	desk.choose("result", "dcjd", "当场解答")
	desk.press(kb.Enter, chromedp.KeyModifiers(input.ModifierCtrl))
	desk.sees("已保存(第 1 版)")
	desk.accessible("desk, wrap-up")
	desk.press("q", chromedp.KeyModifiers(input.ModifierAlt))
	desk.sees("等待来电")

	call := p.settle()
	var kinds []string
	var region, matter, result string
	p.until(patience, "what was filled in is kept", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT caller_kinds, region, matter_2, result FROM consultation WHERE call = $1 AND result IS NOT NULL`, call).
			Scan(&kinds, &region, &matter, &result) == nil
	})
	if len(kinds) != 1 || kinds[0] != "migrant_worker" || region != "511111" || matter != "wages" || result != "answered" {
		t.Errorf("kept %v %s %s %s", kinds, region, matter, result)
	}
}

// deskDraft: what was typed outlives the page, the browser and the controller.
func deskDraft(t *testing.T, g *ground) {
	p, b, desk := atDesk(t, g)
	desk.press(kb.F9)
	desk.sees("等待来电")
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`))
	desk.sees("通话中")
	const written = "老人问赡养费"
	desk.fill("summary", written)
	desk.choose("region", "emss", "峨眉山市")
	desk.sees("草稿已存")
	still := func(where *tab) {
		where.sees("138****1234")
		where.sees("通话中")
		where.is("the draft is there", `document.querySelector("#summary")?.value === `+quoted(written))
		where.sees("峨眉山市")
	}
	desk.do("refresh", chromedp.Reload())
	still(desk)
	still(b.open(p.runs[controller].url)) // a second tab is the same desk

	p.stop(controller)
	desk.sees("与服务器的连接断开")
	p.start(controller)
	still(b.open(p.runs[controller].url)) // and he is still signed in
	p.tell(tale(t, `both talk 1 s; wang hangs up`))
	p.settle()
}
