package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// offices are the people of work orders who answer no calls.
func (h *house) offices() {
	h.t.Helper()
	raw, err := json.Marshal(map[string]any{"staff": []map[string]any{
		{"id": "2101", "name": "赵主任", "roles": []string{"manager"}, "password": staffPassword},
		{"id": "2102", "name": "周办理", "roles": []string{"affairs"}, "password": staffPassword},
		{"id": "3101", "name": "沙湾中心", "roles": []string{"unit"}, "password": staffPassword},
		{"id": "3102", "name": "五通中心", "roles": []string{"unit"}, "password": staffPassword},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join(h.dir, "offices.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.command("staff", "import", file)
}

// picks takes an option of a plain list by its text.
func (p *tab) picks(id, text string) {
	p.t.Helper()
	found := fmt.Sprintf(`(() => { const s = document.getElementById(%s), o = [...(s?.options ?? [])].find(o => o.text.startsWith(%s));
		if (!o) return false; s.value = o.value; s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`, quoted(id), quoted(text))
	p.is(id+" offers "+text, found)
}

// clicks presses the button of that name.
func (p *tab) clicks(name string) {
	p.t.Helper()
	p.is("presses "+name, fmt.Sprintf(`(() => { const b = [...document.querySelectorAll("button")].find(b => b.innerText.trim() === %s && !b.disabled && b.offsetParent);
		b?.click(); return !!b })()`, quoted(name)))
}

// moves opens a move, fills it in and makes it.
func (p *tab) moves(move, title, text string, fill func()) {
	p.t.Helper()
	p.is("may "+title, fmt.Sprintf(`(() => { const b = document.querySelector("[data-move=%s]"); b?.click(); return !!b })()`, move))
	p.do("the form", chromedp.WaitVisible("#move-text"))
	if fill != nil {
		fill()
	}
	if text != "" {
		p.fill("move-text", text)
	}
	p.do("make the move", chromedp.Click(`section[aria-label="办理"] form button.main`))
	p.is(title+" is done", fmt.Sprintf(`[...document.querySelectorAll("section[aria-label='经过'] li b")].some(b => b.innerText === %s)`, quoted(title)))
}

// opensOrder opens the first order of a list.
func (p *tab) opensOrder(view string) {
	p.t.Helper()
	p.visit(view)
	p.is("an order stands there", `document.querySelector("main a[href*='order=']")`)
	p.do("open it", chromedp.Click("main a[href*='order=']"))
	p.do("its story", chromedp.WaitVisible(`section[aria-label="经过"]`))
}

// deskOrder: an order from the agent who makes it, over the office and a unit's phone, to
// its end; each page is one everybody can use.
func deskOrder(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.offices()
	p.start(controller)
	walkAnOrder(t, p.runs[controller].url)
}

func walkAnOrder(t *testing.T, url string) {
	at := func(staff string) *tab {
		page := newBrowser(t).open(url)
		page.signsIn(staff, "")
		return page
	}
	boss := at("2101")
	boss.visit("/units")
	boss.clicks("新建单位")
	boss.fill("unit-name", "沙湾区公共法律服务中心")
	boss.choose("unit-region", "sw", "沙湾区")
	boss.fill("unit-people", "3101")
	boss.clicks("保存")
	boss.sees("沙湾区公共法律服务中心")
	boss.everyLook("/units")
	boss.visit("/exchange")
	boss.sees("工单对接")
	boss.is("has read what it shows", `!document.body.innerText.includes("正在读取")`)
	boss.everyLook("/exchange")

	wang := at(wangID)
	wang.visit("/orders")
	wang.sees("没有工单")
	wang.clicks("新建工单")
	wang.choose("order-region", "sw", "沙湾区")
	wang.fill("order-title", "工地拖欠三个月工资")
	wang.fill("order-text", "想知道怎么讨要,请沙湾中心联系")
	wang.fill("order-phone", "13800001234")
	wang.everyLook("new order")
	wang.clicks("新建")
	wang.do("its story", chromedp.WaitVisible(`section[aria-label="经过"]`))

	office := at("2102")
	office.visit("/orders")
	office.sees("工地拖欠三个月工资")
	office.everyLook("/orders")
	office.picture("orders")
	office.opensOrder("/orders")
	office.moves("hand_over", "转办", "请尽快联系", func() { office.picks("move-unit", "沙湾区") })
	office.sees("将发生什么")
	office.everyLook("one order")
	office.picture("order")

	unit := at("3101")
	unit.do("a phone", chromedp.EmulateViewport(390, 844))
	unit.visit("/unit")
	unit.sees("工地拖欠三个月工资")
	unit.everyLook("/unit")
	unit.picture("unit")
	unit.opensOrder("/unit")
	unit.moves("sign", "签收", "", nil)
	unit.moves("reply", "答复", "已联系用工单位,下周一发放", nil)
	unit.accessible("a unit's order")
	unit.picture("unit-order")
	stranger := at("3102")
	stranger.visit("/unit")
	stranger.sees("没有工单")

	office.opensOrder("/orders")
	office.clicks("关闭")
	office.opensOrder("/orders")
	office.moves("call_back", "回访", "", func() { office.picks("move-satisfied", "满意") })
	office.moves("close", "办结", "", func() {
		office.picks("move-reason", "正常办结")
		office.picks("move-answered", "是")
	})
	wang.opensOrderDone()
	wang.sees("已联系用工单位,下周一发放")
	wang.picture("order-done")
}

// opensOrderDone is how the agent sees what became of it.
func (p *tab) opensOrderDone() {
	p.t.Helper()
	p.visit("/orders")
	p.clicks("已办结")
	p.is("it is done", `document.querySelector("main a[href*='order=']")`)
	p.do("open it", chromedp.Click("main a[href*='order=']"))
	p.do("its story", chromedp.WaitVisible(`section[aria-label="经过"]`))
}
