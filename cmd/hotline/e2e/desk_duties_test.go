package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// knows writes what the centre knows, as a manager.
func (p *player) knows(id, kind, matter, title, body string) {
	p.t.Helper()
	article := map[string]any{"base": 0, "kind": kind, "title": title, "body": body, "from": "2026-01-01"}
	if matter != "" {
		article["matter"] = matter
	}
	if err := p.ask("manager", "PUT", "/api/knowledge/"+id, article, nil); err != nil {
		p.t.Fatal(err)
	}
}

// asManager signs the manager in, for what is asked beside the pages.
func (p *player) asManager() {
	p.t.Helper()
	var in struct{ Token string }
	p.until(patience, "the manager signs in", func() bool {
		return p.ask("manager", "POST", "/api/session", map[string]any{"staff": "2001", "password": staffPassword}, &in) == nil
	})
	p.tokens["manager"] = in.Token
}

// deskDuties: what an agent has to do beside the record, at his page. He looks something
// up, puts a template into the answer by keys and sends a guide to the caller's phone; he
// raises a mandatory report; he explains twice and ends the talk, and asks that the number
// be turned away, which somebody else decides. Then it is.
func deskDuties(t *testing.T, g *ground) {
	outbox := t.TempDir()
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried, func(cfg *config.Config) { cfg.SMS.Outbox = outbox })
	p.office()
	p.start(controller)
	p.asManager()
	now := time.Now()
	p.knows(callcenter.DeriveID(now, "g").String(), "guide", "", "法律援助中心怎么去", "市中区,工作日受理。")
	p.knows(callcenter.DeriveID(now, "t").String(), "template", "wages", "欠薪怎么办", "您可以向劳动监察投诉,也可以申请仲裁。")
	desk := p.atHisDesk(newBrowser(t))
	desk.press(kb.F9)
	desk.sees("等待来电")
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`))
	desk.sees("通话中")

	desk.choose("matter_1", "ms", "民事")
	desk.choose("matter_2", "qianxin", "劳动报酬/欠薪")
	desk.sees("答复模板 1")
	desk.press("a", chromedp.KeyModifiers(input.ModifierAlt))
	desk.sees("欠薪怎么办")
	desk.press("1")
	desk.is("the template is in the answer", `document.querySelector("#answer")?.value.includes("申请仲裁")`)
	desk.press("s", chromedp.KeyModifiers(input.ModifierAlt))
	desk.do("look up", keys("援助"))
	desk.do("open it", chromedp.Click(`//button[contains(., "法律援助中心怎么去")]`, chromedp.BySearch))
	desk.accessible("desk with knowledge")
	desk.do("send it", chromedp.Click(`//button[contains(., "发短信给他")]`, chromedp.BySearch))
	p.until(patience, "the message leaves", func() bool {
		files, _ := filepath.Glob(filepath.Join(outbox, "*.json"))
		if len(files) != 1 {
			return false
		}
		var m struct{ To, Text string }
		raw, err := os.ReadFile(files[0])
		return err == nil && json.Unmarshal(raw, &m) == nil && m.To == "13800001234"
	})

	desk.press("p", chromedp.KeyModifiers(input.ModifierAlt))
	desk.do("report", chromedp.Click(`//button[contains(., "未成年人遭受侵害")]`, chromedp.BySearch))
	desk.sees("强制报告已提出")
	desk.press("x", chromedp.KeyModifiers(input.ModifierAlt))
	desk.sees("请您文明通话")
	desk.picture("desk-duties")
	desk.accessible("desk with a nuisance")
	explained := func(n string) {
		desk.do("explain", chromedp.Click(`//button[contains(., "已向他说明")]`, chromedp.BySearch))
		desk.sees("第 " + n + " 次")
	}
	explained("2")
	time.Sleep(6 * time.Second) // two clicks at once are one explanation
	explained("3")
	desk.do("why", chromedp.SetValue(`[aria-label="限制来电的原因"]`, "insult"), chromedp.Evaluate(
		`document.querySelector('[aria-label="限制来电的原因"]').dispatchEvent(new Event("change", {bubbles: true}))`, nil))
	desk.do("propose", chromedp.Click(`//button[contains(., "提请限制")]`, chromedp.BySearch))
	desk.sees("待他人审批")
	desk.do("end it", chromedp.Click(`//button[contains(., "终止通话")]`, chromedp.BySearch))
	desk.sees("话后整理")
	p.settle()

	office := newBrowser(t).open(p.runs[controller].url)
	office.signsIn("2001", "")
	office.visit("/floor")
	office.sees("强制报告")
	office.visit("/blocks")
	office.sees("辱骂话务员")
	office.accessible("block list")
	office.do("approve", chromedp.Click(`//button[. = "批准"]`, chromedp.BySearch))
	office.sees("没有")
	p.tell(tale(t, `caller dials; hears blocked`))
	p.until(patience, "he is let go", func() bool { return over(p.caller) })
	p.until(patience, "it has its record", func() bool {
		var n int
		err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM call WHERE outcome = 'refused' AND reason = 'blocked'`).Scan(&n)
		return err == nil && n == 1
	})
}
